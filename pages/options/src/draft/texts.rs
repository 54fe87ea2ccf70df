//! A text or a list of texts; a form shows them one per line.

use serde::{Deserialize, Serialize};

/// A text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// A single text.
    One(String),
    /// A list of texts.
    Many(Vec<String>),
}

impl Texts {
    /// The texts, one per line.
    #[must_use]
    pub fn lines(&self) -> String {
        match self {
            Texts::One(text) => text.clone(),
            Texts::Many(list) => list.join("\n"),
        }
    }

    /// From lines; `None` if all lines are empty.
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

/// The lines of a text, without empty lines and without the blanks around each.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
