use serde::Serialize;
use serde_json::json;
use shared::identity::Identity;
use shared::protocol::Run;

use crate::ask;
use crate::http::{Request, Status};
use crate::role::ROLE;

/// Who answers, and where it finds coordinator.
#[derive(Debug, Clone)]
pub struct Site {
    pub identity: Identity,
    pub coordinator_host: String,
    pub coordinator_port: u16,
}

#[derive(Serialize)]
struct Colony<'a> {
    #[serde(flatten)]
    identity: &'a Identity,
    role: &'a str,
    /// What coordinator said for this very request; nothing is kept between two requests.
    coordinator: Run,
}

/// The answer to one request (`None`: it was no request): a status and a JSON text.
pub async fn answer(site: &Site, request: Option<&Request>) -> (Status, String) {
    let Some(request) = request else {
        return (Status::BadRequest, error("this is no HTTP/1.1 request"));
    };
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return (Status::MethodNotAllowed, error("only GET and HEAD"));
    }
    match request.path.as_str() {
        "/" | "/colony" => colony(site).await,
        "/health" => (Status::Ok, json!({ "ok": true }).to_string()),
        path => (Status::NotFound, error(&format!("there is no {path}"))),
    }
}

async fn colony(site: &Site) -> (Status, String) {
    match ask::coordinator(&site.coordinator_host, site.coordinator_port).await {
        Err(reason) => (Status::Unavailable, error(&reason)),
        Ok(coordinator) => {
            let colony = Colony {
                identity: &site.identity,
                role: ROLE,
                coordinator,
            };
            match serde_json::to_string(&colony) {
                Ok(text) => (Status::Ok, text),
                Err(reason) => (Status::Unavailable, error(&reason.to_string())),
            }
        }
    }
}

fn error(reason: &str) -> String {
    json!({ "error": reason }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::mode::Mode;
    use shared::protocol::{self, Reply, receive, send};
    use shared::settings::Settings;
    use tokio::io::BufReader;
    use tokio::net::TcpListener;

    fn identity(name: &str) -> Identity {
        Identity::new(name, "1.2.3", &Settings::read(Mode::Aws, |_| None).unwrap())
    }

    fn site(coordinator_port: u16) -> Site {
        Site {
            identity: identity("backend"),
            coordinator_host: "127.0.0.1".into(),
            coordinator_port,
        }
    }

    async fn get(site: &Site, path: &str) -> (Status, serde_json::Value) {
        let request = Request {
            method: "GET".into(),
            path: path.into(),
        };
        let (status, text) = answer(site, Some(&request)).await;
        (status, serde_json::from_str(&text).unwrap())
    }

    #[tokio::test]
    async fn each_answer_carries_what_coordinator_says_now() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = site(listener.local_addr().unwrap().port());
        tokio::spawn(async move {
            for served in 1.. {
                let (stream, _) = listener.accept().await.unwrap();
                let mut stream = BufReader::new(stream);
                let asked = receive(&mut stream).await.unwrap();
                assert_eq!(asked, Some(protocol::Request::Run));
                let run = Run {
                    identity: identity("coordinator"),
                    motto: "test".into(),
                    run_id: "abc".into(),
                    served,
                };
                send(&mut stream, &Reply::Run(run)).await.unwrap();
            }
        });
        for served in 1..=2 {
            let (status, json) = get(&site, "/colony").await;
            assert_eq!(status, Status::Ok, "{json}");
            assert_eq!(json["name"], "backend");
            assert_eq!(json["coordinator"]["name"], "coordinator");
            assert_eq!(json["coordinator"]["run_id"], "abc");
            assert_eq!(json["coordinator"]["served"], served);
        }
    }

    #[tokio::test]
    async fn without_coordinator_the_answer_is_503_with_a_reason() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let (status, json) = get(&site(port), "/").await;
        assert_eq!(status, Status::Unavailable);
        let reason = json["error"].as_str().unwrap();
        assert!(reason.contains(&format!("127.0.0.1:{port}")), "{reason}");
    }

    #[tokio::test]
    async fn health_needs_no_coordinator_and_other_paths_are_unknown() {
        assert_eq!(get(&site(1), "/health").await.0, Status::Ok);
        assert_eq!(get(&site(1), "/moon").await.0, Status::NotFound);
        assert_eq!(answer(&site(1), None).await.0, Status::BadRequest);
    }
}
