//! The fields of a site's form.

use crate::draft::{Site, filled, lines};

/// A field of a site's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteField {
    /// `name`
    Name,
    /// `pages`, one per line
    Pages,
    /// `softphone`
    Softphone,
    /// `contacts`
    Contacts,
    /// `region`
    Region,
    /// `contactsIn`, one per line
    ContactsIn,
}

impl SiteField {
    /// All fields.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Pages, Self::Softphone, Self::Contacts, Self::Region, Self::ContactsIn];

    /// The field with this name in the page.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.path() == name)
    }

    /// What the site holds there.
    #[must_use]
    pub fn get(self, site: &Site) -> String {
        match self {
            Self::Name => site.name.clone().unwrap_or_default(),
            Self::Pages => site.pages.join("\n"),
            Self::Softphone => site.softphone.clone().unwrap_or_else(|| "find".to_owned()),
            Self::Contacts => site.contacts.clone().unwrap_or_else(|| "links".to_owned()),
            Self::Region => site.region.clone().unwrap_or_default(),
            Self::ContactsIn => site.contacts_in.join("\n"),
        }
    }

    /// Whether a field that shows `shown` agrees with the site.
    #[must_use]
    pub fn shows(self, site: &Site, shown: &str) -> bool {
        match self {
            Self::Pages => lines(shown) == site.pages,
            Self::ContactsIn => lines(shown) == site.contacts_in,
            other => other.get(site) == shown,
        }
    }

    /// Puts a text into the site.
    pub fn set(self, site: &mut Site, text: &str) {
        match self {
            Self::Name => site.name = filled(text),
            Self::Pages => site.pages = lines(text),
            Self::Softphone => site.softphone = filled(text),
            Self::Contacts => site.contacts = filled(text),
            // Country codes are in capitals; people also type small letters.
            Self::Region => site.region = filled(&text.trim().to_ascii_uppercase()),
            Self::ContactsIn => site.contacts_in = lines(text),
        }
    }

    /// The path of this field's errors, within the site.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Pages => "pages",
            Self::Softphone => "softphone",
            Self::Contacts => "contacts",
            Self::Region => "region",
            Self::ContactsIn => "contactsIn",
        }
    }
}
