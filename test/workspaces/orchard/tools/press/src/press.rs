fn main() {
    println!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    println!("{} by {}", env!("CARGO_PKG_DESCRIPTION"), env!("CARGO_PKG_AUTHORS"));
    println!("{}", wicker::full());
}
