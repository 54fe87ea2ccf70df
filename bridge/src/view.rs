//! What the pages show: the desk's state as plain values. [`crate::desk::Desk::view`] makes it.
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
    /// The interactions: first the live ones, then those that ended last; the newest first in each group.
    pub interactions: Vec<InteractionView>,
    /// The last `startInteraction`, if the agent asked for one.
    pub start: Option<StartView>,
    /// uContact's theme, from the last `changedTheme`.
    pub theme: Option<Theme>,
    /// uContact's language code, from the last `changedLanguage`.
    pub language: Option<String>,
    /// When the last event of uContact's came.
    pub last_event: Option<Millis>,
    /// Why the last refused message of uContact's was refused (a wrong type, a size), if that was in the last twelve
    /// hours.
    pub last_refusal: Option<String>,
}

/// One interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InteractionView {
    /// uContact's identifier.
    pub guid: String,
    /// The campaign, as uContact names it.
    pub campaign: String,
    /// The channel, as uContact names it: any text (`telephony`, `whatsapp`, …).
    pub channel: String,
    /// The client's number, address or id.
    pub client_id: String,
    /// When it was assigned.
    pub assigned: Millis,
    /// When it was finished; `None` as long as it is live.
    pub finished: Option<Millis>,
    /// When a disposition was sent.
    pub disposed: Option<Millis>,
    /// The state of its record.
    pub record: RecordView,
    /// The lookup, if the rule has one. Older versions stored none.
    #[serde(default)]
    pub lookup: Option<LookupView>,
    /// Why this record, if a rule applied. Older versions stored none.
    #[serde(default)]
    pub why: Option<Why>,
}

/// Why this record: the way from the event to the tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The rule's place in the configuration, from 0, at the time of the decision.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The rule's own variables. The event's variables are in the interaction.
    pub variables: Vec<(String, String)>,
    /// When the record was first shown to the agent.
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

/// The state of an interaction's record.
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
        /// How it is shown.
        how: Opened,
    },
    /// `open` is `ask`: the agent decides, in the popup.
    Asked {
        /// The record's address.
        url: String,
    },
    /// `open` is `never`: the record is known, and does not open by itself.
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
        /// Whether there is a configuration.
        #[serde(default = "configured")]
        configured: bool,
        /// The first rules, each with the reason why it does not apply. Older versions stored sentences in `reasons`.
        #[serde(rename = "passedOver", default)]
        passed_over: Vec<Reason>,
        /// How many more rules there are. Older versions stored no number.
        #[serde(default)]
        more: Option<usize>,
    },
    /// The CRM is being asked which record to open; see [`InteractionView::lookup`].
    LookingUp,
    /// Several records match: the agent chooses one of [`LookupView::matches`].
    Choose,
    /// The lookup gave no record (see its outcome), and the rule has no `none` for this case.
    /// [`crate::desk::Input::Open`] asks again.
    Nothing,
}

fn configured() -> bool {
    true
}

/// A lookup, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LookupView {
    /// The CRM's root, where the agent logs in.
    pub home: String,
    /// The outcome; `None` while the CRM is being asked.
    pub outcome: Option<LookupOutcome>,
    /// The matches, if there are several. They stay after the agent's choice, so that he can choose another.
    pub matches: Vec<Match>,
    /// Whether there are more matches than these.
    pub more: bool,
}

/// One of the records that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// The text by which the agent recognises it; `None` if the lookup has no `label`. Then show the address.
    pub label: Option<String>,
    /// The record's address.
    pub url: String,
}

/// The outcome of a lookup. The journal keeps this, and nothing of the CRM's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum LookupOutcome {
    /// No record matches.
    None,
    /// One record matches.
    One,
    /// Several records match.
    Many,
    /// The CRM could not be asked, or its answer could not be read.
    Failed {
        /// Why.
        why: LookupFailure,
    },
}

/// Why a lookup failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "camelCase")]
pub enum LookupFailure {
    /// The agent is not logged in to the CRM: it answers 401 or 403, with a page instead of JSON, or with a redirect.
    SignedOut,
    /// The browser has not granted the host.
    PermissionMissing {
        /// Its match pattern.
        host: String,
    },
    /// The whole answer did not come within 5 seconds (`lookup::WITHIN`).
    Timeout,
    /// The server could not be reached, or the connection broke.
    Network,
    /// The server answered with an error.
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The answer has too many bytes or values.
    TooLarge,
    /// The answer is not JSON.
    NotJson,
    /// The browser or the background stopped before the answer.
    Interrupted,
}

/// How a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Opened {
    /// In the tab that showed it already, which is now in front.
    Focused,
    /// In a tab of that CRM, which went to the record's address.
    Reused,
    /// In a new tab.
    Tab,
    /// In a new tab, because the CRM's tab holds something that is not saved.
    Spared,
    /// In a new window.
    Window,
    /// Behind the page that the agent was typing in.
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
    /// How far it got.
    pub state: StartState,
}

/// What the agent fills in to start an interaction.
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

/// What to start an interaction with, as far as it is known.
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

/// How far a `startInteraction` got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum StartState {
    /// On its way to uContact's frame.
    Sending,
    /// Posted to uContact's frame; waiting for the matching `assignedInteraction` until `until`.
    Sent {
        /// If there is no answer by then, uContact did not answer.
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
    /// The frame disappeared during the posting.
    FrameGone,
    /// The browser or the background stopped half way. Nobody knows whether uContact got the message.
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
    /// The primary colour, as uContact wrote it. Check it before you use it in CSS.
    pub primary: String,
}
