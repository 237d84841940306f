#[cfg(not(tide))]
compile_error!("the flags of .cargo/flags.toml did not get here");

fn main() {
    println!("{} pier, {} quay, {} boats", env!("PIER"), env!("QUAY"), itoa::Buffer::new().format(6));
}
