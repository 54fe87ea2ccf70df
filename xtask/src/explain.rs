//! `cargo xtask explain --config FILE --events FILE|-`: what the rules make of events, without a browser. With
//! `--page URL`: whose record a page shows.

use bridge::explain::{BAD, Strict, page as explain_page, run as explain_lines, summarise};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask explain --config FILE --events FILE|- [--summary] [--strict]
       cargo xtask explain --config FILE --page URL [--strict]

Reads uContact's messages, one JSON object {\"event\": …, \"data\": …} per line, and prints one line of JSON for each:
the rule that applies, its variables and the record's address, or why no rule does. No CRM is asked.

With --page the rules run backwards: one line of JSON says whose record the page shows, and with what an interaction
with this client could be started, or why no rule leads to that page.

  --summary   instead, one JSON object for the whole file (which rule serves how many, what no rule serves, what is
              wrong), and the same as a table on stderr
  --strict    an assignment that no rule serves, or a page that none leads to, is an error

Exits with 0; with 1 if there were errors (a line that is not JSON, a message of uContact's that is refused); with 2 if
the configuration has errors, which it prints, or cannot be read.";

/// What is asked for.
struct Arguments {
    config: String,
    what: What,
    strict: Strict,
}

/// What to explain.
enum What {
    /// The events of a file: each of them, or all in one summary.
    Events { file: String, summary: bool },
    /// The page at this address.
    Page(String),
}

/// Runs the command with the arguments after `explain`.
pub fn run(args: &[String]) -> ExitCode {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match arguments(args).and_then(|arguments| explain(&arguments)) {
        Ok(code) => ExitCode::from(code),
        Err(why) => {
            eprintln!("explain: {why}");
            ExitCode::from(BAD)
        }
    }
}

fn arguments(args: &[String]) -> Result<Arguments, String> {
    let (mut config, mut events, mut page) = (None, None, None);
    let (mut summary, mut strict) = (false, Strict::No);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let (name, value) = match arg.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (arg.as_str(), None),
        };
        let slot = match (name, &value) {
            ("--config", _) => &mut config,
            ("--events", _) => &mut events,
            ("--page", _) => &mut page,
            ("--summary", None) => {
                summary = true;
                continue;
            }
            ("--strict", None) => {
                strict = Strict::Yes;
                continue;
            }
            _ => return Err(format!("unknown argument {arg:?}\n{USAGE}")),
        };
        let value = value.or_else(|| args.next().cloned()).ok_or(format!("{name} needs a value\n{USAGE}"))?;
        if slot.replace(value).is_some() {
            return Err(format!("{name} is given twice\n{USAGE}"));
        }
    }
    let missing = |name: &str| format!("{name} is missing\n{USAGE}");
    let config = config.ok_or_else(|| missing("--config"))?;
    let what = match (events, page) {
        (Some(_), Some(_)) => return Err(format!("--events and --page do not go together\n{USAGE}")),
        (None, Some(_)) if summary => return Err(format!("--summary is of events\n{USAGE}")),
        (None, Some(url)) => What::Page(url),
        (events, None) => What::Events { file: events.ok_or_else(|| missing("--events"))?, summary },
    };
    Ok(Arguments { config, what, strict })
}

fn explain(arguments: &Arguments) -> Result<u8, String> {
    let Arguments { config, what, strict } = arguments;
    let bytes = std::fs::read(config).map_err(|e| format!("{config}: {e}"))?;
    // If an admin's file is not UTF-8, the error names the line and the column.
    let text = String::from_utf8(bytes).map_err(|e| format!("{config}: not UTF-8: {}", e.utf8_error()))?;
    let mut out = io::stdout().lock();
    let outcome = match what {
        What::Page(url) => explain_page(&text, url, &mut out, *strict),
        What::Events { file, summary: true } => {
            summarise(&text, open(file)?, &mut out, &mut io::stderr().lock(), *strict)
        }
        What::Events { file, summary: false } => explain_lines(&text, open(file)?, &mut out, *strict),
    };
    match outcome {
        Ok(code) => Ok(code),
        // The reader of the output has stopped, such as `head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(error.to_string()),
    }
}

/// A file of events; `-` is standard input.
fn open(file: &str) -> Result<Box<dyn BufRead>, String> {
    Ok(match file {
        "-" => Box::new(io::stdin().lock()),
        file => Box::new(BufReader::new(File::open(file).map_err(|e| format!("{file}: {e}"))?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        arguments(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn both_files_and_what_is_wanted_in_any_order() {
        for line in ["--strict --config=c --events - --summary", "--summary --events=- --config c --strict"] {
            let Ok(found) = parse(line) else { panic!("{line}") };
            assert!(found.config == "c" && found.strict == Strict::Yes);
            assert!(matches!(found.what, What::Events { file, summary: true } if file == "-"));
        }
        let Ok(plain) = parse("--config c --events e") else { panic!() };
        assert!(matches!(plain.what, What::Events { summary: false, .. }) && plain.strict == Strict::No);
        let Ok(page) = parse("--page https://h/5 --config c") else { panic!() };
        assert!(matches!(page.what, What::Page(url) if url == "https://h/5"));
    }

    #[test]
    fn anything_else_says_how_it_is_used() {
        for line in [
            "",
            "--config c",
            "--events e",
            "--config c --events",
            "--config c --config d --events e",
            "--config c --events e --summary=yes",
            "--config c --events e --page p",
            "--config c --page p --summary",
            "--config c --page",
            "--config c --events e --other",
        ] {
            assert!(parse(line).is_err_and(|why| why.contains("usage: cargo xtask explain")), "{line}");
        }
    }
}
