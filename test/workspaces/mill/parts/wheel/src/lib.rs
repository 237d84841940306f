// Edition 2015: `async` is a name like any other.
fn async() -> &'static str {
    "water"
}

pub fn turn() -> String {
    format!("a wheel of {}", async())
}
