pub const NEAR: &str = "one";
