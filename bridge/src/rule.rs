//! A rule of the configuration, as it was read. [`crate::rules`] applies rules.

mod index;

use crate::lookup::Lookup;
use crate::matching::{Glob, Regex, Replacement};
use crate::open::OpenMode;
use crate::template::Template;
use std::rc::Rc;

pub(crate) use index::Index;

/// The variables that every rule has, from the event.
pub const EVENT_VARIABLES: [&str; 4] = ["guid", "campaign", "channel", "clientId"];

/// One rule: for which interactions it is, and which record it opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name, for people.
    pub name: Option<String>,
    /// Its conditions.
    pub when: When,
    /// Its own variables. Each stands after the variable that it is made from.
    pub lets: Vec<Let>,
    /// Asks the CRM which record to open, if the event does not say.
    pub lookup: Option<Rc<Lookup>>,
    /// The record's address; with a lookup, the address of one match.
    pub url: Template,
    /// How to open the record; `None` for the configuration's own `open`.
    pub open: Option<OpenMode>,
}

/// A rule's conditions. All of them must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct When {
    /// One of these must match the campaign. An empty list matches every campaign.
    pub campaign: Vec<Glob>,
    /// One of these must match the channel. An empty list matches every channel.
    pub channel: Vec<Glob>,
    /// This must be found in the client's id.
    pub client_id: Option<Regex>,
}

/// A variable that is made from another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Let {
    /// The new variable.
    pub name: String,
    /// The variable that it is made from.
    pub from: String,
    /// This must be found in the value of `from`, or the rule does not apply.
    pub regex: Regex,
    /// The value of the new variable.
    pub to: Replacement,
}

impl Rule {
    /// Whether all its regular expressions and its JSONPath are compiled already, without an error.
    pub(crate) fn is_compiled(&self) -> bool {
        let lookup = self.lookup.iter();
        let changes =
            lookup.clone().flat_map(|lookup| &lookup.fields).filter_map(|field| field.change.as_ref());
        let regexes = self.when.client_id.iter().chain(self.lets.iter().map(|made| &made.regex));
        regexes.chain(changes.map(|change| &change.regex)).all(Regex::is_compiled)
            && lookup.clone().all(|lookup| lookup.results.is_parsed())
    }
}
