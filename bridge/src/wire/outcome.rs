//! What the background replies, by question.

use super::ConfigError;
use crate::framing::Refusal;
use crate::lookup::Outcome;
use crate::view::Offer;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

/// Done, or under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Done {}

/// Nothing in it is read, so a page that only asks for deeds carries no decoder of their replies.
impl<'de> Deserialize<'de> for Done {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Done {})
    }
}

/// What the check of a configuration found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checked {
    /// All errors, in the order of the file. None: the configuration is good, and in force.
    pub errors: Vec<ConfigError>,
}

/// The configuration in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configured {
    /// As [`PopupState::revision`](super::PopupState::revision).
    pub revision: u32,
    /// Its JSON text, pretty-printed, with the fields in the browser's order (Chromium sorts what it stores); `None`
    /// before the first.
    pub json: Option<String>,
    /// The match patterns it needs the host permission for.
    pub hosts: Vec<String>,
    /// Those of `hosts` that are not granted yet.
    pub missing: Vec<String>,
    /// Set where the administrator's policy configures: nothing can be saved then, and `json` is the policy's last good
    /// configuration (`None` if it never had one).
    pub managed: Option<Managed>,
}

/// Which client the agent is likely to start an interaction with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Who; `None` where nothing is known.
    pub offer: Option<Offer>,
    /// The agent has just asked for it, by a menu or a shortcut.
    pub asked: bool,
}

/// Numbers on the page in front.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NumbersNear {
    /// Those in view first, in reading order; each once, and few.
    pub numbers: Vec<Near>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// As the page writes it.
    pub text: String,
    /// What an interaction with it can be started with.
    pub offer: Offer,
}
