//! The life of a service: bind, serve, end at a signal.

use std::convert::Infallible;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::identity::Identity;

/// Serves connections on `host` and `port` until SIGTERM or SIGINT, which is a success.
///
/// As process 1 of a container a signal without a handler is ignored, hence the handlers; they
/// are there before the listening line is printed.
pub fn run<H, F>(identity: &Identity, (host, port): (&str, u16), handle: H) -> ExitCode
where
    H: Fn(TcpStream) -> F,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let name = &identity.name;
    let outcome = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .and_then(|runtime| {
            let outcome = runtime.block_on(serve_until_signal(identity, (host, port), handle));
            // Dropping it instead would wait for a name look-up that is still under way.
            runtime.shutdown_background();
            outcome
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{name}: cannot serve on {host}:{port}: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Prints why the command line was refused, and its usage; the exit code for that is 2.
pub fn refuse(usage: &str, reason: &str) -> ExitCode {
    eprintln!("error: {reason}\n{usage}");
    ExitCode::from(2)
}

async fn serve_until_signal<H, F>(
    identity: &Identity,
    address: (&str, u16),
    handle: H,
) -> io::Result<()>
where
    H: Fn(TcpStream) -> F,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let listener = TcpListener::bind(address).await?;
    let Identity {
        name,
        version,
        mode,
        ..
    } = identity;
    let at = listener.local_addr()?;
    eprintln!("{name} {version}: listening on {at} (mode {mode})");
    let signal = tokio::select! {
        never = accept(name, listener, handle) => match never {},
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    };
    eprintln!("{name}: {signal}, ending");
    Ok(())
}

async fn accept<H, F>(name: &str, listener: TcpListener, handle: H) -> Infallible
where
    H: Fn(TcpStream) -> F,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let connection = handle(stream);
                let name = name.to_owned();
                tokio::spawn(async move {
                    if let Err(reason) = connection.await {
                        eprintln!("{name}: {peer}: {reason}");
                    }
                });
            }
            Err(reason) => {
                eprintln!("{name}: cannot accept: {reason}");
                // Out of file descriptors, most likely: let some connections end first.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
