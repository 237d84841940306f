#[cfg(feature = "crossed")]
compile_error!("only windows has crossed lines");

#[cfg(feature = "numbers")]
pub fn number(line: u64) -> String {
    itoa::Buffer::new().format(line).to_string()
}

#[cfg(feature = "bells")]
pub fn ring() -> &'static str {
    bell::ring()
}
