pub const PLACE: &str = "the harbour";
