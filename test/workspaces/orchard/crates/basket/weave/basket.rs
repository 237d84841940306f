pub fn full() -> String {
    format!("basket {} of {}", env!("CARGO_PKG_VERSION"), fruit::KINDS.join(" and "))
}
