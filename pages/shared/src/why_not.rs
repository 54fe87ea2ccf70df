//! Why a rule does not apply, in words.

use bridge::matching::MAX_VALUE;
use bridge::template::{ExpandError, MAX_URL};
use bridge::why_not::{Condition, MAX_SHOWN, WhyNot};

use crate::Text;

/// Why nothing comes of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// The rule does not apply.
    Rule(WhyNot),
    /// The configuration has an error; its text is English.
    Error(String),
}

impl Nothing {
    /// In the user's language, except for the text of an error.
    pub fn read(&self) -> String {
        match self {
            Self::Rule(why) => why_not(why).read(),
            Self::Error(why) => why.clone(),
        }
    }
}

/// Why a rule does not apply, as a part of a sentence.
pub fn why_not(why: &WhyNot) -> Text {
    match why {
        WhyNot::Campaign(of) => condition("notCampaign", of),
        WhyNot::Channel(of) => condition("notChannel", of),
        WhyNot::ClientId { value, regex } => Text::with("notClientId", [&quoted(value), &quoted(regex)]),
        WhyNot::Variable { name, from, value, regex } => {
            Text::with("notVariable", [name, from, &quoted(value), &quoted(regex)])
        }
        WhyNot::Broken { field, why } => Text::with("notCompiled", [field, why]),
        WhyNot::TooLong { name } => Text::with("notTooLong", [name, &MAX_VALUE.to_string()]),
        WhyNot::Address { field, error } => match error {
            ExpandError::Missing { name } => Text::with("notUrlMissing", [field, name]),
            ExpandError::Empty { name } => Text::with("notUrlEmpty", [field, name]),
            ExpandError::DotSegment => Text::with("notUrlDots", [field]),
            ExpandError::TooLong => Text::with("notUrlTooLong", [field, &MAX_URL.to_string()]),
            ExpandError::LedAway => Text::with("notUrlAway", [field]),
        },
    }
}

fn condition(key: &'static str, Condition { value, patterns, more }: &Condition) -> Text {
    let mut listed: Vec<String> = patterns.iter().map(|pattern| quoted(pattern)).collect();
    listed.extend(more.then(|| "…".to_owned()));
    Text::with(key, [&quoted(value), &listed.join(", ")])
}

/// A value within a sentence: short, on one line, and visible if it is empty.
fn quoted(value: &str) -> String {
    let mut chars = value.chars();
    // Other characters stay as they are, because people may want to copy the value.
    let shown = |c: char| if c.is_control() { c.escape_default().collect() } else { String::from(c) };
    let head: String = chars.by_ref().take(MAX_SHOWN).map(shown).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    format!("“{head}{more}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_short_on_one_line_and_visible_if_empty() {
        for (value, shown) in [
            ("", "“”"),
            ("a\nb", "“a\\nb”"),
            (r"O'B \d", r"“O'B \d”"),
            (&"é".repeat(81), &format!("“{}…”", "é".repeat(80))),
        ] {
            assert_eq!(quoted(value), shown);
        }
    }

    #[test]
    fn patterns_are_listed() {
        let of = |more| Condition { value: "x".into(), patterns: vec!["a".into(), "b*".into()], more };
        for (more, listed) in [(false, "“a”, “b*”"), (true, "“a”, “b*”, …")] {
            let text = why_not(&WhyNot::Channel(of(more)));
            assert_eq!(text, Text::with("notChannel", ["“x”", listed]));
        }
    }
}
