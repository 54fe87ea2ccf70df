//! uContact's messages, in both directions: its five events, and the one action that it takes.
//!
//! They follow net2phone's page "Events API". Messages are JSON text here, because they reach the background as text.
//! [`EVENTS`] needs nothing else of this file, so that a content script can use the names and stay free of serde.

mod parse;
mod refusal;

use crate::view::{Start, Theme};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use refusal::Refusal;

/// The events of uContact's Events API, as their `event` field names them.
pub const EVENTS: [&str; 5] =
    ["assignedInteraction", "finishedInteraction", "sentDisposition", "changedTheme", "changedLanguage"];

/// Longest message, in bytes of UTF-8.
pub const MAX_MESSAGE: usize = 64 * 1024;
/// Longest `guid`, in characters.
pub const MAX_GUID: usize = 256;
/// Longest `campaign`, in characters.
pub const MAX_CAMPAIGN: usize = 512;
/// Longest `channel`, in characters.
pub const MAX_CHANNEL: usize = 64;
/// Longest `clientId`, in characters.
pub const MAX_CLIENT_ID: usize = 2_048;
/// Longest `finishDate`, in characters.
pub const MAX_FINISH_DATE: usize = 128;
/// Longest `comment`, in characters.
pub const MAX_COMMENT: usize = 32 * 1024;
/// Most entries of `levelsId` and of `levelsValue`.
pub const MAX_LEVELS: usize = 256;
/// Longest language code, in characters: RFC 5646 asks for room for 35.
pub const MAX_LANGUAGE: usize = 35;
/// Longest `primary` (a colour), in characters.
pub const MAX_PRIMARY: usize = 64;

/// What uContact reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// An interaction is assigned to the agent.
    AssignedInteraction(Assigned),
    /// An interaction is closed.
    FinishedInteraction {
        /// The interaction.
        guid: String,
        /// When, in uContact's own words: format and time zone are not documented.
        finish_date: String,
    },
    /// The agent sent a disposition.
    SentDisposition {
        /// The interaction.
        guid: String,
        /// The agent's comment.
        comment: String,
        /// The levels' ids; the inner types are not documented.
        levels_id: Vec<Value>,
        /// The levels' values; the inner types are not documented.
        levels_value: Vec<Value>,
    },
    /// uContact's theme changed.
    ChangedTheme(Theme),
    /// uContact's language changed, to this code, such as `en`.
    ChangedLanguage(String),
}

/// An interaction assigned to the agent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assigned {
    /// uContact's identifier, shared by all legs of an interaction.
    pub guid: String,
    /// Campaign; empty if uContact sent none.
    pub campaign: String,
    /// Channel, an open string; empty if uContact sent none.
    pub channel: String,
    /// The client's number, address or id; empty if uContact sent none (a withheld number).
    pub client_id: String,
}

impl Event {
    /// Parses one message, `{"event": …, "data": …}`.
    ///
    /// Unknown fields are ignored. `guid`, a theme's `dark` and the language must be there and not be empty: without
    /// them the message says nothing. Any other field that is missing or `null` is read as empty: an anonymous caller
    /// has no `clientId`, and the agent must still see the call. A wrong type is refused: a number in place of a text
    /// has lost its leading zeros already, and would find the wrong client.
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        parse::event(json)
    }

    /// The event's name, one of [`EVENTS`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        EVENTS[match self {
            Self::AssignedInteraction(_) => 0,
            Self::FinishedInteraction { .. } => 1,
            Self::SentDisposition { .. } => 2,
            Self::ChangedTheme(_) => 3,
            Self::ChangedLanguage(_) => 4,
        }]
    }

    /// The interaction that the event is about, if there is one.
    #[must_use]
    pub fn guid(&self) -> Option<&str> {
        match self {
            Self::AssignedInteraction(Assigned { guid, .. })
            | Self::FinishedInteraction { guid, .. }
            | Self::SentDisposition { guid, .. } => Some(guid),
            Self::ChangedTheme(_) | Self::ChangedLanguage(_) => None,
        }
    }
}

/// What uContact can be asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Start an interaction with a client.
    StartInteraction(Start),
}

impl Action {
    /// The message to post, with exactly the field names of the Events API:
    /// `{"event":"startInteraction","data":{"campaign":…,"channel":…,"clientId":…}}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self::StartInteraction(start) = self;
        let text = |s: &str| Value::from(s).to_string();
        format!(
            r#"{{"event":"startInteraction","data":{{"campaign":{},"channel":{},"clientId":{}}}}}"#,
            text(&start.campaign),
            text(&start.channel),
            text(&start.client_id)
        )
    }
}

#[cfg(test)]
mod tests;
