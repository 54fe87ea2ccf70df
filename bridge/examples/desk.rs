//! Drives the desk from a file of events, without a browser, and prints each event with the effects that the desk
//! answers:
//!
//! ```sh
//! cargo run -p bridge --example desk
//! cargo run -p bridge --example desk -- my-config.json my-events.jsonl
//! ```
//!
//! Without arguments it plays `bridge/examples/desk/`. A file of events has one JSON value a line:
//!
//! - a message of uContact's, as its frame posts it: `{"event": "assignedInteraction", "data": {…}}`;
//! - what the browser, a CRM or the agent does: a [`bridge::desk::Input`] other than `event`, such as
//!   `{"open": {"guid": "g-1"}}` or `{"recordOpened": {"guid": "g-1", "result": {"Ok": "tab"}}}`;
//! - a number: so many seconds pass.
//!
//! Nothing performs the effects. If the outcome of one counts, the file says the outcome.

use bridge::config::Config;
use bridge::desk::{Desk, Effect, Input};
use bridge::message::Event;
use serde_json::Value;
use std::io::{self, Write};

const CONFIG: &str = include_str!("desk/config.json");
const EVENTS: &str = include_str!("desk/events.jsonl");

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (config, events) = match arguments.as_slice() {
        [] => (CONFIG.to_owned(), EVENTS.to_owned()),
        [config, events] => (std::fs::read_to_string(config)?, std::fs::read_to_string(events)?),
        _ => return Err("give a configuration and a file of events, or nothing".into()),
    };
    play(&config, &events, &mut io::stdout().lock())
}

/// Plays the events, and writes every event and its effects to `out`.
fn play(config: &str, events: &str, out: &mut impl Write) -> Result<()> {
    let config = Config::parse(config).map_err(|errors| {
        let lines = errors.iter().map(|error| format!("{}: {}", error.path, error.message));
        lines.collect::<Vec<_>>().join("\n")
    })?;
    let mut desk = Desk::default();
    desk.set_config(Some(config.into()));
    // The desk has no clock. Here time passes only if the file says so.
    let mut now = 0;
    for (number, line) in (1..).zip(events.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        writeln!(out, "{line}")?;
        let value: Value = serde_json::from_str(line).map_err(|why| format!("line {number}: {why}"))?;
        if let Some(seconds) = value.as_u64() {
            now += seconds * 1000;
            continue;
        }
        let input = input(line, value).map_err(|why| format!("line {number}: {why}"))?;
        for effect in desk.handle(input, now) {
            writeln!(out, "  → {}", shown(&effect))?;
        }
    }
    Ok(())
}

fn input(line: &str, value: Value) -> Result<Input> {
    if value.get("event").is_none_or(Value::is_object) {
        return Ok(serde_json::from_value(value)?);
    }
    Ok(match Event::parse(line) {
        Ok(event) => Input::Event { event, tab: Some(1) },
        // The desk shows the reason to the agent.
        Err(refusal) => Input::Refused { why: refusal.to_string() },
    })
}

fn shown(effect: &Effect) -> String {
    match effect {
        // What reads the answer is long.
        Effect::Lookup { guid, request } => format!("Lookup {{ guid: {guid:?}, url: {:?} }}", request.url),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample_plays_as_written_down() {
        let mut out = Vec::new();
        super::play(super::CONFIG, super::EVENTS, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), include_str!("desk/expected.txt"));
    }
}
