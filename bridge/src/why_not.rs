//! Why a rule does not apply: as data, which pages put into the agent's language, and in English for `explain`.

use crate::matching::MAX_VALUE;
use crate::template::ExpandError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many characters of a value are shown.
pub const MAX_SHOWN: usize = 80;
/// How many patterns of a condition are shown.
pub(crate) const MAX_PATTERNS: usize = 5;

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

/// Why a rule does not apply. A value is shown up to [`MAX_SHOWN`] characters; here it has one more if it is longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Flat", into = "Flat")]
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
        /// The value of `from`.
        value: String,
        /// The regular expression.
        regex: String,
    },
    /// An expression does not compile.
    Broken {
        /// Its field in the rule.
        field: String,
        /// Why, in English.
        why: String,
    },
    /// A variable's value is longer than [`MAX_VALUE`].
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The event's value.
    pub value: String,
    /// The first few of the patterns that it does not match.
    pub patterns: Vec<String>,
    /// Whether there are more patterns.
    pub more: bool,
}

/// The stored form of [`WhyNot`]. It is flat, because every page of the extension reads it, and variants with field
/// names of their own would add 3 KB to each page's wasm.
#[derive(Serialize, Deserialize)]
struct Flat {
    lacks: Lacks,
    /// The texts of the variant, in the order of its fields.
    texts: Vec<String>,
    #[serde(default)]
    more: bool,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Lacks {
    Campaign,
    Channel,
    ClientId,
    Variable,
    Broken,
    TooLong,
    UrlMissing,
    UrlEmpty,
    UrlDots,
    UrlTooLong,
    UrlAway,
}

impl From<WhyNot> for Flat {
    fn from(why: WhyNot) -> Self {
        let flat = |lacks, texts| Self { lacks, texts, more: false };
        let condition = |lacks, Condition { value, mut patterns, more }| {
            patterns.insert(0, value);
            Self { lacks, texts: patterns, more }
        };
        match why {
            WhyNot::Campaign(of) => condition(Lacks::Campaign, of),
            WhyNot::Channel(of) => condition(Lacks::Channel, of),
            WhyNot::ClientId { value, regex } => flat(Lacks::ClientId, vec![value, regex]),
            WhyNot::Variable { name, from, value, regex } => {
                flat(Lacks::Variable, vec![name, from, value, regex])
            }
            WhyNot::Broken { field, why } => flat(Lacks::Broken, vec![field, why]),
            WhyNot::TooLong { name } => flat(Lacks::TooLong, vec![name]),
            WhyNot::Address { field, error } => match error {
                ExpandError::Missing { name } => flat(Lacks::UrlMissing, vec![field, name]),
                ExpandError::Empty { name } => flat(Lacks::UrlEmpty, vec![field, name]),
                ExpandError::DotSegment => flat(Lacks::UrlDots, vec![field]),
                ExpandError::TooLong => flat(Lacks::UrlTooLong, vec![field]),
                ExpandError::LedAway => flat(Lacks::UrlAway, vec![field]),
            },
        }
    }
}

impl From<Flat> for WhyNot {
    /// A missing text is read as empty.
    fn from(Flat { lacks, texts, more }: Flat) -> Self {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        let error = match lacks {
            Lacks::ClientId => return Self::ClientId { value: next(), regex: next() },
            Lacks::Variable => {
                return Self::Variable { name: next(), from: next(), value: next(), regex: next() };
            }
            Lacks::Broken => return Self::Broken { field: next(), why: next() },
            Lacks::TooLong => return Self::TooLong { name: next() },
            Lacks::Campaign | Lacks::Channel => {
                let of = Condition { value: next(), patterns: texts.collect(), more };
                let whole = if matches!(lacks, Lacks::Campaign) { Self::Campaign } else { Self::Channel };
                return whole(of);
            }
            Lacks::UrlMissing => |name| ExpandError::Missing { name },
            Lacks::UrlEmpty => |name| ExpandError::Empty { name },
            Lacks::UrlDots => |_| ExpandError::DotSegment,
            Lacks::UrlTooLong => |_| ExpandError::TooLong,
            Lacks::UrlAway => |_| ExpandError::LedAway,
        };
        let field = next();
        Self::Address { field, error: error(next()) }
    }
}

impl WhyNot {
    /// The same reason, with each text shortened.
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

/// A value for a sentence: short, and on one line.
pub(crate) fn shown(value: &str) -> String {
    let mut chars = value.chars();
    let head: String = chars.by_ref().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_as_it_was_written_down() {
        let t = str::to_owned;
        let condition = || Condition { value: t("x"), patterns: vec![t("a"), t("b*")], more: true };
        let address = |error| WhyNot::Address { field: t("lookup.url"), error };
        for why in [
            WhyNot::Campaign(condition()),
            WhyNot::Channel(condition()),
            WhyNot::ClientId { value: t("1"), regex: t("2") },
            WhyNot::Variable { name: t("1"), from: t("2"), value: t("3"), regex: t("4") },
            WhyNot::Broken { field: t("1"), why: t("2") },
            WhyNot::TooLong { name: t("1") },
            address(ExpandError::Missing { name: t("n") }),
            address(ExpandError::Empty { name: t("n") }),
            address(ExpandError::DotSegment),
            address(ExpandError::TooLong),
            address(ExpandError::LedAway),
        ] {
            let json = serde_json::to_string(&why).unwrap();
            assert_eq!(serde_json::from_str::<WhyNot>(&json).unwrap(), why, "{json}");
        }
        let short: WhyNot = serde_json::from_str(r#"{ "lacks": "variable", "texts": ["phone"] }"#).unwrap();
        assert!(matches!(short, WhyNot::Variable { name, .. } if name == "phone"));
    }
}
