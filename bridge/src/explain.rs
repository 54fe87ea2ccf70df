//! `xtask explain`: what the rules make of a file of events. JSON Lines in, one line of JSON out for each.

use crate::config::{Config, ConfigError, OpenMode};
use crate::lookup::Request;
use crate::message::{Assigned, Event};
use crate::rules::{self, Decision, Reason};
use crate::template::Variables;
use serde::Serialize;
use std::io::{self, BufRead, Write};

/// The exit code for a configuration with errors, and for wrong usage.
pub const BAD: u8 = 2;

/// What the rules make of one line.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A rule applies.
    Rule {
        /// Its place in the configuration, from 0.
        rule: usize,
        /// Its name, if it has one.
        name: Option<String>,
        /// The event's variables, then the rule's own.
        variables: Variables,
        /// The record's address.
        url: String,
        /// How to open it.
        open: OpenMode,
    },
    /// A rule applies that asks the CRM first; nothing is asked here.
    Lookup {
        /// Its place in the configuration, from 0.
        rule: usize,
        /// Its name, if it has one.
        name: Option<String>,
        /// The event's variables, then the rule's own.
        variables: Variables,
        /// What would be asked.
        lookup: Asked,
        /// What opens if nothing matches, or `null`.
        none: Option<String>,
        /// What opens if several match, or `null`: the agent chooses.
        many: Option<String>,
        /// How to open it.
        open: OpenMode,
    },
    /// None does.
    None {
        /// Always `null`.
        rule: (),
        /// Why, in a sentence.
        why: String,
        /// Each rule's reason, if the line is an assignment.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<Reason>,
    },
}

/// What a lookup would ask.
#[derive(Debug, Serialize)]
pub struct Asked {
    /// The address.
    pub url: String,
}

/// What the rules make of one of uContact's messages, `{"event": …, "data": …}`.
#[must_use]
pub fn explain(config: &Config, message: &str) -> Answer {
    match Event::parse(message) {
        Ok(Event::AssignedInteraction(assigned)) => assignment(config, &assigned),
        Ok(other) => none(format!("{} is no assignment; rules apply to assignedInteraction", other.name())),
        Err(refusal) => none(refusal.to_string()),
    }
}

fn assignment(config: &Config, assigned: &Assigned) -> Answer {
    match rules::decide(config, assigned) {
        Decision::Rule { index, name, variables, url, open } => {
            Answer::Rule { rule: index, name, variables, url, open }
        }
        Decision::Lookup { index, name, variables, request, open } => {
            let Request { url, none, many, .. } = *request;
            Answer::Lookup { rule: index, name, variables, lookup: Asked { url }, none, many, open }
        }
        Decision::None => {
            let reasons = rules::reasons(config, assigned, usize::MAX);
            let why = match reasons.len() {
                0 => "the configuration has no rules".to_owned(),
                1 => "the one rule does not apply".to_owned(),
                n => format!("none of the {n} rules applies"),
            };
            Answer::None { rule: (), why, reasons }
        }
    }
}

fn none(why: String) -> Answer {
    Answer::None { rule: (), why, reasons: Vec::new() }
}

/// Explains every line of `events` to `out`, each as soon as it is read. Answers with the exit code: 0, or [`BAD`]
/// after one line `{"errors": …}` for a configuration with errors.
pub fn run(config: &str, mut events: impl BufRead, out: &mut impl Write) -> io::Result<u8> {
    let config = match Config::parse(config) {
        Ok(config) => config,
        Err(errors) => {
            line(out, &Errors { errors: &errors })?;
            return Ok(BAD);
        }
    };
    let mut bytes = Vec::new();
    let mut first = true;
    loop {
        bytes.clear();
        if events.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(0);
        }
        let answer = match std::str::from_utf8(&bytes) {
            Ok(text) => {
                let text = if first { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
                explain(&config, text.trim_end_matches(['\n', '\r']))
            }
            Err(error) => none(format!("not JSON: {error}")),
        };
        first = false;
        line(out, &answer)?;
    }
}

#[derive(Serialize)]
struct Errors<'a> {
    errors: &'a [ConfigError],
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")?;
    out.flush()
}
