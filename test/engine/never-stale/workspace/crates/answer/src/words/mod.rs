pub const WORDS: &str = "one";
