//! What the doctor knows.

use crate::config::Softphone;
use crate::framing::{Answer, Engine};
use crate::view::Millis;
use serde::{Deserialize, Serialize};

/// Everything that is known at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Which browser's reading of headers counts.
    pub engine: Engine,
    /// Whether there is a configuration.
    pub setup: Setup,
    /// The match patterns of the hosts that the configuration needs and the browser has not granted.
    pub missing: Vec<String>,
    /// How uContact's address answered; `None` without a configuration.
    pub ucontact: Option<Ucontact>,
    /// The origins of the pages that are to frame uContact. The extension's own is among them if uContact is to be in
    /// the panel.
    pub ancestors: Vec<String>,
    /// The configured pages that are open, the one last looked at first.
    pub pages: Vec<Page>,
    /// Whether uContact is, or can be, in the panel. Then the extension's own microphone permission counts.
    pub panel: bool,
    /// What is known of uContact's frame in the panel.
    pub in_panel: Frame,
    /// The extension's own microphone permission.
    pub microphone: MediaPermission,
    /// The extension's own camera permission.
    #[serde(default)]
    pub camera: MediaPermission,
    /// When the last event of uContact's came.
    pub last_event: Option<Millis>,
    /// Whether the last message of uContact's was refused.
    pub refused: bool,
    /// The interaction that was assigned last.
    pub last: Option<Last>,
    /// What is installed.
    pub versions: Versions,
}

/// Whether there is a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "setup", rename_all = "camelCase")]
pub enum Setup {
    /// A configuration is in force.
    Good,
    /// There is none.
    Nothing,
    /// What is stored has errors, and nothing is in force.
    Errors {
        /// How many.
        errors: usize,
    },
}

/// How uContact's address answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ucontact {
    /// The configured address.
    pub url: String,
    /// Its origin.
    pub origin: String,
    /// Its host, with a port if it has one.
    pub host: String,
    /// The match pattern of its host.
    pub pattern: String,
    /// Asked without cookies, as nobody.
    pub as_nobody: Asked,
    /// Asked with the agent's cookies, once the address has answered at all.
    pub as_agent: Asked,
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "camelCase")]
pub enum Asked {
    /// Nobody asked.
    NotAsked,
    /// The browser has not granted the host.
    NotAllowed,
    /// No answer came.
    Failed {
        /// The browser's own name or words for the error, if it gave them.
        error: Option<String>,
        /// What a tab shows that went to the address, if the browser gave no name.
        #[serde(default)]
        shown: Shown,
        /// The outcome of a connection without TLS, if that tab shows only that there is no connection.
        #[serde(default)]
        reached: Reached,
    },
    /// No answer came in time.
    TimedOut,
    /// The answer redirects to another address, which the browser does not reveal.
    Redirected,
    /// An answer came.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The headers that decide about frames.
        headers: Headers,
        /// Whether the page asks for a password.
        password: bool,
    },
}

/// What a tab shows after it went to an address that did not answer a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shown {
    /// Nobody looked, or the browser does not let the extension see it.
    #[default]
    Unseen,
    /// The browser's page for a host that cannot be reached.
    NoConnection,
    /// The browser's warning that the connection is not private.
    Warning,
    /// A page of the host: there is no error any more.
    Page,
}

/// Whether the host took a TCP connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reached {
    /// Nobody tried, or the browser does not let the extension see it.
    #[default]
    Untried,
    /// The host took the connection.
    Yes,
    /// The host did not answer.
    No,
}

/// The headers of an answer that decide about frames. All values of a header are joined by commas.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Headers {
    /// `Content-Security-Policy`.
    pub csp: Option<String>,
    /// `X-Frame-Options`.
    pub xfo: Option<String>,
    /// `Cross-Origin-Embedder-Policy`.
    pub coep: Option<String>,
    /// `Cross-Origin-Resource-Policy`.
    pub corp: Option<String>,
    /// `Permissions-Policy`.
    pub permissions: Option<String>,
}

impl Asked {
    /// The headers, if the answer is a page.
    #[must_use]
    pub fn page(&self) -> Option<&Headers> {
        match self {
            Self::Answered { status: 200..300, headers, .. } => Some(headers),
            _ => None,
        }
    }
}

impl Ucontact {
    /// The headers that a frame would get: those of the answer with the agent's cookies, else those of the answer
    /// without.
    #[must_use]
    pub fn headers(&self) -> Option<&Headers> {
        self.as_agent.page().or_else(|| self.as_nobody.page())
    }

    /// The answer in the form that [`crate::framing::refusal`] reads.
    #[must_use]
    pub fn answer(&self) -> Option<Answer<'_>> {
        let headers = self.headers()?;
        Some(Answer { url: &self.url, csp: headers.csp.as_deref(), xfo: headers.xfo.as_deref() })
    }
}

/// A configured page that is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Its origin.
    pub origin: String,
    /// Its host, with a port if it has one.
    pub host: String,
    /// Where the configuration puts uContact.
    pub softphone: Softphone,
    /// What is known of uContact's frame in it.
    pub frame: Frame,
    /// The headers of its address, from a request of the doctor's own; `None` if no answer came.
    pub headers: Option<Headers>,
    /// Whether uContact's frame in it shows a field for a password.
    pub asks_password: bool,
    /// The microphone permission of its origin.
    pub microphone: MediaPermission,
}

/// What is known of uContact's frame in a page; the more, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Frame {
    /// There is no frame, or the page did not answer.
    Nothing,
    /// The page is sandboxed by its own policy, so a frame in it has no origin.
    Sandboxed,
    /// The extension's frame was there, and the page removed it too often.
    Removed,
    /// A frame with uContact's address is there.
    There,
    /// The frame has spoken.
    Spoken,
}

/// The state of a permission for the microphone or the camera, as `navigator.permissions` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaPermission {
    /// Granted.
    Granted,
    /// Not decided yet: the browser will ask.
    Prompt,
    /// Refused.
    Denied,
    /// The browser did not say.
    #[default]
    Unknown,
}

impl Facts {
    /// Whether a frame of uContact's has spoken, on any page or in the panel.
    #[must_use]
    pub fn spoken(&self) -> bool {
        self.in_panel == Frame::Spoken || self.pages.iter().any(|page| page.frame == Frame::Spoken)
    }
}

impl MediaPermission {
    /// Reads the browser's own word.
    #[must_use]
    pub fn of(state: &str) -> Self {
        match state {
            "granted" => Self::Granted,
            "prompt" => Self::Prompt,
            "denied" => Self::Denied,
            _ => Self::Unknown,
        }
    }
}

/// What may be known of the last interaction: nothing that identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Last {
    /// Its channel.
    pub channel: String,
    /// Whether a rule applied to it.
    pub ruled: bool,
}

/// What is installed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Versions {
    /// The extension's version.
    pub extension: String,
    /// The browser's line about itself.
    pub browser: String,
}
