pub const LEAF: &str = "one";
