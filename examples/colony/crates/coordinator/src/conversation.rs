use std::io;
use std::time::Duration;

use shared::identity::Identity;
use shared::protocol::{Reply, Request, Run, receive, send};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use crate::motto::MOTTO;

/// How long a connection may say nothing.
const SILENCE: Duration = Duration::from_secs(30);

/// The run before anybody asked for it.
pub fn new_run(identity: Identity, run_id: String) -> Run {
    Run {
        identity,
        motto: MOTTO.to_owned(),
        run_id,
        served: 0,
    }
}

/// Answers requests until the other side is done; after a bad line it says why and ends.
///
/// `next` gives the run with its count of this request.
pub async fn converse<S>(stream: S, next: impl Fn() -> Run) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    loop {
        let request = timeout(SILENCE, receive::<_, Request>(&mut stream)).await;
        let reason = match request {
            Ok(Ok(Some(Request::Run))) => {
                send(&mut stream, &Reply::Run(next())).await?;
                continue;
            }
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(reason)) if reason.kind() == io::ErrorKind::InvalidData => reason.to_string(),
            Ok(Err(reason)) => return Err(reason),
            Err(_) => format!("nothing was asked for {} s", SILENCE.as_secs()),
        };
        send(&mut stream, &Reply::Refused { reason }).await?;
        return stream.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::mode::Mode;
    use shared::settings::Settings;
    use std::cell::Cell;
    use tokio::io::{AsyncReadExt, duplex};

    async fn replies_to(requests: &str) -> Vec<Reply> {
        let settings = Settings::read(Mode::Aws, |_| None).unwrap();
        let run = new_run(
            Identity::new("coordinator", "1.2.3", &settings),
            "abc".into(),
        );
        let served = Cell::new(0);
        let next = || {
            served.set(served.get() + 1);
            Run {
                served: served.get(),
                ..run.clone()
            }
        };
        let (mut near, far) = duplex(64 * 1024);
        near.write_all(requests.as_bytes()).await.unwrap();
        near.shutdown().await.unwrap();
        converse(far, next).await.unwrap();
        let mut wire = Vec::new();
        near.read_to_end(&mut wire).await.unwrap();
        let mut from = wire.as_slice();
        let mut replies = Vec::new();
        while let Some(reply) = receive(&mut from).await.unwrap() {
            replies.push(reply);
        }
        replies
    }

    #[tokio::test]
    async fn each_request_is_counted() {
        let replies = replies_to("{\"ask\":\"run\"}\n{\"ask\":\"run\"}\n").await;
        let served: Vec<_> = replies
            .iter()
            .map(|reply| match reply {
                Reply::Run(run) => (run.run_id.as_str(), run.served),
                Reply::Refused { reason } => panic!("{reason}"),
            })
            .collect();
        assert_eq!(served, [("abc", 1), ("abc", 2)]);
    }

    #[tokio::test]
    async fn a_bad_request_is_refused_with_a_reason_and_ends() {
        let replies = replies_to("{\"ask\":\"moon\"}\n{\"ask\":\"run\"}\n").await;
        let [Reply::Refused { reason }] = replies.as_slice() else {
            panic!("{replies:?}");
        };
        assert!(reason.contains("moon"), "{reason}");
    }
}
