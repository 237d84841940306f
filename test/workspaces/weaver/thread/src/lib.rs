pub const LENGTH: u32 = 40;
