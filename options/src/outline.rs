//! What the summary says of a configuration. It was checked when it was saved, so this reads only what is shown and
//! takes whatever else there is.

use serde::Deserialize;

/// How many rules the summary names.
pub const RULES_SHOWN: usize = 6;

/// A configuration, as far as the summary goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Outline {
    /// uContact.
    pub ucontact: Ucontact,
    /// The CRM's sites.
    pub sites: Vec<Site>,
    /// The rules.
    pub rules: Vec<Rule>,
    /// How records open.
    pub open: Option<String>,
}

/// Where uContact is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Ucontact {
    /// Its address.
    pub url: String,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Site {
    /// Its name.
    pub name: Option<String>,
    /// Match patterns.
    pub pages: Vec<String>,
    /// How uContact gets there.
    pub softphone: Option<String>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// Its name.
    pub name: Option<String>,
}

impl Outline {
    /// Reads a configuration's text; `None` if it is not even JSON of about that shape.
    pub fn parse(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The key of the text that says how records open.
    pub fn open_key(&self) -> &'static str {
        match self.open.as_deref() {
            Some("tab") => "openTab",
            Some("window") => "openWindow",
            Some("ask") => "openAsk",
            Some("never") => "openNever",
            _ => "openReuse",
        }
    }
}

impl Site {
    /// The key of the text that says how uContact gets there.
    pub fn softphone_key(&self) -> &'static str {
        match self.softphone.as_deref() {
            Some("inject") => "softphoneInject",
            Some("panel") => "softphonePanel",
            _ => "softphoneFind",
        }
    }

    /// Its name, or its first pattern.
    pub fn title(&self) -> &str {
        self.name.as_deref().or(self.pages.first().map(String::as_str)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_outlined() {
        let outline = Outline::parse(include_str!("../example.json")).unwrap();
        assert_eq!(outline.ucontact.url, "https://acme.ucontactcloud.com/");
        assert_eq!(outline.sites[0].title(), "CRM");
        assert_eq!(outline.sites[0].softphone_key(), "softphoneFind");
        assert_eq!(outline.rules.len(), 2);
        assert_eq!(outline.open_key(), "openReuse");
    }

    #[test]
    fn defaults_and_fields_of_later_issues_are_no_trouble() {
        let outline =
            Outline::parse(r#"{"version":1,"sites":[{"pages":["https://a.example/*"],"later":{}}],"x":1}"#)
                .unwrap();
        assert_eq!(outline.sites[0].title(), "https://a.example/*");
        assert_eq!(outline.open_key(), "openReuse");
        assert_eq!(Outline::parse("{"), None);
    }
}
