//! `xtask explain`: what the rules make of a file of events. JSON Lines in; for each line one line of JSON out, or
//! one [`Summary`] of them all.

mod summary;

use crate::config::{Config, ConfigError};
use crate::lookup::Request;
use crate::message::{Assigned, Event, Refusal};
use crate::open::OpenMode;
use crate::rules::{self, Decision};
use crate::template::Variables;
use crate::why_not::ReasonText;
use serde::Serialize;
use std::io::{self, BufRead, Write};

pub use summary::{LISTED, Line, Listed, RuleCount, Summary};

/// The exit code if a line was not JSON, or a message of uContact's that is refused; with [`Strict::Yes`] also if no
/// rule applies to an assignment.
pub const ERRORS: u8 = 1;
/// The exit code for a configuration with errors, and for wrong usage.
pub const BAD: u8 = 2;

/// Whether it is an error if no rule applies to an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strict {
    /// It is an error.
    Yes,
    /// It is no error: some calls have no record.
    No,
}

/// What a line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An assignment that this rule applies to.
    Served(usize),
    /// An assignment that no rule applies to.
    Unserved,
    /// Another event of uContact's.
    OtherEvent,
    /// A message that is not uContact's.
    NotUcontact,
    /// Not JSON, or a message of uContact's that is refused.
    Error,
}

impl Kind {
    fn is_error(self, strict: Strict) -> bool {
        self == Self::Error || (self == Self::Unserved && strict == Strict::Yes)
    }
}

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
    /// A rule applies, and would ask the CRM. Nothing is asked here.
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
    /// No rule applies.
    None {
        /// Always `null`.
        rule: (),
        /// Why, in a sentence.
        why: String,
        /// Each rule's reason, if the line is an assignment.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<ReasonText>,
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
    judge(config, message).1
}

fn judge(config: &Config, message: &str) -> (Kind, Answer) {
    match Event::parse(message) {
        Ok(Event::AssignedInteraction(assigned)) => {
            let answer = assignment(config, &assigned);
            let kind = match &answer {
                Answer::Rule { rule, .. } | Answer::Lookup { rule, .. } => Kind::Served(*rule),
                Answer::None { .. } => Kind::Unserved,
            };
            (kind, answer)
        }
        Ok(other) => {
            let why =
                format!("{} is not an assignment; rules apply to assignedInteraction only", other.name());
            (Kind::OtherEvent, none(why))
        }
        Err(refusal) => {
            let kind = if refusal == Refusal::NotUcontact { Kind::NotUcontact } else { Kind::Error };
            (kind, none(refusal.to_string()))
        }
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
            let reasons = reasons.into_iter().map(ReasonText::from).collect();
            Answer::None { rule: (), why, reasons }
        }
    }
}

fn none(why: String) -> Answer {
    Answer::None { rule: (), why, reasons: Vec::new() }
}

/// Explains every line of `events` on `out`, each before the next is read. Returns the exit code: 0, [`ERRORS`], or
/// [`BAD`] after one line `{"errors": …}` for a configuration with errors.
///
/// # Errors
/// If `events` cannot be read, or `out` cannot be written.
pub fn run(config: &str, events: impl BufRead, out: &mut impl Write, strict: Strict) -> io::Result<u8> {
    let config = match Config::parse(config) {
        Ok(config) => config,
        Err(errors) => return bad(&errors, out),
    };
    let mut code = 0;
    each(&config, events, |_, kind, answer| {
        if kind.is_error(strict) {
            code = ERRORS;
        }
        line(out, &answer)
    })?;
    Ok(code)
}

/// Explains on `out` whose record the page at `url` shows, in one line of JSON: a [`rules::Recognised`], or `{"rule":
/// null, "why": …, "reasons": […]}`. A configuration with errors is handled as by [`run`], and the exit codes are the
/// same; with [`Strict::Yes`] it is an error if no rule leads to the page.
///
/// # Errors
/// If `out` cannot be written.
pub fn page(config: &str, url: &str, out: &mut impl Write, strict: Strict) -> io::Result<u8> {
    let config = match Config::parse(config) {
        Ok(config) => config,
        Err(errors) => return bad(&errors, out),
    };
    if let Some(found) = rules::recognise(&config, url) {
        return line(out, &found).map(|()| 0);
    }
    let why = "no rule leads to this page".to_owned();
    let reasons = rules::unrecognised(&config, url, usize::MAX);
    line(out, &Answer::None { rule: (), why, reasons })?;
    Ok(if strict == Strict::Yes { ERRORS } else { 0 })
}

/// Sums up all of `events`: in one line of JSON on `out`, a [`Summary`], and in a table for people on `table`. A
/// configuration with errors is handled as by [`run`], and the exit codes are the same.
///
/// # Errors
/// If `events` cannot be read, or `out` or `table` cannot be written.
pub fn summarise(
    config: &str,
    events: impl BufRead,
    out: &mut impl Write,
    table: &mut impl Write,
    strict: Strict,
) -> io::Result<u8> {
    let config = match Config::parse(config) {
        Ok(config) => config,
        Err(errors) => {
            summary::bad(&errors, table)?;
            return bad(&errors, out);
        }
    };
    let mut summary = Summary::new(&config);
    let mut code = 0;
    each(&config, events, |number, kind, answer| {
        if kind.is_error(strict) {
            code = ERRORS;
        }
        summary.count(number, kind, answer);
        Ok(())
    })?;
    summary.finish();
    line(out, &summary)?;
    write!(table, "{summary}")?;
    table.flush()?;
    Ok(code)
}

fn bad(errors: &[ConfigError], out: &mut impl Write) -> io::Result<u8> {
    line(out, &Errors { errors }).map(|()| BAD)
}

/// Judges every line before the next is read. Lines count from 1.
fn each(
    config: &Config,
    mut events: impl BufRead,
    mut found: impl FnMut(usize, Kind, Answer) -> io::Result<()>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if events.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let (kind, answer) = match std::str::from_utf8(&bytes) {
            Ok(text) => {
                let text = if number == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
                judge(config, text.trim_end_matches(['\n', '\r']))
            }
            Err(error) => (Kind::Error, none(format!("not JSON: {error}"))),
        };
        found(number, kind, answer)?;
    }
    Ok(())
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
