mod steps;

fn main() {
    println!("stairs: {} steps", steps::COUNT);
}
