//! A site and a rule as an admin would write them. Presets and teaching by example propose these.

use crate::config::Softphone;
use serde::Serialize;
use std::collections::BTreeMap;

/// A site of the CRM and the rule that leads to its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// The CRM's pages, as an element of `sites`.
    pub site: NewSite,
    /// The rule for its records, as an element of `rules`.
    pub rule: NewRule,
}

/// An element of `sites`, without `softphone`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSite {
    /// Its name, for people.
    pub name: String,
    /// Match patterns that [`crate::pattern::MatchPattern::parse`] accepts.
    pub pages: Vec<String>,
}

/// An element of `rules`, without `when`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewRule {
    /// Its name, for people.
    pub name: String,
    /// Its own variables.
    #[serde(rename = "let", skip_serializing_if = "BTreeMap::is_empty")]
    pub lets: BTreeMap<String, NewLet>,
    /// The record's address, a template that [`crate::template::Template::parse`] accepts.
    pub url: String,
}

/// A variable of a [`NewRule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewLet {
    /// The variable that it is made from.
    pub from: String,
    /// The regular expression.
    #[serde(rename = "match")]
    pub pattern: String,
    /// The value, with `$1` for a group.
    pub to: String,
}

impl Mapping {
    /// A whole configuration with only this site and this rule, as indented JSON.
    #[must_use]
    pub fn to_config(&self, ucontact_url: &str, softphone: Softphone) -> String {
        #[derive(Serialize)]
        struct Whole<'a> {
            version: u32,
            ucontact: Ucontact<'a>,
            sites: [Site<'a>; 1],
            rules: [&'a NewRule; 1],
        }
        #[derive(Serialize)]
        struct Ucontact<'a> {
            url: &'a str,
        }
        #[derive(Serialize)]
        struct Site<'a> {
            #[serde(flatten)]
            site: &'a NewSite,
            softphone: Softphone,
        }
        let whole = Whole {
            version: 1,
            ucontact: Ucontact { url: ucontact_url },
            sites: [Site { site: &self.site, softphone }],
            rules: [&self.rule],
        };
        // Texts and lists of texts can always be written as JSON.
        serde_json::to_string_pretty(&whole).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_mapping_becomes_a_configuration() {
        let phone = NewLet { from: "clientId".into(), pattern: r"^0(\d{8})$".into(), to: "+598$1".into() };
        let mapping = Mapping {
            site: NewSite { name: "Acme".into(), pages: vec!["https://crm.acme.example/*".into()] },
            rule: NewRule {
                name: "Records".into(),
                lets: BTreeMap::from([("phone".into(), phone)]),
                url: "https://crm.acme.example/search?q={phone}".into(),
            },
        };
        let json = mapping.to_config("https://acme.ucontactcloud.com/", Softphone::Inject);
        let config = Config::parse(&json).unwrap();
        assert_eq!(config.sites[0].name.as_deref(), Some("Acme"));
        assert_eq!(config.sites[0].softphone, Softphone::Inject);
        assert_eq!(config.rules[0].lets[0].name, "phone");
    }
}
