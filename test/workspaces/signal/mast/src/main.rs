#[cfg(not(harbour = "open"))]
compile_error!("the flags of .cargo/config.toml did not get here");

fn main() {
    println!("{} flag, {}", flag::colour(), env!("SIGNALLED_BY"));
    println!("debug assertions: {}", cfg!(debug_assertions));
}
