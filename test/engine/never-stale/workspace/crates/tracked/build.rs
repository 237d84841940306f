//! Tells a file's content and mode, and a variable of the environment.
use std::{fs, os::unix::fs::PermissionsExt};

fn main() {
    println!("cargo:rerun-if-changed=input.txt");
    println!("cargo:rerun-if-env-changed=TOLD");
    let text = fs::read_to_string("input.txt").unwrap();
    let mode = fs::metadata("input.txt").unwrap().permissions().mode() & 0o777;
    let told = std::env::var("TOLD").unwrap_or_default();
    println!("cargo:rustc-env=TRACKED={} {mode:o} {told}", text.trim());
}
