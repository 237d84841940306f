//! What coordinator is asked and answers: one JSON value a line, in both directions.

use std::io;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::identity::Identity;

/// The longest line that is read, in bytes, its end included.
pub const LINE_LIMIT: u64 = 8 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Request {
    /// Who are you, and which run is this?
    Run,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "kebab-case")]
pub enum Reply {
    Run(Run),
    Refused { reason: String },
}

/// One run of coordinator, from its start to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    #[serde(flatten)]
    pub identity: Identity,
    pub motto: String,
    /// Drawn at random when coordinator starts.
    pub run_id: String,
    /// How many times the run was asked for, this time included: no two replies are the same.
    pub served: u64,
}

/// Writes `value` as one line.
pub async fn send<W, T>(to: &mut W, value: &T) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
    T: Serialize,
{
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line).await?;
    to.flush().await
}

/// Reads one line; `None` at the end of the stream.
///
/// `InvalidData` when it is no `T`, longer than [`LINE_LIMIT`], or cut off.
pub async fn receive<R, T>(from: &mut R) -> io::Result<Option<T>>
where
    R: AsyncBufRead + Unpin,
    T: DeserializeOwned,
{
    let mut line = Vec::new();
    from.take(LINE_LIMIT).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') {
        let reason = "a line was cut off, or is too long";
        return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    }
    serde_json::from_slice(&line)
        .map(Some)
        .map_err(|reason| io::Error::new(io::ErrorKind::InvalidData, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_is_received_line_by_line() {
        let refused = Reply::Refused {
            reason: "two\nlines".into(),
        };
        let mut wire = Vec::new();
        send(&mut wire, &refused).await.unwrap();
        send(&mut wire, &refused).await.unwrap();
        assert_eq!(wire.iter().filter(|byte| **byte == b'\n').count(), 2);

        let mut from = wire.as_slice();
        assert_eq!(receive(&mut from).await.unwrap(), Some(refused.clone()));
        assert_eq!(receive(&mut from).await.unwrap(), Some(refused));
        assert_eq!(receive::<_, Reply>(&mut from).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_request_has_the_documented_spelling() {
        let mut from = "{\"ask\":\"run\"}\n".as_bytes();
        assert_eq!(receive(&mut from).await.unwrap(), Some(Request::Run));
    }

    #[tokio::test]
    async fn a_bad_line_is_an_error() {
        let too_long = "x".repeat(LINE_LIMIT as usize + 1) + "\n";
        for bad in ["{\"ask\":\"run\"}", "{}\n", "\n", &too_long] {
            let error = receive::<_, Request>(&mut bad.as_bytes()).await;
            assert_eq!(error.unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
