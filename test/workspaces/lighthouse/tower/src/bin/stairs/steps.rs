pub const COUNT: u32 = 217;
