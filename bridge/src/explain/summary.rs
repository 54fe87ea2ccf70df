//! The summary of a file of events, for an admin's pipeline.

use super::{Answer, Kind};
use crate::config::{Config, ConfigError};
use crate::why_not::ReasonText;
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};

/// How many lines of each sort are listed, how many reasons with each line, and how many rules in the table. All
/// others are only counted.
pub const LISTED: usize = 20;

/// The summary of a file of events.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Lines read: the sum of all the following.
    pub lines: usize,
    /// Assignments that a rule applies to.
    pub served: usize,
    /// Assignments that no rule applies to.
    pub unserved: Listed,
    /// uContact's other events.
    pub other_events: usize,
    /// Messages that are not uContact's.
    pub not_ucontact: usize,
    /// Lines that are not JSON, and messages of uContact's that are refused.
    pub errors: Listed,
    /// Every rule, in the order of the configuration.
    pub rules: Vec<RuleCount>,
    /// The places of the rules that apply to no assignment.
    pub unused: Vec<usize>,
}

/// How many assignments a rule applies to.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// Its place in the configuration, from 0.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// How many assignments it applies to.
    pub served: usize,
}

/// Lines: how many, and the first [`LISTED`] of them.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// How many.
    pub count: usize,
    /// The first of them.
    pub first: Vec<Line>,
}

/// A line of the file.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number, from 1.
    pub line: usize,
    /// Why it is listed, in a sentence.
    pub why: String,
    /// The first [`LISTED`] rules' reasons, if it is an assignment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReasonText>,
}

impl Listed {
    fn add(&mut self, line: usize, answer: Answer) {
        self.count += 1;
        if let Answer::None { why, mut reasons, .. } = answer
            && self.first.len() < LISTED
        {
            reasons.truncate(LISTED);
            self.first.push(Line { line, why, reasons });
        }
    }
}

impl Summary {
    pub(super) fn new(config: &Config) -> Self {
        let rules = config.rules.iter().enumerate();
        Self {
            lines: 0,
            served: 0,
            unserved: Listed::default(),
            other_events: 0,
            not_ucontact: 0,
            errors: Listed::default(),
            rules: rules.map(|(rule, r)| RuleCount { rule, name: r.name.clone(), served: 0 }).collect(),
            unused: Vec::new(),
        }
    }

    pub(super) fn count(&mut self, line: usize, kind: Kind, answer: Answer) {
        self.lines += 1;
        match kind {
            Kind::Served(rule) => {
                self.served += 1;
                if let Some(rule) = self.rules.get_mut(rule) {
                    rule.served += 1;
                }
            }
            Kind::Unserved => self.unserved.add(line, answer),
            Kind::OtherEvent => self.other_events += 1,
            Kind::NotUcontact => self.not_ucontact += 1,
            Kind::Error => self.errors.add(line, answer),
        }
    }

    pub(super) fn finish(&mut self) {
        self.unused = self.rules.iter().filter(|rule| rule.served == 0).map(|rule| rule.rule).collect();
    }
}

impl fmt::Display for Summary {
    /// A table for people, the busiest rules at the top.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        row(f, self.lines, "lines")?;
        row(f, self.served, "assignments that a rule serves")?;
        row(f, self.unserved.count, "assignments that no rule serves")?;
        row(f, self.other_events, "other events of uContact's")?;
        row(f, self.not_ucontact, "messages that are not uContact's")?;
        row(f, self.errors.count, "errors")?;
        writeln!(
            f,
            "\nAssignments by rule ({} of {} rules serve none):",
            self.unused.len(),
            self.rules.len()
        )?;
        let mut rules: Vec<&RuleCount> = self.rules.iter().collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.served));
        for rule in rules.iter().take(LISTED) {
            row(f, rule.served, rule)?;
        }
        if let Some(rest) = rules.get(LISTED..).filter(|rest| !rest.is_empty()) {
            let served = rest.iter().map(|rule| rule.served).sum();
            row(f, served, format_args!("… {} more rules", rest.len()))?;
        }
        list(f, "Assignments that no rule serves", &self.unserved)?;
        list(f, "Errors", &self.errors)
    }
}

/// A configuration's errors, for people.
pub(super) fn bad(errors: &[ConfigError], table: &mut impl Write) -> io::Result<()> {
    writeln!(table, "Errors of the configuration:")?;
    for ConfigError { path, message } in errors.iter().take(LISTED) {
        match path.as_str() {
            "" => writeln!(table, "  {message}")?,
            path => writeln!(table, "  {path}: {message}")?,
        }
    }
    if let Some(more) = errors.len().checked_sub(LISTED).filter(|more| *more > 0) {
        writeln!(table, "  … and {more} more")?;
    }
    table.flush()
}

fn row(f: &mut fmt::Formatter<'_>, count: usize, what: impl fmt::Display) -> fmt::Result {
    writeln!(f, "{count:>9}  {what}")
}

impl fmt::Display for RuleCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rules[{}]", self.rule)?;
        match &self.name {
            // A name may hold line breaks, and the table has one line for each rule.
            Some(name) => write!(f, " {}", name.replace(char::is_control, " ")),
            None => Ok(()),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, what: &str, lines: &Listed) -> fmt::Result {
    if lines.count == 0 {
        return Ok(());
    }
    writeln!(f, "\n{what}:")?;
    for Line { line, why, reasons } in &lines.first {
        writeln!(f, "  line {line}: {why}")?;
        for ReasonText { rule, why, .. } in reasons {
            writeln!(f, "    rules[{rule}]: {why}")?;
        }
    }
    match lines.count - lines.first.len() {
        0 => Ok(()),
        more => writeln!(f, "  … and {more} more"),
    }
}
