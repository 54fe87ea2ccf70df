//! The configuration, version 1: a public contract. `docs/configuration.md` describes it for admins.
//!
//! It is read by walking the JSON, not by deriving, so that all errors are found at once, each with its path.

mod fields;
mod json;
mod read;
mod read_contacts;
mod read_expressions;
mod read_lookup;
mod read_rule;
mod reader;
mod schema;
mod suggest;

pub use schema::{for_policy, managed_schema};

use crate::message::MAX_GUID;
use crate::open::OpenMode;
use crate::origin::Origin;
use crate::pattern::MatchPattern;
use crate::rule::{Index, Rule};
use serde::{Deserialize, Serialize};

/// The versions of the configuration that are understood.
pub const VERSIONS: [u32; 1] = [1];
/// Longest file, in bytes.
pub const MAX_FILE: usize = 8 * 1024 * 1024;
/// Most rules.
pub const MAX_RULES: usize = 20_000;
/// Most sites.
pub const MAX_SITES: usize = 1_000;
/// Most entries of any other list, and most variables of a rule.
pub const MAX_ENTRIES: usize = 1_000;
/// Longest CSS selector, in characters.
pub const MAX_SELECTOR: usize = 500;
/// Longest name, in characters.
pub const MAX_NAME: usize = MAX_GUID;
/// Most errors that are told.
pub const MAX_ERRORS: usize = 10_000;

/// One error of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// The CRM's pages; never empty.
    pub sites: Vec<Site>,
    /// How an interaction becomes a record's address; the first that applies decides.
    pub rules: Vec<Rule>,
    /// How a record is opened, where its rule does not say.
    pub open: OpenMode,
    /// Where a record opens while the agent is typing.
    pub while_typing: WhileTyping,
    /// What is kept of what happened.
    pub history: History,
    /// Finds the rules that can apply.
    pub(crate) index: Index,
}

/// Where uContact is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ucontact {
    /// The address as the admin wrote it; what an injected frame loads.
    pub url: String,
    /// Its origin: the only one that is listened to and posted to.
    pub origin: Origin,
}

/// Where a record opens while the agent is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhileTyping {
    /// Behind; the button and a notification tell.
    #[default]
    Behind,
    /// In front, as ever.
    Front,
}

/// What is kept of what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// For how many days, from 1 to [`MAX_DAYS`].
    pub days: u16,
}

/// For how many days what happened is kept at most.
pub const MAX_DAYS: u16 = 366;

impl Default for History {
    fn default() -> Self {
        Self { days: 30 }
    }
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
    /// What on its pages can be contacted.
    pub contacts: Contacts,
    /// The region whose national phone numbers are read, an ISO 3166 code such as `UY`; without one, international
    /// numbers alone.
    pub region: Option<String>,
    /// CSS selectors of the parts of a page where numbers are looked for in its text; empty for the whole page.
    pub contacts_in: Vec<String>,
}

impl Ucontact {
    /// Reads what would be `ucontact.url`.
    ///
    /// # Errors
    /// What is wrong and what to do, as [`Config::parse`] says it.
    pub fn parse(url: &str) -> Result<Self, String> {
        read::ucontact_of(url)
    }
}

impl Site {
    /// Is the page at `url` one of this site's?
    #[must_use]
    pub fn has(&self, url: &str) -> bool {
        self.pages.iter().any(|page| page.matches(url))
    }

    /// Its name, or its first pattern.
    #[must_use]
    pub fn label(&self) -> &str {
        let first = || self.pages.first().map_or("", MatchPattern::as_str);
        self.name.as_deref().unwrap_or_else(first)
    }
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
    /// It lives in the side panel or sidebar; what the page embeds by itself is listened to all the same.
    Panel,
}

/// What on a site's pages can be contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Contacts {
    /// Links to a number or an address: `tel:`, `sms:`, `mailto:`, `wa.me`.
    #[default]
    Links,
    /// These, and phone numbers in the page's text.
    Text,
    /// Nothing.
    Off,
}

impl Config {
    /// Reads a configuration. In an error there are all of its errors, in the order of the file.
    pub fn parse(json: &str) -> Result<Self, Vec<ConfigError>> {
        read::config(json, false, &[])
    }

    /// As [`Config::parse`], with the same outcome. Rules that are as they were in `before`, and were compiled then, are
    /// not compiled again: whoever changes one rule of 10,000 waits for one.
    pub fn parse_after(json: &str, before: &Config) -> Result<Self, Vec<ConfigError>> {
        read::config(json, false, &before.rules)
    }

    /// Reads a configuration that [`Config::parse`] has accepted before. The same, but regular expressions are
    /// compiled when they are first needed: a worker that starts cold must not compile 10,000 of them. Should one not
    /// compile then, its rule does not apply, and says so.
    pub fn load(json: &str) -> Result<Self, Vec<ConfigError>> {
        read::config(json, true, &[])
    }

    /// The match patterns of the hosts it needs permission for: those of the sites' pages, and those that rules ask
    /// or lead to (so that `reuse` sees the addresses of their tabs). Each once, in the order of the file.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let pages = self.sites.iter().flat_map(|site| &site.pages).map(MatchPattern::host_permission);
        let records = self.rules.iter().flat_map(|rule| {
            let lookup = rule.lookup.as_ref();
            let asked = lookup.map(|lookup| &lookup.url);
            let others = lookup.into_iter().flat_map(|lookup| lookup.none.iter().chain(&lookup.many));
            asked.into_iter().chain([&rule.url]).chain(others).map(|url| url.origin().host_permission())
        });
        let mut seen = std::collections::BTreeSet::new();
        pages.chain(records).filter(|host| seen.insert(host.clone())).collect()
    }

    /// The first site that has the page at `url`.
    #[must_use]
    pub fn site_of(&self, url: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.has(url))
    }
}

#[cfg(test)]
mod tests;
