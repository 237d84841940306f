fn main() {
    println!("{}", mill::grind("wheat"));
}
