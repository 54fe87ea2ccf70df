//! The configuration, version 1: a public contract. `docs/configuration.md` describes it for admins.

use crate::origin::Origin;
use crate::pattern::MatchPattern;
use serde::{Deserialize, Serialize};

/// One error of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigError {
    /// JSON path, such as `rules[1].let.phone.match`; empty for the file as a whole.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A configuration without errors.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where uContact is.
    pub ucontact: Ucontact,
    /// The CRM's pages.
    pub sites: Vec<Site>,
    /// How an interaction becomes a record's address; the first that applies decides.
    pub rules: Vec<Rule>,
    /// How a record is opened, where its rule does not say.
    pub open: OpenMode,
}

/// Where uContact is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ucontact {
    /// The address as the admin wrote it; what an injected frame loads.
    pub url: String,
    /// Its origin: the only one that is listened to and posted to.
    pub origin: Origin,
}

/// Pages of a CRM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name, for the agent.
    pub name: Option<String>,
    /// Its pages; never empty.
    pub pages: Vec<MatchPattern>,
    /// How the softphone gets there.
    pub softphone: Softphone,
}

/// How uContact gets to a site's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Softphone {
    /// The page embeds uContact itself, or will.
    #[default]
    Find,
    /// The extension docks it there.
    Inject,
    /// It lives in the side panel or sidebar.
    Panel,
}

/// How a record is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OpenMode {
    /// In the tab that shows it, else in a tab of that CRM, else in a new one.
    #[default]
    Reuse,
    /// In a new tab.
    Tab,
    /// In a new window.
    Window,
    /// When the agent says so, in the popup.
    Ask,
    /// Not by itself.
    Never,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {}

impl Config {
    /// Reads a configuration. In an error there are all of its errors, in the order of the file.
    pub fn parse(_json: &str) -> Result<Self, Vec<ConfigError>> {
        Err(Vec::new())
    }

    /// Reads a configuration that [`Config::parse`] has accepted before. The same, but regular expressions are
    /// compiled when they are first needed: a worker that starts cold must not compile 10,000 of them.
    pub fn load(_json: &str) -> Result<Self, Vec<ConfigError>> {
        Err(Vec::new())
    }

    /// The match patterns of the hosts it needs permission for: those of the sites' pages, and those that rules
    /// lead to (so that `reuse` sees the addresses of their tabs). Each once, in the order of the file.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        Vec::new()
    }
}
