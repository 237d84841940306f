/// Said by backend and by coordinator, each from its own binary: change it, and both change.
pub const GREETING: &str = "the colony is awake";
