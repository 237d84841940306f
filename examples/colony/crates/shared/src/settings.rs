//! What the environment says; each variable has a default, and an empty one counts as unset.

use crate::mode::Mode;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub mode: Mode,
    /// `COORDINATOR_HOST`: where backend finds coordinator.
    pub coordinator_host: String,
    /// `COORDINATOR_PORT`: where coordinator listens and backend asks.
    pub coordinator_port: u16,
    /// `BACKEND_HOST`: the address that backend listens on.
    pub backend_host: String,
    /// `BACKEND_PORT`.
    pub backend_port: u16,
    /// `BUILD_VERSION`: for the answer only.
    pub build_version: String,
    /// `SERVICE_TYPE`: for the answer only.
    pub service_type: Option<String>,
}

impl Settings {
    /// Reads the settings with `variable`; an error names the variable that is wrong.
    pub fn read(mode: Mode, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let text = |name: &str| variable(name).filter(|value| !value.is_empty());
        let port = |name: &str, default: u16| match text(name) {
            None => Ok(default),
            Some(value) => parse_port(&value).map_err(|reason| format!("{name}: {reason}")),
        };
        Ok(Self {
            mode,
            coordinator_host: text("COORDINATOR_HOST").unwrap_or("localhost".to_owned()),
            coordinator_port: port("COORDINATOR_PORT", 8083)?,
            backend_host: text("BACKEND_HOST").unwrap_or("0.0.0.0".to_owned()),
            backend_port: port("BACKEND_PORT", 8082)?,
            build_version: text("BUILD_VERSION").unwrap_or("unknown".to_owned()),
            service_type: text("SERVICE_TYPE"),
        })
    }

    /// Reads the settings from this process's environment.
    pub fn from_environment(mode: Mode) -> Result<Self, String> {
        Self::read(mode, |name| std::env::var(name).ok())
    }
}

/// A port number; 0 lets the system choose one.
pub fn parse_port(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| format!("\"{text}\" is not a port; expected a number from 0 to 65535"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_hold_where_a_variable_is_unset_or_empty() {
        let unset = Settings::read(Mode::Aws, |_| None).unwrap();
        assert_eq!(unset.coordinator_host, "localhost");
        assert_eq!((unset.backend_port, unset.coordinator_port), (8082, 8083));
        let empty = Settings::read(Mode::Aws, |_| Some(String::new())).unwrap();
        assert_eq!(unset, empty);
    }

    #[test]
    fn a_bad_port_names_its_variable() {
        let bad = |name: &str| (name == "BACKEND_PORT").then(|| "70000".to_owned());
        let reason = Settings::read(Mode::Aws, bad).unwrap_err();
        assert!(reason.starts_with("BACKEND_PORT: \"70000\""), "{reason}");
    }
}
