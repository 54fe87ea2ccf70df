//! What the pages show: the desk's state as plain values, made by [`crate::desk::Desk::view`].
//!
//! Times are milliseconds since the Unix epoch.

use crate::why_not::Reason;
use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch.
pub type Millis = u64;

/// How long an interaction may be under way, in milliseconds. After this time (longer than a shift) its end was not
/// heard, and the interaction counts as ended.
pub const CALL_LASTS: Millis = 12 * 60 * 60_000;

/// The desk as a page shows it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// Interactions, the live ones first, then those that ended lately; newest first within each.
    pub interactions: Vec<InteractionView>,
    /// The last `startInteraction`, if one was asked for.
    pub start: Option<StartView>,
    /// uContact's theme as last announced by `changedTheme`.
    pub theme: Option<Theme>,
    /// uContact's language code as last announced by `changedLanguage`.
    pub language: Option<String>,
    /// When uContact was last heard, by any event.
    pub last_event: Option<Millis>,
    /// Why the last message of uContact's was refused, if one was (a wrong type, a size) in the last twelve hours.
    pub last_refusal: Option<String>,
}

/// One interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InteractionView {
    /// uContact's identifier.
    pub guid: String,
    /// Campaign as uContact names it.
    pub campaign: String,
    /// Channel as uContact names it, an open string (`telephony`, `whatsapp`, …).
    pub channel: String,
    /// The client's number, address or id.
    pub client_id: String,
    /// When it was assigned.
    pub assigned: Millis,
    /// When it was finished; `None` while it is live.
    pub finished: Option<Millis>,
    /// When a disposition was sent.
    pub disposed: Option<Millis>,
    /// What became of the record.
    pub record: RecordView,
    /// What the CRM was asked and answered, if the rule has a lookup. Absent in what older versions stored.
    #[serde(default)]
    pub lookup: Option<LookupView>,
    /// Why this record, if a rule applied. Absent in what older versions stored.
    #[serde(default)]
    pub why: Option<Why>,
}

/// Why a record opened: from the event to the tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The rule's place in the configuration, from 0, when it was decided.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The rule's own variables; those of the event are the interaction's.
    pub variables: Vec<(String, String)>,
    /// When the record was shown to the agent for the first time.
    pub shown: Option<Millis>,
}

impl InteractionView {
    /// Whether the interaction is under way at `now`: it has no end, and began less than [`CALL_LASTS`] ago.
    #[must_use]
    pub fn is_live(&self, now: Millis) -> bool {
        is_live(self.assigned, self.finished, now)
    }
}

/// Whether an interaction with this beginning and end is under way at `now`.
pub(crate) fn is_live(assigned: Millis, finished: Option<Millis>, now: Millis) -> bool {
    finished.is_none() && now < assigned.saturating_add(CALL_LASTS)
}

/// What became of an interaction's record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum RecordView {
    /// Being opened.
    Opening {
        /// The record's address.
        url: String,
    },
    /// Shown to the agent.
    Opened {
        /// The record's address.
        url: String,
        /// How it came to be shown.
        how: Opened,
    },
    /// `open` is `ask`: the agent decides, in the popup.
    Asked {
        /// The record's address.
        url: String,
    },
    /// `open` is `never`: known, but not opened by itself.
    Known {
        /// The record's address.
        url: String,
    },
    /// The browser refused to open it.
    Failed {
        /// The record's address.
        url: String,
        /// The browser's words.
        why: String,
    },
    /// No rule applies, or there is no configuration.
    NoRule {
        /// There is a configuration.
        #[serde(default = "configured")]
        configured: bool,
        /// The first rules, and why each does not apply. An older version wrote sentences down, in `reasons`.
        #[serde(rename = "passedOver", default)]
        passed_over: Vec<Reason>,
        /// How many rules more there are; `None` in what an older version has written down.
        #[serde(default)]
        more: Option<usize>,
    },
    /// The CRM is being asked which record it is; see [`InteractionView::lookup`].
    LookingUp,
    /// Several records match: the agent chooses one of [`LookupView::matches`].
    Choose,
    /// The lookup gave no record (see its outcome), and the rule names nothing to open then. `open` asks again.
    Nothing,
}

fn configured() -> bool {
    true
}

/// What the CRM was asked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LookupView {
    /// The CRM's first page: where the agent logs in.
    pub home: String,
    /// What became of it; `None` while the CRM is being asked.
    pub outcome: Option<LookupOutcome>,
    /// The matches, where there are several to choose from; they stay after the choice, for another one.
    pub matches: Vec<Match>,
    /// There are more than those.
    pub more: bool,
}

/// One of the records that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// What the agent tells it by; `None` where the lookup has no `label`: show the address.
    pub label: Option<String>,
    /// The record's address.
    pub url: String,
}

/// What became of a lookup. This, and no answer, stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum LookupOutcome {
    /// No record matches.
    None,
    /// One does.
    One,
    /// Several do.
    Many,
    /// The CRM could not be asked, or its answer not be read.
    Failed {
        /// Why.
        why: LookupFailure,
    },
}

/// Why a lookup failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "camelCase")]
pub enum LookupFailure {
    /// The agent is not logged in to the CRM: 401, 403, a page instead of JSON, or the way to another address.
    SignedOut,
    /// The browser has not granted the host.
    PermissionMissing {
        /// Its match pattern.
        host: String,
    },
    /// No answer, or not all of it, within [`crate::lookup::WITHIN`].
    Timeout,
    /// The server could not be reached, or the connection broke.
    Network,
    /// The server says that it could not answer.
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The answer has more bytes or values than are read.
    TooLarge,
    /// The answer is no JSON.
    NotJson,
    /// The browser or the background stopped before the answer.
    Interrupted,
}

/// How a record came to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Opened {
    /// A tab already showed it, and was brought to the front.
    Focused,
    /// A tab of that CRM was led there.
    Reused,
    /// In a new tab.
    Tab,
    /// In a new tab, because that CRM's tab holds something that is not saved.
    Spared,
    /// In a new window.
    Window,
    /// Behind what the agent was typing in just then.
    Behind,
}

/// The last `startInteraction`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    /// What was asked for.
    pub request: Start,
    /// When.
    pub at: Millis,
    /// How far it came.
    pub state: StartState,
}

/// What the agent fills in to start an interaction: the seed's three fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// Campaign name.
    pub campaign: String,
    /// Channel.
    pub channel: String,
    /// The client's number, address or id.
    pub client_id: String,
}

/// What an interaction with a client can be started with, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The client.
    pub client_id: String,
    /// The channel.
    pub channel: Option<String>,
    /// The campaign.
    pub campaign: Option<String>,
}

/// How far a `startInteraction` came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum StartState {
    /// On its way to uContact's frame.
    Sending,
    /// Posted to uContact's frame; waiting for the matching `assignedInteraction` until `until`.
    Sent {
        /// From then on "uContact did not answer" is the truth.
        until: Millis,
    },
    /// The matching `assignedInteraction` came.
    Confirmed {
        /// Its guid.
        guid: String,
    },
    /// Posted, and uContact did not answer in time.
    Unanswered,
    /// Not posted.
    Failed {
        /// Why.
        why: StartFailure,
    },
}

/// Why a `startInteraction` was not posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StartFailure {
    /// No open page has uContact's frame.
    NoFrame,
    /// The frame went away while it was being posted to.
    FrameGone,
    /// The browser or the background stopped half way; whether uContact got it is not known.
    Interrupted,
    /// There is no configuration.
    NoConfiguration,
}

/// uContact's theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Theme {
    /// True if the theme is dark.
    pub dark: bool,
    /// The primary colour, as uContact wrote it; check it before you use it as CSS.
    pub primary: String,
}
