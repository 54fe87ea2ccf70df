//! How a record is opened.

use serde::{Deserialize, Serialize};

/// How a record is opened: `open` of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OpenMode {
    /// In the tab that shows the record, else in another tab of that CRM, else in a new tab.
    #[default]
    Reuse,
    /// In a new tab.
    Tab,
    /// In a new window.
    Window,
    /// Not before the agent asks for it, in the popup.
    Ask,
    /// Never without the agent; the popup shows the address and asks nothing.
    Never,
}
