//! From an assigned interaction to its record: the first rule that applies decides. And backwards, from a page to the
//! client whose record it shows.

mod backwards;
mod decide;

use crate::lookup;
use crate::open::OpenMode;
use crate::template::Variables;

pub use backwards::{Recognised, Suggestion, recognise, unrecognised};
pub use decide::{decide, reasons};

/// What the rules say about an interaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// A rule applies, and the event says which record to open.
    Rule {
        /// The rule's place in the configuration, from 0.
        index: usize,
        /// Its name, if it has one.
        name: Option<String>,
        /// The event's variables, then the rule's own.
        variables: Variables,
        /// The record's address.
        url: String,
        /// How to open the record.
        open: OpenMode,
    },
    /// A rule applies, and the CRM must be asked which record to open.
    Lookup {
        /// The rule's place in the configuration, from 0.
        index: usize,
        /// Its name, if it has one.
        name: Option<String>,
        /// The event's variables, then the rule's own.
        variables: Variables,
        /// What to ask, and what to open then.
        request: Box<lookup::Request>,
        /// How to open the record.
        open: OpenMode,
    },
    /// No rule applies; [`reasons`] says why, rule by rule.
    None,
}

#[cfg(test)]
mod tests;
