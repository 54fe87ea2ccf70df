//! Why a rule does not apply: what `decide` found, for people in their language, and in English for `explain`.

use super::MAX_VALUE;
use crate::template::ExpandError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most characters of a value that are told.
pub const MAX_TOLD: usize = 80;
/// Most patterns of a condition that are told.
pub(super) const MAX_PATTERNS: usize = 5;

/// Why one rule does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's place in the configuration, from 0.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Why it does not apply.
    pub why: WhyNot,
}

/// What a rule lacked. A value is told up to [`MAX_TOLD`] characters; one that is longer is longer here, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "lacks", rename_all = "camelCase")]
pub enum WhyNot {
    /// `when.campaign`.
    Campaign(Condition),
    /// `when.channel`.
    Channel(Condition),
    /// `when.clientId` is not found in the client's id.
    ClientId {
        /// The client's id.
        value: String,
        /// The regular expression.
        regex: String,
    },
    /// A variable's `match` is not found.
    Variable {
        /// The variable.
        name: String,
        /// The variable that it is made from.
        from: String,
        /// The value of that one.
        value: String,
        /// The regular expression.
        regex: String,
    },
    /// A regular expression is none.
    Broken {
        /// Its field in the rule.
        field: String,
        /// Why, in English.
        why: String,
    },
    /// A variable's value grows beyond [`MAX_VALUE`].
    TooLong {
        /// The variable.
        name: String,
    },
    /// The address cannot be made.
    Address {
        /// The template's field in the rule.
        field: String,
        /// Why.
        error: ExpandError,
    },
}

/// A condition that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The event's value.
    pub value: String,
    /// The patterns that it does not match; the first few.
    pub patterns: Vec<String>,
    /// There are more of them.
    pub more: bool,
}

impl WhyNot {
    /// With each of its texts shortened.
    #[must_use]
    pub fn shortened(mut self, shorten: impl Fn(&mut String)) -> Self {
        match &mut self {
            Self::Campaign(Condition { value, patterns, .. })
            | Self::Channel(Condition { value, patterns, .. }) => {
                shorten(value);
                patterns.iter_mut().for_each(shorten);
            }
            Self::ClientId { value, regex } => [value, regex].into_iter().for_each(shorten),
            Self::Variable { name, from, value, regex } => {
                [name, from, value, regex].into_iter().for_each(shorten);
            }
            Self::Broken { field, why } => [field, why].into_iter().for_each(shorten),
            Self::TooLong { name } => shorten(name),
            Self::Address { field, error } => {
                shorten(field);
                if let ExpandError::Missing { name } | ExpandError::Empty { name } = error {
                    shorten(name);
                }
            }
        }
        self
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let condition =
            |f: &mut fmt::Formatter<'_>, field, Condition { value, patterns, more }: &Condition| {
                let listed: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
                let more = if *more { ", …" } else { "" };
                let none_of = if patterns.len() == 1 { "not" } else { "none of" };
                write!(f, "the {field} is {}, {none_of} {}{more}", shown(value), listed.join(", "))
            };
        match self {
            Self::Campaign(of) => condition(f, "campaign", of),
            Self::Channel(of) => condition(f, "channel", of),
            Self::ClientId { value, regex } => write!(f, "the clientId is {}, not `{regex}`", shown(value)),
            Self::Variable { name, from, value, regex } => {
                write!(f, "let.{name}: {from} is {}, not `{regex}`", shown(value))
            }
            Self::Broken { field, why } => write!(f, "{field} does not compile: {why}"),
            Self::TooLong { name } => {
                write!(f, "let.{name}: the value is longer than {MAX_VALUE} bytes")
            }
            Self::Address { field, error } => write!(f, "{field}: {error}"),
        }
    }
}

/// A value in a sentence: short, on one line.
pub(crate) fn shown(value: &str) -> String {
    let mut chars = value.chars();
    let head: String = chars.by_ref().take(MAX_TOLD).flat_map(char::escape_debug).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    if value.is_empty() { "empty".to_owned() } else { format!("`{head}{more}`") }
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonText {
    /// The rule's place in the configuration, from 0.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Why it does not apply, in English.
    pub why: String,
}

impl From<Reason> for ReasonText {
    fn from(Reason { rule, name, why }: Reason) -> Self {
        Self { rule, name, why: why.to_string() }
    }
}
