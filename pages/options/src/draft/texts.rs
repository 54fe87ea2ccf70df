//! A text or a list of texts; a form shows them one per line.

use serde::{Deserialize, Serialize};

/// A text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// One.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl Texts {
    /// One per line.
    #[must_use]
    pub fn lines(&self) -> String {
        match self {
            Texts::One(text) => text.clone(),
            Texts::Many(list) => list.join("\n"),
        }
    }

    /// From lines; `None` where there is nothing on any.
    #[must_use]
    pub fn from_lines(text: &str) -> Option<Self> {
        let mut list = lines(text);
        match list.len() {
            0 => None,
            1 => list.pop().map(Texts::One),
            _ => Some(Texts::Many(list)),
        }
    }
}

/// What stands on the lines of a text, without the empty ones.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
