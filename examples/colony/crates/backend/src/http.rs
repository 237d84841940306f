//! As much of HTTP/1.1 as one JSON answer a connection needs.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest request head that is read, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// Without the query.
    pub path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Ok,
    BadRequest,
    NotFound,
    MethodNotAllowed,
    Unavailable,
}

impl Status {
    fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::Unavailable => "503 Service Unavailable",
        }
    }
}

/// Reads a request up to the blank line; `None` when it is none, or too long.
pub async fn read_request(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let count = from.read(&mut piece).await?;
        if count == 0 || head.len() + count > HEAD_LIMIT {
            return Ok(None);
        }
        head.extend_from_slice(&piece[..count]);
    }
    Ok(parse_head(&String::from_utf8_lossy(&head)))
}

fn parse_head(head: &str) -> Option<Request> {
    let words: Vec<&str> = head.lines().next()?.split(' ').collect();
    let [method, target, protocol] = words.as_slice() else {
        return None;
    };
    if !protocol.starts_with("HTTP/1.") || !target.starts_with('/') {
        return None;
    }
    let path = target.split('?').next().unwrap_or(target);
    Some(Request {
        method: (*method).to_owned(),
        path: path.to_owned(),
    })
}

/// A whole response; `with_body` is false for HEAD.
pub fn response(status: Status, json: &str, with_body: bool) -> String {
    let line = status.line();
    let length = json.len() + 1;
    let allow = match status {
        Status::MethodNotAllowed => "allow: GET, HEAD\r\n",
        _ => "",
    };
    let head = format!(
        "HTTP/1.1 {line}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         cache-control: no-store\r\n{allow}connection: close\r\n\r\n"
    );
    if with_body {
        format!("{head}{json}\n")
    } else {
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_is_read_without_its_query() {
        let mut from = "GET /colony?x=1 HTTP/1.1\r\nhost: here\r\n\r\n".as_bytes();
        let request = read_request(&mut from).await.unwrap().unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("GET", "/colony")
        );
    }

    #[tokio::test]
    async fn what_is_no_request_is_none() {
        let endless = "x".repeat(HEAD_LIMIT + 1);
        for bad in [
            "",
            "GET / HTTP/1.1\r\n",
            "hello\r\n\r\n",
            "GET x SMTP\r\n\r\n",
            &endless,
        ] {
            assert_eq!(read_request(&mut bad.as_bytes()).await.unwrap(), None);
        }
    }

    #[test]
    fn the_length_is_that_of_the_body_in_bytes() {
        let text = response(Status::Ok, "\"é\"", true);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(body.len(), 5);
        assert!(head.contains("content-length: 5\r\n"), "{head}");
        assert!(response(Status::Ok, "\"é\"", false).ends_with("\r\n\r\n"));
    }
}
