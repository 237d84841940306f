fn main() {
    println!("island {}", env!("CARGO_PKG_VERSION"));
}
