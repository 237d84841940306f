pub const KIND: &str = "iron";
