use std::fmt;
use std::str::FromStr;

/// Where the colony runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In containers: coordinator listens on all addresses.
    Aws,
    /// On one machine: coordinator listens on loopback only.
    Local,
}

impl Mode {
    /// The address that coordinator listens on.
    pub fn coordinator_bind(self) -> &'static str {
        match self {
            Self::Aws => "0.0.0.0",
            Self::Local => "127.0.0.1",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Aws => "aws",
            Self::Local => "local",
        })
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "aws" => Ok(Self::Aws),
            "local" => Ok(Self::Local),
            _ => Err(format!("unknown mode \"{text}\"; expected aws or local")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_survives_its_own_spelling() {
        for mode in [Mode::Aws, Mode::Local] {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        assert!("AWS".parse::<Mode>().is_err());
    }
}
