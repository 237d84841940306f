pub fn colour() -> &'static str {
    if cfg!(harbour = "open") { "green" } else { "red" }
}
