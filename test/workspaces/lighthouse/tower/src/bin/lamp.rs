fn main() {
    println!("{}", tower::light("lamp"));
}
