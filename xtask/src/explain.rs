//! `cargo xtask explain --config FILE --events FILE|-`: what the rules make of events, without a browser.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask explain --config FILE --events FILE|-

Reads uContact's messages, one JSON object {\"event\": …, \"data\": …} per line, and prints one line of JSON for each:
the rule that applies, its variables and the record's address, or why no rule does. Exits with 2 if the configuration
has errors, and prints them.";

/// Runs the command with the arguments after `explain`.
pub fn run(args: &[String]) -> ExitCode {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match arguments(args).and_then(|(config, events)| explain(&config, &events)) {
        Ok(code) => ExitCode::from(code),
        Err(why) => {
            eprintln!("explain: {why}");
            ExitCode::from(bridge::explain::BAD)
        }
    }
}

/// The two files.
fn arguments(args: &[String]) -> Result<(String, String), String> {
    let (mut config, mut events) = (None, None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let (name, value) = match arg.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (arg.as_str(), None),
        };
        let slot = match name {
            "--config" => &mut config,
            "--events" => &mut events,
            _ => return Err(format!("unknown argument {arg:?}\n{USAGE}")),
        };
        let value = value.or_else(|| args.next().cloned()).ok_or(format!("{name} needs a file\n{USAGE}"))?;
        if slot.replace(value).is_some() {
            return Err(format!("{name} is given twice\n{USAGE}"));
        }
    }
    let missing = |name: &str| format!("{name} is missing\n{USAGE}");
    Ok((config.ok_or_else(|| missing("--config"))?, events.ok_or_else(|| missing("--events"))?))
}

fn explain(config: &str, events: &str) -> Result<u8, String> {
    let bytes = std::fs::read(config).map_err(|e| format!("{config}: {e}"))?;
    // An admin's file that is not UTF-8 has a line and a column of its own to be told.
    let text = String::from_utf8(bytes).map_err(|e| format!("{config}: not UTF-8: {}", e.utf8_error()))?;
    let events: Box<dyn BufRead> = match events {
        "-" => Box::new(io::stdin().lock()),
        file => Box::new(BufReader::new(File::open(file).map_err(|e| format!("{file}: {e}"))?)),
    };
    match bridge::explain::run(&text, events, &mut io::stdout().lock()) {
        Ok(code) => Ok(code),
        // Whoever reads has read enough, such as `head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(error.to_string()),
    }
}
