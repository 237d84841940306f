pub const OPEN: bool = false;
