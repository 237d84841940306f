pub fn grind(what: &str) -> String {
    format!("{} ground by {}", what, wheel::turn())
}
