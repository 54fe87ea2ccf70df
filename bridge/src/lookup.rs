//! Lookups: a rule may ask the CRM's own API which record a client's number stands for.
//!
//! A [`Lookup`] is the configuration's; a [`Request`] is what to ask for one interaction, with everything that reads the
//! answer. Asking is the shell's part: it has the agent's session.

mod path;
mod pointer;
mod read;

use crate::matching::{Regex, Replacement};
use crate::origin::Origin;
use crate::template::{Template, Variables};
use crate::view::{LookupFailure, Match};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

pub use path::{MAX_PATH, Path};
pub use pointer::{MAX_POINTER, Pointer};
pub use read::Head;

/// How long a lookup may take, body and retry included, in milliseconds.
pub const WITHIN: u32 = 5_000;
/// Longest answer, in bytes.
pub const MAX_ANSWER: usize = 1024 * 1024;
/// Most values (objects, lists, texts, numbers, …) in an answer: bounds what a path can cost.
pub const MAX_NODES: usize = 100_000;
/// Most results of an answer that are looked at.
pub const MAX_RESULTS: usize = 1_000;
/// Most matches that are kept.
pub const MAX_MATCHES: usize = 50;
/// Longest label, in characters.
pub const MAX_LABEL: usize = 120;
/// Longest address of a match, in bytes.
pub const MAX_MATCH_URL: usize = 2 * 1024;
/// The variable that is the text of a match in the chooser.
pub const LABEL: &str = "label";

/// The step of a rule that asks the CRM's own API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// What to ask.
    pub url: Template,
    /// Selects the matches in the answer.
    pub results: Path,
    /// Variables of each match.
    pub fields: Vec<Field>,
    /// What to open where nothing matches.
    pub none: Option<Template>,
    /// What to open where several match; without it the agent chooses.
    pub many: Option<Template>,
}

/// A variable of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where in the match its value stands.
    pub from: Pointer,
    /// What to make of that value.
    pub change: Option<Change>,
}

/// What to make of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Must be found in it.
    pub regex: Regex,
    /// The new value.
    pub to: Replacement,
}

/// What to ask for one interaction, and how to read the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address to ask.
    pub url: String,
    /// What to open where nothing matches.
    pub none: Option<String>,
    /// What to open where several match.
    pub many: Option<String>,
    pub(crate) lookup: Rc<Lookup>,
    pub(crate) record: Template,
    pub(crate) variables: Variables,
}

impl Request {
    /// Where it leads: one of the configuration's literal origins.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.lookup.url.origin()
    }
}

/// What became of a lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Outcome {
    /// The CRM answered.
    Found {
        /// The matches, in its order, each address once; at most [`MAX_MATCHES`].
        matches: Vec<Match>,
        /// There are more.
        more: bool,
        /// How many results are no match, because they lack a variable or give no address.
        passed_over: usize,
        /// Why the first of those is none.
        why: Option<String>,
    },
    /// It did not.
    Failed {
        /// Why.
        why: LookupFailure,
    },
}

#[cfg(test)]
mod tests;
