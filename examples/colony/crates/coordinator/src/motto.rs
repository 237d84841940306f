/// In coordinator's binary only: change it, and backend's stays as it is.
pub const MOTTO: &str = "many cells, one tick";
