use std::io;
use std::time::Duration;

use shared::protocol::{Reply, Request, Run, receive, send};
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long coordinator may take, from the name look-up to the reply.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks coordinator which run this is, on a connection of its own; an error is a sentence.
pub async fn coordinator(host: &str, port: u16) -> Result<Run, String> {
    let reply = match timeout(PATIENCE, exchange(host, port)).await {
        Ok(reply) => reply.map_err(|reason| reason.to_string()),
        Err(_) => Err(format!("no reply within {} s", PATIENCE.as_secs())),
    };
    reply.map_err(|reason| format!("no answer from coordinator at {host}:{port}: {reason}"))
}

async fn exchange(host: &str, port: u16) -> io::Result<Run> {
    let mut stream = BufReader::new(TcpStream::connect((host, port)).await?);
    send(&mut stream, &Request::Run).await?;
    match receive(&mut stream).await? {
        Some(Reply::Run(run)) => Ok(run),
        Some(Reply::Refused { reason }) => Err(io::Error::other(reason)),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
