//! What is written down before it is acted on, and the key by which nothing is handled twice.

use crate::desk::{Desk, Effect, Input};
use crate::view::{LookupOutcome, Millis};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Names one thing that happened. Two inputs with the same key are the same thing, which is handled once.
///
/// Its text is `<kind>:<id>`. The kind is an event's name or `start`; it holds no colon, so no guid can look like
/// another kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// The key of uContact's event `name` about the interaction `guid`.
    #[must_use]
    pub fn event(name: &'static str, guid: &str) -> Self {
        Self(format!("{name}:{guid}"))
    }

    /// The key of the assignment of the interaction `guid`.
    #[must_use]
    pub fn assignment(guid: &str) -> Self {
        Self::event("assignedInteraction", guid)
    }

    /// The key of the `startInteraction` with this id.
    #[must_use]
    pub fn start(id: &str) -> Self {
        Self(format!("start:{id}"))
    }

    /// The text that the journal stores.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What happened, by name.
    pub key: Key,
    /// Its place in the order of entries.
    pub seq: u64,
    /// When it was written.
    pub at: Millis,
    /// What happened.
    pub input: Input,
    /// When its effects were done; `None` as long as they are not.
    pub done: Option<Millis>,
    /// The outcome of the lookup that this input led to, if it led to one. Nothing of the CRM's answer is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<LookupOutcome>,
}

impl Input {
    /// The key of this input's entry in the journal; `None` if the input needs no entry.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        match self {
            Self::Event { event, .. } => Some(Key::event(event.name(), event.guid()?)),
            Self::Start { id, .. } => Some(Key::start(id)),
            _ => None,
        }
    }
}

impl Desk {
    /// Finishes an entry that was written down, but not marked done before the browser stopped.
    ///
    /// An event is handled as ever. Its record may be open already, so [`Effect::OpenRecord`] says `again`. A
    /// `startInteraction` is never posted again: an old call must not start by itself.
    pub fn recover(&mut self, entry: &Entry, now: Millis) -> Vec<Effect> {
        if entry.done.is_some() {
            return Vec::new();
        }
        self.handle_again(&entry.input, entry.at, now)
    }
}
