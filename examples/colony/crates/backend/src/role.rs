/// In backend's binary only: change it, and coordinator's stays as it is.
pub const ROLE: &str = "speaks for the colony";
