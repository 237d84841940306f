//! A window with the colony's state: title from coordinator's words, colour from its run id.

mod colour;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use sdl2::event::Event;
use sdl2::pixels::Color;
use serde_json::Value;
use shared::mode::Mode;
use shared::settings::Settings;

const REFRESH: Duration = Duration::from_secs(2);

fn main() -> Result<(), String> {
    let settings = Settings::from_environment(Mode::Local)?;
    let sdl = sdl2::init()?;
    let window = sdl
        .video()?
        .window("colony", 480, 120)
        .position_centered()
        .build()
        .map_err(|reason| reason.to_string())?;
    let mut canvas = window
        .into_canvas()
        .build()
        .map_err(|reason| reason.to_string())?;
    let mut events = sdl.event_pump()?;
    let mut asked: Option<Instant> = None;
    loop {
        if events
            .poll_iter()
            .any(|event| matches!(event, Event::Quit { .. }))
        {
            return Ok(());
        }
        if asked.is_none_or(|at| at.elapsed() >= REFRESH) {
            asked = Some(Instant::now());
            let (title, colour) = match ask_backend(settings.backend_port) {
                Ok(colony) => describe(&colony),
                Err(reason) => (reason, Color::BLACK),
            };
            canvas
                .window_mut()
                .set_title(&title)
                .map_err(|reason| reason.to_string())?;
            canvas.set_draw_color(colour);
        }
        canvas.clear();
        canvas.present();
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn describe(colony: &Value) -> (String, Color) {
    let coordinator = &colony["coordinator"];
    let text = |name: &str| coordinator[name].as_str().unwrap_or("?");
    let title = format!("{} ({})", text("greeting"), text("motto"));
    (title, colour::of_run(text("run_id")))
}

/// The JSON answer of the backend on this machine; an error is a sentence for the title.
fn ask_backend(port: u16) -> Result<Value, String> {
    let exchange = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("localhost", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /colony HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        Ok(response)
    };
    let response = exchange().map_err(|reason| format!("no backend on port {port}: {reason}"))?;
    let (_, body) = response
        .split_once("\r\n\r\n")
        .ok_or("backend gave no HTTP response")?;
    let colony: Value = serde_json::from_str(body).map_err(|reason| reason.to_string())?;
    match colony["error"].as_str() {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(colony),
    }
}
