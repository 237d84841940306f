//! Prints every part of the workspace as `part=value`: what this binary was made from.
mod leaf;
mod words;

fn main() {
    for (part, value) in [
        ("leaf", leaf::LEAF),
        ("words", words::WORDS),
        ("shared", shared::SHARED),
        ("macros", macros::say!()),
        ("text", include_str!("../../../assets/text.txt")),
        ("listed", listed::LISTED),
        ("whole", whole::WHOLE),
        ("tracked", tracked::TRACKED),
        ("generated", generated::GENERATED),
        ("near", near::NEAR),
        ("linked-file", include_str!("linked.txt")),
        ("linked-folder", include_str!("linked/inner.txt")),
        ("feature", if cfg!(feature = "loud") { "loud" } else { "quiet" }),
        ("version", env!("CARGO_PKG_VERSION")),
        ("flag", if cfg!(debug_assertions) { "on" } else { "off" }),
    ] {
        println!("{part}={}", value.trim());
    }
    let sum: u32 = include_bytes!("../../../assets/bytes.bin").iter().map(|byte| u32::from(*byte)).sum();
    println!("bytes={sum}");
}
