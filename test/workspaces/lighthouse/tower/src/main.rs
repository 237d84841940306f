fn main() {
    println!("{}", tower::light("tower"));
}
