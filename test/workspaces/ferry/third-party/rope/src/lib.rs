pub fn made_of() -> String {
    format!("rope {} of {}", env!("CARGO_PKG_VERSION"), hemp::KIND)
}
