//! The messages between the parts of the extension.
//!
//! Pages (popup, options) send a [`Request`] by `runtime.sendMessage` and get a [`Reply`].
//! A page that wants to follow the desk connects a port named [`DESK_PORT`]; the background posts a [`PopupState`]
//! on it at once and again at every change. When the port disconnects (a worker sleeps), connect again.

use bridge::doctor::Facts;
use bridge::framing::Refusal;
use bridge::lookup::Outcome;
use bridge::message::Assigned;
use bridge::view::{Offer, Start, View};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::js::{from_js, get_string, object, to_js};

/// The port on which the background posts a [`PopupState`] at every change.
pub const DESK_PORT: &str = "desk";

/// What the panel says on its port, by hand and without serde: the number that names it among all places. Nothing else tells
/// that a side panel has closed: it is in no tab, and Chromium does not deliver what it says while it closes.
pub const PANEL_INSTANCE: &str = "panel";

/// What a page of the extension asks of the background.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "camelCase")]
pub enum Request {
    /// Reply: [`Reply::State`].
    State,
    /// Post a `startInteraction`. Reply: [`Reply::Done`]; its progress is in the [`View`].
    Start {
        /// What to start.
        start: Start,
    },
    /// Open the record of this interaction now (it was asked for, failed, or is wanted again). Reply: [`Reply::Done`].
    Open {
        /// The interaction.
        guid: String,
    },
    /// Open one of the records that match. Reply: [`Reply::Done`].
    Choose {
        /// The interaction.
        guid: String,
        /// The match's address.
        url: String,
    },
    /// See what a configuration makes of an event, the CRM being asked where a rule has a lookup. Nothing is opened,
    /// and nothing remembered. Reply: [`Reply::Tried`].
    TryLookup {
        /// The whole configuration's text; it need not be saved.
        json: String,
        /// The event.
        event: Assigned,
    },
    /// Which client the agent is likely to start an interaction with: the one that was chosen in a menu or by a shortcut a
    /// moment ago, else the one whose record is in front. Reply: [`Reply::Offered`].
    Offer,
    /// Which numbers stand on the page in front, where its site has those in its text contactable. Reply:
    /// [`Reply::Near`].
    Near,
    /// Forget everything that has ended: the journal, the history, the desk's list. Reply: [`Reply::Done`].
    EraseHistory,
    /// Bring the tab that hosts uContact's frame to the front. Reply: [`Reply::Done`].
    ShowUcontact,
    /// Check a configuration and put it in force if it is without errors. Reply: [`Reply::Checked`].
    Save {
        /// The file's text.
        json: String,
    },
    /// The configuration in force. Reply: [`Reply::Configuration`].
    Configuration,
    /// Does uContact's address answer, and may these pages hold it in a frame? Reply: [`Reply::Probed`].
    Probe {
        /// What would be `ucontact.url`.
        url: String,
        /// Match patterns of pages as in `sites[].pages`, and addresses of the extension's own pages; where a page of
        /// a pattern is open its very origin is looked at. None: the pages of the configuration in force.
        pages: Vec<String>,
        /// With the agent's cookies, as a frame asks.
        #[serde(default)]
        as_agent: bool,
    },
    /// Look at everything on which the way from uContact to the record depends. uContact is asked twice, as nobody and
    /// as the agent, and each configured page that is open once. Reply: [`Reply::Diagnosed`].
    Diagnose,
    /// Bring the configured page of this host to the front, and have the browser ask for the microphone there, in that
    /// page's name. Reply: [`Reply::Done`] once it has been brought to the front.
    AskMicrophone {
        /// The host, with a port if it has one.
        host: String,
    },
}

impl Request {
    /// As a plain object. A configuration's text goes as it is: it may be megabytes long, and the user waits.
    ///
    /// # Errors
    /// [`Error::Shape`] when it cannot be written as JSON.
    pub fn to_js(&self) -> Result<JsValue, Error> {
        match self {
            Request::Save { json } => Ok(object(&[("request", &SAVE.into()), ("json", &json.into())])),
            other => to_js(other),
        }
    }

    /// From a plain object.
    ///
    /// # Errors
    /// [`Error::Shape`] when it is none of these.
    pub fn from_js(message: &JsValue) -> Result<Self, Error> {
        match (get_string(message, "request"), get_string(message, "json")) {
            (Some(request), Some(json)) if request == SAVE => Ok(Request::Save { json }),
            _ => from_js(message),
        }
    }
}

/// The name of [`Request::Save`] on the wire.
const SAVE: &str = "save";

/// What the background answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "camelCase")]
pub enum Reply {
    /// Done, or under way.
    Done,
    /// The desk and its connection.
    State {
        /// The state.
        state: Box<PopupState>,
    },
    /// All errors of a configuration; none means it is good, and in force.
    Checked {
        /// The errors, in the order of the file.
        errors: Vec<ConfigError>,
    },
    /// The configuration in force.
    Configuration {
        /// As [`PopupState::revision`].
        revision: u32,
        /// Its JSON text, pretty-printed, with the fields in the browser's order (Chromium sorts what it stores); `None` before the first.
        json: Option<String>,
        /// The match patterns it needs the host permission for.
        hosts: Vec<String>,
        /// Those of `hosts` that are not granted yet.
        missing: Vec<String>,
        /// Set where the administrator's policy configures: nothing can be saved then, and `json` is the policy's last
        /// good configuration (`None` if it never had one).
        managed: Option<Managed>,
    },
    /// How uContact's address answered.
    Probed {
        /// The outcome.
        probe: Probe,
    },
    /// What was seen.
    Diagnosed {
        /// All of it but the extension's own microphone permission and the browser's version, which a page knows.
        facts: Box<Facts>,
    },
    /// What a configuration makes of an event.
    Tried {
        /// What.
        tried: Tried,
    },
    /// Which client the agent is likely to start an interaction with.
    Offered {
        /// Who; `None` where nothing is known.
        offer: Option<Offer>,
        /// The agent has just asked for it, by a menu or a shortcut.
        asked: bool,
    },
    /// Numbers on the page in front.
    Near {
        /// Those in view first, in reading order; each once, and few.
        numbers: Vec<Near>,
    },
    /// It could not be done.
    Failed {
        /// In English, for the page to show as a detail.
        why: String,
    },
}

/// The administrator's policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Managed {
    /// The errors of the policy as it stands now; none: it is in force.
    pub errors: Vec<ConfigError>,
}

/// How uContact's address answered, asked once, for at most 5 seconds; without cookies unless it says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "probe", rename_all = "camelCase")]
pub enum Probe {
    /// It is no address that `ucontact.url` may be.
    BadAddress {
        /// What is wrong and what to do.
        message: String,
    },
    /// The browser has not granted the host to the extension: nothing was asked.
    PermissionMissing {
        /// The match pattern to ask for.
        host: String,
    },
    /// No such host, nobody listens there, or a certificate that the browser refuses: it does not tell which.
    Unreachable,
    /// No answer within the limit.
    TimedOut,
    /// It sends on to another address. The browser does not tell which, and nobody followed; the address to configure
    /// is the one that a tab shows in the end.
    Redirected,
    /// It answered, and not with a page: 404, 500, …
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// It answered with a page.
    Reachable {
        /// Who may hold it in a frame, each origin once.
        frames: Vec<Framing>,
    },
}

/// Whether pages of an origin may hold uContact in a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Framing {
    /// The origin, such as `https://crm.acme.example`; `https://*.acme.example` for all its subdomains.
    pub ancestor: String,
    /// The header that forbids it; none: it may.
    pub refusal: Option<Refusal>,
}

/// What a configuration makes of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tried", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Tried {
    /// The configuration has errors.
    Invalid {
        /// All of them, in the order of the file.
        errors: Vec<ConfigError>,
    },
    /// No rule applies.
    NoRule,
    /// A rule applies that has no lookup.
    Record {
        /// Its place in the configuration, from 0.
        rule: usize,
        /// The record's address.
        url: String,
    },
    /// The CRM was asked.
    Lookup {
        /// The rule's place in the configuration, from 0.
        rule: usize,
        /// The address that was asked.
        asked: String,
        /// What came of it.
        outcome: Outcome,
        /// What opens if nothing matches.
        none: Option<String>,
        /// What opens if several match; the agent chooses where this is `None`.
        many: Option<String>,
    },
}

/// A number on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Near {
    /// As the page writes it.
    pub text: String,
    /// What an interaction with it can be started with.
    pub offer: Offer,
}

/// One error of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ConfigError {
    /// JSON path, such as `rules[1].let.phone.match`; empty for the file as a whole.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// What the popup shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PopupState {
    /// Names what [`Request::Configuration`] answers, but for permissions: another number, another answer.
    pub revision: u32,
    /// Is uContact connected, and where.
    pub connection: Connection,
    /// The desk.
    pub view: View,
}

/// Is uContact connected, and where; or what is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum Connection {
    /// The open pages are being asked; what the desk knows does not wait for them, and another state follows.
    Asking,
    /// Nothing is configured yet.
    NoConfiguration,
    /// What is stored has errors and there is no earlier one that works.
    BadConfiguration {
        /// How many.
        errors: usize,
    },
    /// The browser has not granted these hosts to the extension.
    PermissionMissing {
        /// Match patterns.
        hosts: Vec<String>,
    },
    /// No tab shows a configured page.
    NoPage {
        /// An address of the CRM to go to, when one can be told from the patterns.
        open: Option<String>,
    },
    /// A configured page is open, but uContact's frame is not on it.
    NoFrame {
        /// Where.
        page: Page,
        /// uContact's origin, which the frame must have.
        origin: String,
    },
    /// The page is sandboxed by its Content-Security-Policy, so uContact's frame has no origin and cannot be believed.
    Sandboxed {
        /// Where.
        page: Page,
    },
    /// The page took the extension's frame away again and again, and it is not put back any more.
    Removed {
        /// Where.
        page: Page,
    },
    /// uContact's frame is there, and has said nothing yet.
    Quiet {
        /// Where.
        page: Page,
        /// In how many tabs uContact is open.
        several: usize,
    },
    /// uContact's frame has spoken.
    Connected {
        /// Where.
        page: Page,
        /// In how many tabs uContact is open.
        several: usize,
    },
    /// uContact is in the panel.
    Panel {
        /// Whether its frame has spoken.
        spoken: bool,
        /// In how many places uContact is open.
        several: usize,
    },
    /// uContact is to live in the panel, and that is not open.
    PanelClosed,
}

/// A tab that shows a configured page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// The browser's tab id.
    pub tab: i32,
    /// Its title.
    pub title: String,
    /// Its host, with a port if it has one.
    pub host: String,
    /// The site's name in the configuration, or its first pattern.
    pub site: String,
}
