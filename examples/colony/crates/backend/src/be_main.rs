//! Backend: answers HTTP, each time with what coordinator says at that moment.

mod answer;
mod arguments;
mod ask;
mod http;
mod role;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use shared::identity::Identity;
use shared::service;
use shared::settings::Settings;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::answer::{Site, answer};
use crate::arguments::{Command, USAGE};

const NAME: &str = env!("CARGO_BIN_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    match arguments::read(&arguments, |name| std::env::var(name).ok()) {
        Ok(Command::Version) => {
            println!("{NAME} {VERSION}");
            ExitCode::SUCCESS
        }
        Ok(Command::Serve(settings)) => serve(settings),
        Err(reason) => service::refuse(USAGE, &reason),
    }
}

fn serve(settings: Settings) -> ExitCode {
    let identity = Identity::new(NAME, VERSION, &settings);
    let site = Site {
        identity: identity.clone(),
        coordinator_host: settings.coordinator_host,
        coordinator_port: settings.coordinator_port,
    };
    let address = (settings.backend_host.as_str(), settings.backend_port);
    service::run(&identity, address, |stream| respond(stream, site.clone()))
}

async fn respond(mut stream: TcpStream, site: Site) -> io::Result<()> {
    let request = timeout(PATIENCE, http::read_request(&mut stream)).await??;
    let with_body = request.as_ref().is_none_or(|it| it.method != "HEAD");
    let (status, json) = answer(&site, request.as_ref()).await;
    let response = http::response(status, &json, with_body);
    stream.write_all(response.as_bytes()).await?;
    stream.shutdown().await
}
