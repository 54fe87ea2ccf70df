//! The desk's memory.

use super::{MAX_ENDED, MAX_LIVE};
use crate::message::Assigned;
use crate::open::OpenMode;
use crate::view::{LookupOutcome, Match, Millis, RecordView, Start, StartState, Theme, Why};
use serde::{Deserialize, Serialize};

/// The desk's memory. The background stores it, and gives it back to [`super::Desk::restore`]; nobody else looks into
/// it. Fields that an older version did not write are empty.
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
    /// The tab that sent the last event; `None` for the panel.
    pub(super) last_tab: Option<i32>,
}

/// The last message of uContact's that was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Refused {
    pub why: String,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Interaction {
    pub event: Assigned,
    /// The tab with the frame that announced the interaction; `None` for the panel.
    pub tab: Option<i32>,
    pub assigned: Millis,
    pub finished: Option<Millis>,
    pub disposed: Option<Millis>,
    pub record: RecordView,
    /// How to open the record.
    pub open: OpenMode,
    /// The lookup, if there is one. Older versions wrote none.
    #[serde(default)]
    pub lookup: Option<Looked>,
    /// Why this record. Older versions wrote none.
    #[serde(default)]
    pub why: Option<Why>,
}

/// A lookup, as decided when the CRM was asked. A new configuration does not change it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Looked {
    /// What to open if nothing matches.
    pub none: Option<String>,
    /// What to open if several records match.
    pub many: Option<String>,
    /// The CRM's root, where the agent logs in.
    pub home: String,
    /// The record may be open since before the browser stopped.
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

    /// Forgets the oldest ended interactions, and the oldest live ones, beyond the limits.
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
