mod read;

use std::{env, fs, path::Path};

fn main() {
    let lines = read::lines("patterns");
    let knots: Vec<String> = lines.iter().map(|line| pattern::knot(line)).collect();
    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("knots.rs");
    fs::write(out, format!("pub const KNOTS: &[&str] = &{knots:?};\n")).unwrap();
    println!("cargo::rustc-env=COLOUR={}", env::var("DEP_SPINDLE_COLOUR").unwrap());
    println!("cargo::rustc-check-cfg=cfg(woven)");
    println!("cargo::rustc-cfg=woven");
    println!("cargo::rerun-if-changed=patterns");
}
