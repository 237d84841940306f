include!(concat!(env!("OUT_DIR"), "/knots.rs"));

fn main() {
    println!("{} of {} {}", KNOTS.join(" "), thread::LENGTH, env!("COLOUR"));
    println!("woven: {}", cfg!(woven));
    print!("{}", include_str!("../patterns/two.txt"));
}
