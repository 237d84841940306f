pub const KIND: &str = "hemp";
