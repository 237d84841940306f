use std::hash::{BuildHasher, RandomState};

/// 128 random bits as 32 hexadecimal digits, from the keys that the standard library draws.
pub fn draw() -> String {
    let word = || RandomState::new().hash_one(0u8);
    format!("{:016x}{:016x}", word(), word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_differ() {
        let (one, other) = (draw(), draw());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
        assert_ne!(one[..16], one[16..]);
    }
}
