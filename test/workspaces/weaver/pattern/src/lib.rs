/// What build scripts make of a line; it runs where the build runs.
pub fn knot(line: &str) -> String {
    line.split(' ').rev().collect::<Vec<_>>().join("-")
}
