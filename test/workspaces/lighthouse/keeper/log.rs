fn main() {
    println!("log-book: {}", tower::light("seen"));
}
