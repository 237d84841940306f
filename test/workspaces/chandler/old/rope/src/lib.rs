pub const KIND: &str = concat!("rope ", env!("CARGO_PKG_VERSION"));
