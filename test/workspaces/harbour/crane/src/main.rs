fn main() {
    println!("crane in {}", common::PLACE);
}
