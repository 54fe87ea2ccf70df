//! Which configured site a document belongs to: for content scripts, and without serde.

use super::content::Settings;

/// The settings for this document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// uContact's origin.
    pub origin: String,
    /// uContact's address.
    pub url: String,
    /// Whether the extension docks uContact's frame here.
    pub inject: bool,
    /// Whether links to numbers and addresses lead to uContact.
    pub links: bool,
}

/// What the settings say about a document at `address`; `None` if it is not a configured page.
///
/// The patterns of the registration are not enough: in tabs that are already open, the script is put into every frame
/// that the extension may touch. A frame without an address of its own (`about:blank`, `srcdoc`) counts as the root
/// of `origin`, the origin that it has inherited.
pub fn here(settings: &Settings, address: &str, origin: &str) -> Option<Here> {
    // uContact itself, if a pattern includes it: it does not embed itself.
    if origin == settings.origin {
        return None;
    }
    let address = if address.starts_with("about:") { [origin, "/"].concat() } else { address.to_owned() };
    let site = settings.sites.iter().find(|site| site.pages.iter().any(|page| matches(page, &address)))?;
    let (origin, url) = (settings.origin.clone(), settings.url.clone());
    Some(Here { origin, url, inject: site.inject, links: site.links })
}

pub(crate) fn matches(page: &str, address: &str) -> bool {
    js_sys::RegExp::new(page, "").test(address)
}
