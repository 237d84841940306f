//! Coordinator: draws a run id at its start and tells it to whoever asks.

mod conversation;
mod motto;
mod run_id;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shared::identity::Identity;
use shared::protocol::Run;
use shared::service;
use shared::settings::Settings;

const NAME: &str = env!("CARGO_BIN_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");
const USAGE: &str = "\
usage: coordinator <mode>
       coordinator --version
  mode  aws (listen on all addresses) or local (on loopback)
  COORDINATOR_PORT is the port, 8083 by default";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let settings = match arguments.as_slice() {
        [flag] if flag == "--version" => {
            println!("{NAME} {VERSION}");
            return ExitCode::SUCCESS;
        }
        [mode] => mode.parse().and_then(Settings::from_environment),
        _ => Err("expected one argument".to_owned()),
    };
    match settings {
        Ok(settings) => serve(&settings),
        Err(reason) => service::refuse(USAGE, &reason),
    }
}

fn serve(settings: &Settings) -> ExitCode {
    let identity = Identity::new(NAME, VERSION, settings);
    let run = conversation::new_run(identity.clone(), run_id::draw());
    eprintln!("{NAME} {VERSION}: run {}", run.run_id);
    let served = Arc::new(AtomicU64::new(0));
    let address = (settings.mode.coordinator_bind(), settings.coordinator_port);
    service::run(&identity, address, |stream| {
        let run = run.clone();
        let served = Arc::clone(&served);
        conversation::converse(stream, move || Run {
            served: served.fetch_add(1, Ordering::Relaxed) + 1,
            ..run.clone()
        })
    })
}
