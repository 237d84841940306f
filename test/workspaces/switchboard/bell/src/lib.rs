pub fn ring() -> &'static str {
    if cfg!(feature = "loud") { "RING" } else { "ring" }
}
