fn main() {
    println!("boat on {}", rope::made_of());
}
