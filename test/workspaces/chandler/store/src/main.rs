fn main() {
    println!("{} and {}", rope::KIND, hemp::KIND);
}
