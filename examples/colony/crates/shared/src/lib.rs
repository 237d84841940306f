//! What backend, coordinator and gui have in common: their words, settings and way of serving.

pub mod greeting;
pub mod identity;
pub mod mode;
pub mod protocol;
pub mod service;
pub mod settings;
