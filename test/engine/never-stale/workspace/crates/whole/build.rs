//! Lists a folder, and names nothing to cargo, which then goes by all files of the package.
use std::{env, fs, path::Path};

fn list(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            into.push(format!("{}/", path.display()));
            list(&path, into);
        } else {
            into.push(format!("{}:{}", path.display(), fs::read_to_string(&path).unwrap().trim()));
        }
    }
}

fn main() {
    let mut found = Vec::new();
    list(Path::new("data"), &mut found);
    found.sort();
    let text = format!("pub const WHOLE: &str = {:?};", found.join(","));
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("whole.rs"), text).unwrap();
}
