use shared::settings::{Settings, parse_port};

pub const USAGE: &str = "\
usage: backend <host> <port> <mode>
       backend <mode>
       backend --version
  host, port  where to listen; in the short form BACKEND_HOST (0.0.0.0), BACKEND_PORT (8082)
  mode        aws or local
  COORDINATOR_HOST (localhost) and COORDINATOR_PORT (8083) say where coordinator is";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Version,
    Serve(Settings),
}

/// Reads the command line; what it says goes before what `variable` says.
pub fn read(
    arguments: &[String],
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Command, String> {
    match arguments {
        [flag] if flag == "--version" => Ok(Command::Version),
        [mode] => Settings::read(mode.parse()?, variable).map(Command::Serve),
        [host, port, mode] => Ok(Command::Serve(Settings {
            backend_host: host.clone(),
            backend_port: parse_port(port)?,
            ..Settings::read(mode.parse()?, variable)?
        })),
        _ => Err("expected one argument or three".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Result<Command, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        read(&arguments, |name| {
            (name == "BACKEND_PORT").then(|| "9000".to_owned())
        })
    }

    fn serve(line: &str) -> Settings {
        match read_line(line) {
            Ok(Command::Serve(settings)) => settings,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_argument_goes_before_the_environment() {
        let long = serve("127.0.0.1 8082 aws");
        assert_eq!(
            (long.backend_host.as_str(), long.backend_port),
            ("127.0.0.1", 8082)
        );
        let short = serve("aws");
        assert_eq!(
            (short.backend_host.as_str(), short.backend_port),
            ("0.0.0.0", 9000)
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for line in [
            "",
            "moon",
            "0.0.0.0 8082",
            "0.0.0.0 x aws",
            "0.0.0.0 8082 aws more",
        ] {
            assert!(read_line(line).is_err(), "{line}");
        }
        assert_eq!(read_line("--version"), Ok(Command::Version));
    }
}
