//! Which configured site a document belongs to.

use bridge::pattern::MatchPattern;
use webext::content::Settings;

/// What holds for this document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Here {
    /// uContact's origin.
    pub origin: String,
    /// uContact's address.
    pub url: String,
    /// Whether uContact's frame is to be injected.
    pub inject: bool,
}

/// What the settings say of a document at `address`; `None` where it is no configured page.
///
/// The registration's own patterns are not enough: into tabs already open the script is put by tab, and comes into
/// every frame the extension may touch. A frame without an address of its own (`about:blank`, `srcdoc`) counts as the
/// root of `origin`, the origin it has inherited.
pub(crate) fn here(settings: &Settings, address: &str, origin: &str) -> Option<Here> {
    let root;
    let address = if address.starts_with("about:") {
        root = format!("{origin}/");
        &root
    } else {
        address
    };
    // uContact itself, should a pattern include it: it embeds nobody.
    if origin == settings.origin {
        return None;
    }
    settings.sites.iter().find_map(|(pages, inject)| {
        let matches =
            pages.iter().any(|page| MatchPattern::parse(page).is_ok_and(|pattern| pattern.matches(address)));
        matches.then(|| Here { origin: settings.origin.clone(), url: settings.url.clone(), inject: *inject })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, origin: &str, expected: Option<bool>) {
        let settings = Settings {
            origin: "https://uc.example".into(),
            url: "https://uc.example/".into(),
            sites: vec![
                (vec!["https://crm.example/app/*".into()], false),
                (vec!["https://old.example/*".into()], true),
                (vec!["https://uc.example/*".into()], true),
            ],
        };
        assert_eq!(here(&settings, address, origin).map(|h| h.inject), expected, "{address}");
    }

    #[test]
    fn only_configured_pages() {
        check("https://crm.example/app/1", "https://crm.example", Some(false));
        check("https://crm.example/login", "https://crm.example", None);
        check("https://old.example/x?y#z", "https://old.example", Some(true));
        check("https://other.example/", "https://other.example", None);
        check("https://uc.example/", "https://uc.example", None);
    }

    #[test]
    fn blank_frames_count_as_the_root_of_their_origin() {
        check("about:blank", "https://old.example", Some(true));
        check("about:srcdoc", "https://crm.example", None);
        check("about:blank", "null", None);
    }
}
