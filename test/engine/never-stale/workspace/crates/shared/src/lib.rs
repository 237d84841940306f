pub const SHARED: &str = "one";
