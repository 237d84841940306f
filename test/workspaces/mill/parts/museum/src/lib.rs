pub const OPEN: bool = false;

pub fn show() -> String {
    mill::grind("dust")
}
