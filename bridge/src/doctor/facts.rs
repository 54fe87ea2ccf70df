//! What the doctor has to go by.

use crate::config::Softphone;
use crate::framing::{Answer, Engine};
use crate::view::Millis;
use serde::{Deserialize, Serialize};

/// Everything that is known, at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Whose reading of headers counts.
    pub engine: Engine,
    /// Is there a configuration.
    pub setup: Setup,
    /// The match patterns of hosts that the browser has not granted, of those that the configuration needs.
    pub missing: Vec<String>,
    /// How uContact's address answered; `None` without a configuration.
    pub ucontact: Option<Ucontact>,
    /// The origins of the pages that are to hold uContact in a frame, the extension's own among them where its panel
    /// is to.
    pub ancestors: Vec<String>,
    /// The configured pages that are open, the one last looked at first.
    pub pages: Vec<Page>,
    /// Whether uContact lives, or can live, in a page of the extension: then its own microphone permission counts.
    pub panel: bool,
    /// What is known of uContact's frame in that page.
    pub in_panel: Frame,
    /// The extension's own microphone permission.
    pub microphone: MediaPermission,
    /// The extension's own camera permission.
    #[serde(default)]
    pub camera: MediaPermission,
    /// When uContact was last heard.
    pub last_event: Option<Millis>,
    /// Whether a message of uContact's could not be understood.
    pub refused: bool,
    /// The interaction that was assigned last.
    pub last: Option<Last>,
    /// What is installed.
    pub versions: Versions,
}

/// Is there a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "setup", rename_all = "camelCase")]
pub enum Setup {
    /// One without errors is in force.
    Good,
    /// There is none.
    Nothing,
    /// What is stored has errors, and nothing is in force.
    Errors {
        /// How many.
        errors: usize,
    },
}

/// uContact as it answered.
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
    /// Asked as nobody, without cookies.
    pub as_nobody: Asked,
    /// Asked with the agent's cookies, once it has answered at all.
    pub as_agent: Asked,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "camelCase")]
pub enum Asked {
    /// It was not made.
    NotAsked,
    /// The browser has not granted the host.
    NotAllowed,
    /// Nothing came back.
    Failed {
        /// The browser's own name or words for it, where it told them.
        error: Option<String>,
        /// What a tab shows that was led there, where the browser told nothing.
        #[serde(default)]
        shown: Shown,
        /// What came of a connection without TLS, where that tab shows no more than that there is none.
        #[serde(default)]
        reached: Reached,
    },
    /// No answer in time.
    TimedOut,
    /// It sends on to another address, which the browser does not tell.
    Redirected,
    /// It answered.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The headers that count.
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

/// The headers of an answer that decide about frames; all values of one, joined by commas.
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
    /// The headers of a page that came.
    #[must_use]
    pub fn page(&self) -> Option<&Headers> {
        match self {
            Self::Answered { status: 200..300, headers, .. } => Some(headers),
            _ => None,
        }
    }
}

impl Ucontact {
    /// The headers that a frame would get: those of the answer to the agent, else to anybody.
    #[must_use]
    pub fn headers(&self) -> Option<&Headers> {
        self.as_agent.page().or_else(|| self.as_nobody.page())
    }

    /// The answer as [`crate::framing::refusal`] reads it.
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
    /// How uContact gets there.
    pub softphone: Softphone,
    /// What is known of uContact's frame in it.
    pub frame: Frame,
    /// The headers of its address, asked once more; `None` where it did not answer.
    pub headers: Option<Headers>,
    /// Whether uContact's frame in it shows a field for a password.
    pub asks_password: bool,
    /// The microphone permission of its origin.
    pub microphone: MediaPermission,
}

/// How far a page's uContact frame is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Frame {
    /// There is none, or the page did not say.
    Nothing,
    /// The page is sandboxed: what is framed in it has no origin.
    Sandboxed,
    /// The extension's frame was there, and the page took it away again and again.
    Removed,
    /// A frame with uContact's address is there.
    There,
    /// It has spoken.
    Spoken,
}

/// A permission for the microphone or the camera, as `navigator.permissions` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaPermission {
    /// Granted.
    Granted,
    /// Not decided: the browser will ask.
    Prompt,
    /// Refused.
    Denied,
    /// The browser did not say.
    #[default]
    Unknown,
}

impl Facts {
    /// Whether a frame of uContact's has spoken, wherever it is.
    #[must_use]
    pub fn spoken(&self) -> bool {
        self.in_panel == Frame::Spoken || self.pages.iter().any(|page| page.frame == Frame::Spoken)
    }
}

impl MediaPermission {
    /// From the browser's own word.
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

/// The interaction that was assigned last: nothing that tells which.
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
    /// The extension's.
    pub extension: String,
    /// The browser's own line about itself.
    pub browser: String,
}
