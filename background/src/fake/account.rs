//! What happened in truth, noted by the world as it happens: what uContact told, what was acknowledged, what was opened
//! and posted. The background's own account is compared with it.

use std::collections::{BTreeMap, BTreeSet};

use bridge::journal::Key;
use bridge::view::Millis;

/// The number of an event that uContact told a document.
pub(crate) type Told = usize;

/// What uContact told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// An interaction was assigned.
    Assigned(String),
    /// It was finished.
    Finished(String),
    /// A disposition was sent.
    Disposed(String),
    /// The theme's colour.
    Theme(String),
    /// The language.
    Language(String),
}

impl What {
    /// The key in the journal, if it has one.
    pub fn key(&self) -> Option<Key> {
        match self {
            What::Assigned(guid) => Some(Key::assignment(guid)),
            What::Finished(guid) => Some(Key::event("finishedInteraction", guid)),
            What::Disposed(guid) => Some(Key::event("sentDisposition", guid)),
            What::Theme(_) | What::Language(_) => None,
        }
    }
}

/// An event that uContact told a document.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// What.
    pub what: What,
    /// The document.
    pub document: u64,
    /// When it was acknowledged.
    pub acknowledged: Option<Millis>,
}

/// A record that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The address.
    pub url: String,
    /// When.
    pub at: Millis,
    /// A tab showed it already, or was on its way to it.
    pub shown_already: bool,
}

/// The account.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// What uContact told, in order.
    pub told: Vec<Event>,
    /// What was acknowledged, in order.
    pub heard: Vec<Told>,
    /// The documents that went while something of theirs was not acknowledged.
    pub silenced: BTreeSet<u64>,
    /// The entries that the journal refused.
    pub unwritten: BTreeSet<String>,
    /// A write of the desk's memory failed.
    pub unremembered: bool,
    /// The entries that were forgotten, because somebody asked for it or because they were old.
    pub forgotten: BTreeSet<String>,
    /// The records that were opened, in order.
    pub openings: Vec<Opening>,
    /// How often a start was posted, by client.
    pub posts: BTreeMap<String, u32>,
    /// The clients that the agent asked to call, and how often.
    pub starts: BTreeMap<String, u32>,
    /// The records that the agent asked for, and how often.
    pub asked_for: BTreeMap<String, u32>,
    /// How often something broke at once that must never be.
    pub broken: Vec<String>,
    /// The configurations that were saved, in order, and whether that was answered.
    pub saves: Vec<(u32, bool)>,
}

impl Account {
    /// uContact tells a document something.
    pub fn tell(&mut self, what: What, document: u64) -> Told {
        self.told.push(Event { what, document, acknowledged: None });
        self.told.len() - 1
    }

    /// It was acknowledged.
    pub fn acknowledged(&mut self, _document: u64, told: Told) {
        self.heard.push(told);
        if let Some(event) = self.told.get_mut(told) {
            event.acknowledged = Some(self.heard.len() as Millis);
        }
    }

    /// A document has gone, and with it what it had not sent.
    pub fn document_gone(&mut self, document: u64) {
        if self.told.iter().any(|event| event.document == document && event.acknowledged.is_none()) {
            self.silenced.insert(document);
        }
    }

    /// Whether the journal refused an entry of an interaction.
    pub fn was_unwritten(&self, guid: &str) -> bool {
        let keys = [What::Assigned(guid.to_owned()), What::Finished(guid.to_owned())];
        keys.iter().filter_map(What::key).any(|key| self.unwritten.contains(key.as_str()))
    }

    /// A start was posted to uContact.
    pub fn posted(&mut self, client: &str) {
        *self.posts.entry(client.to_owned()).or_default() += 1;
    }
}
