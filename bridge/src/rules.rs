//! From an assigned interaction to the record's address: the first rule that applies decides.

mod backwards;
mod condition;
mod decide;
mod index;
mod why_not;

use crate::config::OpenMode;
use crate::lookup::{self, Lookup};
use crate::template::{Template, Variables};
use std::rc::Rc;

pub use backwards::{Recognised, Suggestion, recognise, unrecognised};
pub use condition::{Glob, MAX_REGEX, Regex, Replacement};
pub use decide::{decide, reasons};
pub(crate) use index::Index;
pub(crate) use why_not::shown;
pub use why_not::{Condition, MAX_TOLD, Reason, ReasonText, WhyNot};

/// The variables that every rule has, from the event.
pub const EVENT_VARIABLES: [&str; 4] = ["guid", "campaign", "channel", "clientId"];

/// Longest value of a rule's own variable, in bytes.
pub const MAX_VALUE: usize = 8 * 1024;

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name, for people.
    pub name: Option<String>,
    /// Its conditions.
    pub when: When,
    /// Its own variables, each after the one it is made from.
    pub lets: Vec<Let>,
    /// Asks the CRM which record it is, if that is not known from the event.
    pub lookup: Option<Rc<Lookup>>,
    /// The record's address; with a lookup, that of one match.
    pub url: Template,
    /// How to open it, if not as the configuration says.
    pub open: Option<OpenMode>,
}

/// A rule's conditions; all must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct When {
    /// One must match the campaign; none given always holds.
    pub campaign: Vec<Glob>,
    /// One must match the channel; none given always holds.
    pub channel: Vec<Glob>,
    /// Must be found in the client's id.
    pub client_id: Option<Regex>,
}

/// A variable made from another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Let {
    /// Its name.
    pub name: String,
    /// The variable it is made from.
    pub from: String,
    /// Must be found there.
    pub regex: Regex,
    /// Its value.
    pub to: Replacement,
}

impl Rule {
    /// Whether everything in it that must be compiled has been, without an error.
    pub(crate) fn is_compiled(&self) -> bool {
        let lookup = self.lookup.iter();
        let changes =
            lookup.clone().flat_map(|lookup| &lookup.fields).filter_map(|field| field.change.as_ref());
        let regexes = self.when.client_id.iter().chain(self.lets.iter().map(|made| &made.regex));
        regexes.chain(changes.map(|change| &change.regex)).all(Regex::is_compiled)
            && lookup.clone().all(|lookup| lookup.results.is_parsed())
    }
}

/// What the rules say about an interaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// A rule applies.
    Rule {
        /// Its place in the configuration, from 0.
        index: usize,
        /// Its name, if it has one.
        name: Option<String>,
        /// The event's variables, then the rule's own.
        variables: Variables,
        /// The record's address.
        url: String,
        /// How to open it.
        open: OpenMode,
    },
    /// A rule applies that asks the CRM first.
    Lookup {
        /// Its place in the configuration, from 0.
        index: usize,
        /// Its name, if it has one.
        name: Option<String>,
        /// The event's variables, then the rule's own.
        variables: Variables,
        /// What to ask, and what to open then.
        request: Box<lookup::Request>,
        /// How to open it.
        open: OpenMode,
    },
    /// None applies; [`reasons`] tells why, rule by rule.
    None,
}

#[cfg(test)]
mod tests;
