//! What the desk remembers.

use super::{MAX_ENDED, MAX_LIVE};
use crate::message::Assigned;
use crate::open::OpenMode;
use crate::view::{LookupOutcome, Match, Millis, RecordView, Start, StartState, Theme, Why};
use serde::{Deserialize, Serialize};

/// What the desk remembers. The shell stores it and gives it back to [`super::Desk::restore`]; its shape is the
/// desk's own. Fields that an older version did not write come back empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct State {
    /// In the order in which they were assigned.
    pub(super) interactions: Vec<Interaction>,
    pub(super) start: Option<Started>,
    pub(super) theme: Option<Theme>,
    pub(super) language: Option<String>,
    pub(super) last_event: Option<Millis>,
    pub(super) refused: Option<Refused>,
    /// The tab that was heard last; `None` for the panel.
    pub(super) last_tab: Option<i32>,
}

/// A message of uContact's that was not understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Refused {
    pub why: String,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Interaction {
    pub event: Assigned,
    /// The tab whose frame announced it.
    pub tab: Option<i32>,
    pub assigned: Millis,
    pub finished: Option<Millis>,
    pub disposed: Option<Millis>,
    pub record: RecordView,
    /// How to open the record.
    pub open: OpenMode,
    /// What the CRM was asked; an older version wrote none.
    #[serde(default)]
    pub lookup: Option<Looked>,
    /// Why this record; an older version wrote none.
    #[serde(default)]
    pub why: Option<Why>,
}

/// A lookup, as it was decided when it was asked: a new configuration changes nothing of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Looked {
    /// What to open where nothing matches.
    pub none: Option<String>,
    /// What to open where several match.
    pub many: Option<String>,
    /// The CRM's first page.
    pub home: String,
    /// The record may have been opened before the browser stopped.
    pub again: bool,
    pub outcome: Option<LookupOutcome>,
    pub matches: Vec<Match>,
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Started {
    pub id: String,
    pub request: Start,
    pub at: Millis,
    pub state: StartState,
}

impl State {
    pub(super) fn find(&mut self, guid: &str) -> Option<&mut Interaction> {
        self.interactions.iter_mut().find(|known| known.event.guid == guid)
    }

    /// Forgets the oldest of what ended, and of what seems to live for ever.
    pub(super) fn prune(&mut self) {
        let ended = self.interactions.iter().filter(|i| i.finished.is_some()).count();
        for _ in MAX_ENDED..ended {
            let oldest =
                self.interactions.iter().enumerate().filter_map(|(at, i)| Some((i.finished?, at))).min();
            if let Some((_, at)) = oldest {
                self.interactions.remove(at);
            }
        }
        let live = self.interactions.iter().filter(|i| i.finished.is_none()).count();
        for _ in MAX_LIVE..live {
            if let Some(at) = self.interactions.iter().position(|i| i.finished.is_none()) {
                self.interactions.remove(at);
            }
        }
    }
}
