fn main() {
    println!("{} on line {}", lines::ring(), lines::number(1876));
    println!("party line: {}", cfg!(feature = "party"));
}
