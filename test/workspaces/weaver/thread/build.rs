fn main() {
    println!("cargo::metadata=colour=red");
    println!("cargo::rerun-if-changed=build.rs");
}
