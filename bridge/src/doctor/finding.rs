//! What the doctor finds. Each finding is one line for the user.

use crate::framing::Refusal;
use crate::view::Millis;
use serde::{Deserialize, Serialize};

/// How bad a finding is; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// All is well.
    Good,
    /// Nobody can know.
    Unknown,
    /// It works, but something is left to do.
    Warn,
    /// It does not work.
    Bad,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Check {
    /// The configuration.
    Setup,
    /// The extension's permissions.
    Access,
    /// Whether uContact's address answers.
    Address,
    /// Whether uContact may be framed.
    Framing,
    /// What the CRM's page allows.
    Page,
    /// uContact's frame in the CRM's page.
    Frame,
    /// The agent's login to uContact.
    Login,
    /// The microphone.
    Microphone,
    /// The camera.
    Camera,
    /// uContact's messages.
    Events,
    /// The rules.
    Rules,
}

/// Whose microphone permission counts: that of the top page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// The extension's own page, if uContact is in the panel.
    Panel,
    /// The CRM's page, by its host.
    Page(String),
}

/// By which sign the agent is not logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoginSign {
    /// This HTTP status, 401 or 403.
    Status(u16),
    /// The page asks for a password.
    Password,
    /// The address redirects. It may do so for agents who are logged in, too.
    Redirect,
}

/// One thing that is right, or wrong. Each belongs to one [`Check`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(missing_docs, reason = "the variants say it all, and their fields are named as in Facts")]
pub enum Cause {
    NotSetUp,
    ConfigurationErrors {
        errors: usize,
    },

    AccessGranted,
    AccessMissing {
        hosts: Vec<String>,
    },

    Answers {
        host: String,
    },
    AddressNotAllowed {
        pattern: String,
    },
    Unreachable {
        host: String,
        error: Option<String>,
    },
    Tls {
        host: String,
        error: Option<String>,
    },
    /// The host can be reached, but not securely: it speaks no TLS, or one that is too old, or something on the way
    /// cuts TLS off.
    NoTls {
        host: String,
        url: String,
    },
    /// [`Cause::Unreachable`] or [`Cause::NoTls`]; the browser shows which if somebody opens the address.
    NoConnection {
        host: String,
        url: String,
    },
    /// One of these three; the browser shows which if somebody opens the address.
    Unclear {
        host: String,
        url: String,
    },
    TimedOut {
        host: String,
    },
    Status {
        host: String,
        status: u16,
    },
    SendsOn {
        host: String,
    },

    MayFrame {
        ancestor: String,
    },
    Refused {
        ancestor: String,
        refusal: Refusal,
    },
    PanelMayFrame,
    PanelRefused {
        own: String,
        refusal: Refusal,
    },

    PageAllows {
        host: String,
    },
    PageForbidsFrame {
        host: String,
        refusal: Refusal,
        remedy: String,
    },
    PageSandboxed {
        host: String,
        remedy: String,
    },
    /// `lacks`: the headers that uContact's answer would need, each with its value.
    PageIsolated {
        host: String,
        coep: String,
        lacks: Vec<(String, String)>,
    },

    Speaks {
        host: String,
    },
    SpeaksInPanel,
    QuietInPanel,
    PanelClosed,
    Quiet {
        host: String,
    },
    NoFrame {
        host: String,
        origin: String,
    },
    Removed {
        host: String,
    },
    NoPage,

    LoggedIn,
    LoggedOut {
        host: String,
        url: String,
        sign: LoginSign,
    },
    LoginUnknown,
    /// Logged in in a tab, but not in the frame: the browser keeps the cookies from the frame.
    SessionKeptOut {
        host: String,
    },

    MicrophoneAllowed {
        place: Place,
    },
    MicrophoneAsks {
        place: Place,
    },
    MicrophoneRefused {
        place: Place,
    },
    MicrophoneForbidden {
        host: String,
        refusal: Refusal,
        remedy: String,
    },
    /// In the panel, like the other two of the camera.
    CameraAllowed,
    CameraAsks,
    CameraRefused,

    Heard {
        at: Millis,
    },
    NeverHeard,
    NotUnderstood,

    RuleApplied,
    NoRule {
        channel: String,
    },
}

/// A cause, with its check and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How bad it is.
    pub state: State,
    /// The cause.
    pub cause: Cause,
}

impl From<Cause> for Finding {
    fn from(cause: Cause) -> Self {
        let (check, state) = cause.kind();
        Self { check, state, cause }
    }
}

impl Cause {
    fn kind(&self) -> (Check, State) {
        use State::{Bad, Good, Unknown, Warn};
        match self {
            Self::NotSetUp | Self::ConfigurationErrors { .. } => (Check::Setup, Bad),
            Self::AccessGranted => (Check::Access, Good),
            Self::AccessMissing { .. } => (Check::Access, Bad),
            Self::Answers { .. } => (Check::Address, Good),
            Self::AddressNotAllowed { .. } => (Check::Address, Unknown),
            Self::SendsOn { .. } => (Check::Address, Warn),
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::NoTls { .. }
            | Self::NoConnection { .. }
            | Self::Unclear { .. }
            | Self::TimedOut { .. }
            | Self::Status { .. } => (Check::Address, Bad),
            Self::MayFrame { .. } | Self::PanelMayFrame => (Check::Framing, Good),
            Self::Refused { .. } | Self::PanelRefused { .. } => (Check::Framing, Bad),
            Self::PageAllows { .. } => (Check::Page, Good),
            Self::PageForbidsFrame { .. } | Self::PageSandboxed { .. } | Self::PageIsolated { .. } => {
                (Check::Page, Bad)
            }
            Self::Speaks { .. } | Self::SpeaksInPanel => (Check::Frame, Good),
            Self::Quiet { .. } | Self::QuietInPanel => (Check::Frame, Unknown),
            Self::NoPage | Self::PanelClosed => (Check::Frame, Warn),
            Self::NoFrame { .. } | Self::Removed { .. } => (Check::Frame, Bad),
            Self::LoggedIn => (Check::Login, Good),
            Self::LoginUnknown => (Check::Login, Unknown),
            Self::LoggedOut { sign: LoginSign::Redirect, .. } => (Check::Login, Warn),
            Self::LoggedOut { .. } | Self::SessionKeptOut { .. } => (Check::Login, Bad),
            Self::MicrophoneAllowed { .. } => (Check::Microphone, Good),
            Self::MicrophoneAsks { .. } => (Check::Microphone, Warn),
            Self::MicrophoneRefused { .. } | Self::MicrophoneForbidden { .. } => (Check::Microphone, Bad),
            Self::CameraAllowed => (Check::Camera, Good),
            // Few agents need a camera.
            Self::CameraAsks | Self::CameraRefused => (Check::Camera, Unknown),
            Self::Heard { .. } => (Check::Events, Good),
            Self::NeverHeard => (Check::Events, Unknown),
            Self::NotUnderstood => (Check::Events, Warn),
            Self::RuleApplied => (Check::Rules, Good),
            Self::NoRule { .. } => (Check::Rules, Warn),
        }
    }
}
