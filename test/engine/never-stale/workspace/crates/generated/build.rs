//! Writes code from a file.
use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=schema.txt");
    let schema = fs::read_to_string("schema.txt").unwrap();
    let text = format!("pub const GENERATED: &str = {:?};", format!("{}-one", schema.trim()));
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("generated.rs"), text).unwrap();
}
