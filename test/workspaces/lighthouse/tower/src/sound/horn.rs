fn main() {
    println!("horn: {}", if cfg!(feature = "fog") { "in fog" } else { "silent" });
}
