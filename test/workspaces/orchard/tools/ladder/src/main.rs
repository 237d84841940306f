fn main() {
    println!("ladder for {}", std::env::args().nth(1).as_deref().unwrap_or("nobody"));
}
