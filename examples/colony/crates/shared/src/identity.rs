use serde::{Deserialize, Serialize};

use crate::greeting::GREETING;
use crate::settings::Settings;

/// How a service introduces itself: what was compiled into it, and what it was told at run time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub name: String,
    pub version: String,
    pub build_version: String,
    pub service_type: String,
    pub mode: String,
    pub greeting: String,
}

impl Identity {
    /// The identity of a service under these settings; `SERVICE_TYPE` is its name unless set.
    pub fn new(name: &str, version: &str, settings: &Settings) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            build_version: settings.build_version.clone(),
            service_type: settings.service_type.clone().unwrap_or(name.to_owned()),
            mode: settings.mode.to_string(),
            greeting: GREETING.to_owned(),
        }
    }
}
