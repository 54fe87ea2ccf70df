//! The configuration, version 1: a public contract. `docs/configuration.md` describes it for admins.
//!
//! The reader walks the JSON itself and does not derive, so that it finds all errors at once, each with its path.

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

/// The versions of the configuration that can be read.
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
/// How many errors are reported.
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
    /// The rules: which record an interaction opens. The first that applies decides.
    pub rules: Vec<Rule>,
    /// How a record is opened if its rule does not say.
    pub open: OpenMode,
    /// Where a record opens while the agent is typing.
    pub while_typing: WhileTyping,
    /// What the history keeps.
    pub history: History,
    /// Finds the rules that can apply.
    pub(crate) index: Index,
}

/// Where uContact is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ucontact {
    /// The address as the admin wrote it. The extension's own frame loads it.
    pub url: String,
    /// Its origin. Messages are taken from this origin only, and posted to this origin only.
    pub origin: Origin,
}

/// Where a record opens while the agent is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhileTyping {
    /// Behind the agent's page. The toolbar button and a notification say so.
    #[default]
    Behind,
    /// In front, as if the agent were not typing.
    Front,
}

/// What the history keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// For how many days interactions are kept, from 1 to [`MAX_DAYS`].
    pub days: u16,
}

/// For how many days interactions are kept at most.
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
    /// Where uContact is for these pages.
    pub softphone: Softphone,
    /// What the agent can click on these pages to start an interaction.
    pub contacts: Contacts,
    /// The region whose national phone numbers are recognised, an ISO 3166 code such as `UY`. `None` for
    /// international numbers only.
    pub region: Option<String>,
    /// CSS selectors of the parts of a page in whose text numbers are looked for. Empty for the whole page.
    pub contacts_in: Vec<String>,
}

impl Ucontact {
    /// Reads an address as `ucontact.url`.
    ///
    /// # Errors
    /// The message that [`Config::parse`] would give: what is wrong and what to do.
    pub fn parse(url: &str) -> Result<Self, String> {
        read::ucontact_of(url)
    }
}

impl Site {
    /// Whether the page at `url` belongs to this site.
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

/// Where uContact is for a site's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Softphone {
    /// In a frame that the page makes itself, now or later.
    #[default]
    Find,
    /// In the extension's dock, on the page.
    Inject,
    /// In the browser's side panel or sidebar. A frame that the page makes itself is listened to all the same.
    Panel,
}

/// What the agent can click on a site's pages to start an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Contacts {
    /// Links to a phone number or an e-mail address: `tel:`, `sms:`, `mailto:`, `wa.me`.
    #[default]
    Links,
    /// These links, and phone numbers in the page's text.
    Text,
    /// Nothing.
    Off,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// All errors of the file, in the file's order. Each says where the error is, what is wrong and what to do.
    ///
    /// ```
    /// use bridge::config::Config;
    ///
    /// let config = Config::parse(r#"{
    ///     "version": 1,
    ///     "ucontact": { "url": "https://acme.ucontactcloud.com/" },
    ///     "sites": [{ "pages": ["https://crm.acme.example/*"] }],
    ///     "rules": [{ "url": "https://crm.acme.example/contact/{clientId}" }]
    /// }"#);
    /// assert_eq!(config.unwrap().rules.len(), 1);
    ///
    /// let errors = Config::parse(r#"{
    ///     "version": 1,
    ///     "ucontact": { "url": "http://acme.ucontactcloud.com/" },
    ///     "sites": [{ "page": [], "pages": ["https://crm.acme.example/*"] }],
    ///     "rules": []
    /// }"#).unwrap_err();
    /// assert_eq!(errors[0].path, "ucontact.url");
    /// assert_eq!(errors[0].message, "http:// is for localhost, 127.0.0.1 and [::1] only; write https://");
    /// assert_eq!(errors[1].path, "sites[0].page");
    /// assert!(errors[1].message.starts_with("unknown field; did you mean `pages`?"));
    /// ```
    pub fn parse(json: &str) -> Result<Self, Vec<ConfigError>> {
        read::config(json, false, &[])
    }

    /// Like [`Config::parse`], with the same result. Rules that are the same as in `before`, and were compiled there,
    /// are not compiled again. So whoever changes one rule of 10,000 waits for one.
    pub fn parse_after(json: &str, before: &Config) -> Result<Self, Vec<ConfigError>> {
        read::config(json, false, &before.rules)
    }

    /// Like [`Config::parse`], for a configuration that `parse` accepted before. Regular expressions are compiled at
    /// their first use, because a worker that has just started has no time for 10,000. If one does not compile then,
    /// its rule does not apply, and its reason says so.
    pub fn load(json: &str) -> Result<Self, Vec<ConfigError>> {
        read::config(json, true, &[])
    }

    /// The match patterns of the hosts that the configuration needs permission for: the hosts of the sites' pages,
    /// and the hosts that rules ask or open (`reuse` must see the addresses of their tabs). Each once, in the order
    /// of the file.
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

    /// The first site that the page at `url` belongs to.
    #[must_use]
    pub fn site_of(&self, url: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.has(url))
    }
}

#[cfg(test)]
mod tests;
