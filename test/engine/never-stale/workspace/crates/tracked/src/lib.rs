pub const TRACKED: &str = env!("TRACKED");
