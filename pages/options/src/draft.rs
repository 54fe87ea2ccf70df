//! The configuration while it is being edited: texts as they were typed, right or wrong.
//!
//! A draft has the shape of config-v1, with a text in every field, so that it can hold a half-typed template. A form
//! cannot show what does not fit this shape, such as an unknown field, or a number instead of a text. The JSON view
//! shows that, with its errors, until the user has corrected it.
//!
//! Sites and rules are shared pointers. So a copy of a draft is cheap, undo is a list of copies, and equal pointers
//! show what did not change.

mod pairs;
mod texts;

use std::rc::Rc;

use bridge::mapping::Mapping;
use serde::{Deserialize, Serialize};

pub use pairs::Pairs;
pub use texts::{Texts, lines};

/// A configuration being edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The format's version.
    pub version: u32,
    /// Where uContact is.
    pub ucontact: Ucontact,
    /// The CRM's pages.
    pub sites: Vec<Rc<Site>>,
    /// In order: the first rule that applies decides.
    pub rules: Vec<Rc<Rule>>,
    /// How records open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// Where a record opens while the agent is typing.
    #[serde(default, rename = "whileTyping", skip_serializing_if = "Option::is_none")]
    pub while_typing: Option<String>,
    /// How long the history is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Kept>,
}

/// How long the history is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// For how many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Where uContact is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ucontact {
    /// Its address.
    pub url: String,
}

/// Pages of a CRM.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// A name for people to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Match patterns.
    pub pages: Vec<String>,
    /// How uContact gets into these pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub softphone: Option<String>,
    /// What in these pages the agent can click to contact somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<String>,
    /// The country whose national numbers are recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The parts of a page in which numbers are searched.
    #[serde(default, rename = "contactsIn", skip_serializing_if = "Vec::is_empty")]
    pub contacts_in: Vec<String>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A name for people to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Conditions.
    #[serde(default, skip_serializing_if = "When::is_empty")]
    pub when: When,
    /// The rule's own variables.
    #[serde(rename = "let", default, skip_serializing_if = "Pairs::is_empty")]
    pub lets: Pairs<Let>,
    /// A question to the CRM before a record opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<Lookup>,
    /// The record's address.
    pub url: String,
    /// What opens if nothing matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<String>,
    /// What opens if there are several matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub many: Option<String>,
    /// How the record opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
}

/// A rule's conditions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct When {
    /// Campaigns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Texts>,
    /// Channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Texts>,
    /// A regular expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// A variable of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Let {
    /// The variable that it is made from.
    pub from: String,
    /// A regular expression.
    #[serde(rename = "match")]
    pub pattern: String,
    /// Its value.
    pub to: String,
}

/// A question to the CRM's own API: which record is it?
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The address to ask.
    pub url: String,
    /// Selects the matches.
    pub results: String,
    /// Variables of each match.
    #[serde(rename = "let", default, skip_serializing_if = "Pairs::is_empty")]
    pub lets: Pairs<Field>,
}

/// A variable of a match: a pointer, or a pointer and what to make of the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Field {
    /// A pointer alone.
    Pointer(String),
    /// A pointer, and a change of the value.
    Changed {
        /// The pointer.
        from: String,
        /// A regular expression.
        #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
        /// The value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            version: 1,
            ucontact: Ucontact::default(),
            sites: Vec::new(),
            rules: Vec::new(),
            open: None,
            while_typing: None,
            history: None,
        }
    }
}

impl When {
    fn is_empty(&self) -> bool {
        *self == When::default()
    }
}

impl Field {
    /// Pointer, regular expression and value; an empty text for what is missing.
    #[must_use]
    pub fn parts(&self) -> (&str, &str, &str) {
        match self {
            Field::Pointer(from) => (from, "", ""),
            Field::Changed { from, pattern, to } => {
                (from, pattern.as_deref().unwrap_or_default(), to.as_deref().unwrap_or_default())
            }
        }
    }

    /// From the three texts of a form. If the last two are empty, the pointer alone.
    #[must_use]
    pub fn from_parts(from: &str, pattern: &str, to: &str) -> Self {
        if pattern.is_empty() && to.is_empty() {
            return Field::Pointer(from.to_owned());
        }
        Field::Changed { from: from.to_owned(), pattern: filled(pattern), to: filled(to) }
    }
}

impl Draft {
    /// Reads a text.
    ///
    /// # Errors
    /// Where the text first differs from the shape of a configuration.
    pub fn parse(json: &str) -> Result<Self, String> {
        serde_json::from_str(json.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())
    }

    /// As indented JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and lists of texts always become JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// As JSON without blanks, for the background.
    #[must_use]
    pub fn to_compact(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As indented JSON that may also be used as an administrator's policy: with the longer of two ways to write
    /// something, as in [`bridge::config::for_policy`], but with the fields in the order that people know.
    #[must_use]
    pub fn to_policy(&self) -> String {
        let mut whole = self.clone();
        for rule in whole.rules.iter_mut().map(Rc::make_mut) {
            for texts in [&mut rule.when.campaign, &mut rule.when.channel].into_iter().flatten() {
                if let Texts::One(text) = texts {
                    *texts = Texts::Many(vec![std::mem::take(text)]);
                }
            }
            for (_, field) in rule.lookup.iter_mut().flat_map(|lookup| &mut lookup.lets.0) {
                if let Field::Pointer(from) = field {
                    *field = Field::Changed { from: std::mem::take(from), pattern: None, to: None };
                }
            }
        }
        whole.to_json()
    }

    /// The rule at `index`, to be changed.
    pub fn rule_mut(&mut self, index: usize) -> Option<&mut Rule> {
        self.rules.get_mut(index).map(Rc::make_mut)
    }

    /// Moves a rule to another place. A place that does not exist changes nothing.
    pub fn move_rule(&mut self, from: usize, to: usize) {
        if from < self.rules.len() && to < self.rules.len() {
            let moved = self.rules.remove(from);
            self.rules.insert(to, moved);
        }
    }

    /// The site at `index`, to be changed.
    pub fn site_mut(&mut self, index: usize) -> Option<&mut Site> {
        self.sites.get_mut(index).map(Rc::make_mut)
    }

    /// Adds a mapping's site and its rule. If sites have all of its pages already, no other site is added. Answers with
    /// the index of the rule.
    pub fn add_mapping(&mut self, mapping: &Mapping, softphone: Option<String>) -> usize {
        let known = |page: &String| self.sites.iter().any(|site| site.pages.contains(page));
        if !mapping.site.pages.iter().all(known) {
            self.sites.push(Rc::new(Site {
                name: filled(&mapping.site.name),
                pages: mapping.site.pages.clone(),
                softphone,
                ..Site::default()
            }));
        }
        let lets = mapping.rule.lets.iter().map(|(name, made)| {
            let made = Let { from: made.from.clone(), pattern: made.pattern.clone(), to: made.to.clone() };
            (name.clone(), made)
        });
        self.rules.push(Rc::new(Rule {
            name: filled(&mapping.rule.name),
            lets: lets.collect(),
            url: mapping.rule.url.clone(),
            ..Rule::default()
        }));
        self.rules.len() - 1
    }

    /// The first rule that differs in `other`. Undo selects it, to show what has changed.
    #[must_use]
    pub fn first_other_rule(&self, other: &Draft) -> Option<usize> {
        let pairs = self.rules.iter().zip(&other.rules);
        let same = pairs.take_while(|(a, b)| Rc::ptr_eq(a, b)).count();
        (same < self.rules.len().max(other.rules.len())).then(|| same.min(self.rules.len().saturating_sub(1)))
    }
}

/// The value of an optional field; `None` for an empty text.
#[must_use]
pub fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
