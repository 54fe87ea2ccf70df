//! Lookups: a rule may ask the CRM's own API which record to open for a client.
//!
//! A [`Lookup`] is part of the configuration. A [`Request`] is made from it for one interaction: what to ask, and
//! everything that is needed to read the answer. The background asks, because it has the agent's session.

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

/// How long a lookup may take, with the body and a retry, in milliseconds.
pub const WITHIN: u32 = 5_000;
/// Longest answer, in bytes.
pub const MAX_ANSWER: usize = 1024 * 1024;
/// Most values (objects, lists, texts, numbers, …) in an answer. This bounds the time that a path can take.
pub const MAX_NODES: usize = 100_000;
/// How many results of an answer are looked at.
pub const MAX_RESULTS: usize = 1_000;
/// How many matches are kept.
pub const MAX_MATCHES: usize = 50;
/// Longest label, in characters.
pub const MAX_LABEL: usize = 120;
/// Longest address of a match, in bytes.
pub const MAX_MATCH_URL: usize = 2 * 1024;
/// The name of the variable that is shown when the agent chooses among several matches.
pub const LABEL: &str = "label";

/// The step of a rule that asks the CRM's own API which record to open.
///
/// ```
/// use bridge::config::Config;
/// use bridge::lookup::{Head, Outcome};
/// use bridge::message::Assigned;
/// use bridge::rules::{Decision, decide};
///
/// let config = Config::parse(r#"{
///     "version": 1,
///     "ucontact": { "url": "https://acme.ucontactcloud.com/" },
///     "sites": [{ "pages": ["https://crm.acme.example/*"] }],
///     "rules": [{
///         "lookup": {
///             "url": "https://crm.acme.example/api/contacts{?clientId}",
///             "results": "$.results[*]",
///             "let": { "id": "/id", "label": "/name" }
///         },
///         "url": "https://crm.acme.example/contact/{id}",
///         "none": "https://crm.acme.example/contact/new?phone={clientId}"
///     }]
/// }"#).unwrap();
/// let event = Assigned { client_id: "099123456".to_owned(), ..Assigned::default() };
/// let Decision::Lookup { request, .. } = decide(&config, &event) else { panic!("the rule has a lookup") };
/// assert_eq!(request.url, "https://crm.acme.example/api/contacts?clientId=099123456");
/// assert_eq!(request.none.as_deref(), Some("https://crm.acme.example/contact/new?phone=099123456"));
///
/// // The background asks; this is the CRM's answer.
/// let head = Head { status: 200, content_type: Some("application/json".to_owned()) };
/// let body = br#"{ "results": [{ "id": 5, "name": "Irene Etcheverry" }] }"#;
/// let Outcome::Found { matches, .. } = request.read(&head, body) else { panic!("it is readable") };
/// assert_eq!(matches[0].url, "https://crm.acme.example/contact/5");
/// assert_eq!(matches[0].label.as_deref(), Some("Irene Etcheverry"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// What to ask.
    pub url: Template,
    /// Selects the matches in the answer.
    pub results: Path,
    /// Variables of each match.
    pub fields: Vec<Field>,
    /// What to open if nothing matches.
    pub none: Option<Template>,
    /// What to open if several records match; `None` if the agent chooses.
    pub many: Option<Template>,
}

/// A variable of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where its value is in the match.
    pub from: Pointer,
    /// What to make of that value.
    pub change: Option<Change>,
}

/// What to make of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// This must be found in the value.
    pub regex: Regex,
    /// The new value.
    pub to: Replacement,
}

/// What to ask for one interaction, and how to read the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address to ask.
    pub url: String,
    /// What to open if nothing matches.
    pub none: Option<String>,
    /// What to open if several records match.
    pub many: Option<String>,
    pub(crate) lookup: Rc<Lookup>,
    pub(crate) record: Template,
    pub(crate) variables: Variables,
}

impl Request {
    /// The origin to ask: one that the configuration spells out.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.lookup.url.origin()
    }
}

/// The outcome of a lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Outcome {
    /// The CRM answered.
    Found {
        /// The matches in the CRM's order, each address once; at most [`MAX_MATCHES`].
        matches: Vec<Match>,
        /// Whether there are more.
        more: bool,
        /// How many results are no match, because a variable is missing or they give no address.
        passed_over: usize,
        /// Why the first of these is no match.
        why: Option<String>,
    },
    /// The CRM did not answer.
    Failed {
        /// Why.
        why: LookupFailure,
    },
}

#[cfg(test)]
mod tests;
