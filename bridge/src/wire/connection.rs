//! Is uContact connected, and where; or what is wrong.

use crate::view::View;
use serde::{Deserialize, Serialize};

/// What the popup shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PopupState {
    /// Names the answer to [`question::Configuration`](super::question::Configuration), but for permissions: another number, another answer.
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
