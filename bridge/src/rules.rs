//! From an assigned interaction to the record's address: the first rule that applies decides.

use crate::config::{Config, OpenMode};
use crate::message::Assigned;
use crate::template::Variables;
use serde::{Deserialize, Serialize};

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
    /// None applies; [`reasons`] tells why, rule by rule.
    None,
}

/// Why a rule does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's place in the configuration, from 0.
    pub rule: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Why it does not apply.
    pub why: String,
}

/// The first rule that applies to an interaction.
#[must_use]
pub fn decide(_config: &Config, _assigned: &Assigned) -> Decision {
    Decision::None
}

/// Why each of the rules that come before the first that applies does not, at most `limit` of them.
#[must_use]
pub fn reasons(_config: &Config, _assigned: &Assigned, _limit: usize) -> Vec<Reason> {
    Vec::new()
}
