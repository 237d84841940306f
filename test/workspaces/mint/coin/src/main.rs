#[derive(dies::Struck)]
struct Ducat;

fn main() {
    println!("{}", Ducat::struck());
    println!("{} sides", dies::count!(head tail));
}
