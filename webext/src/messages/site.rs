//! Which configured site a document belongs to: for content scripts, and without serde.

use super::content::Settings;

/// What holds for this document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// uContact's origin.
    pub origin: String,
    /// uContact's address.
    pub url: String,
    /// Whether uContact's frame is to be injected.
    pub inject: bool,
    /// Whether links to somebody lead to uContact.
    pub links: bool,
}

/// What the settings say of a document at `address`; `None` where it is no configured page.
///
/// The registration's own patterns are not enough: into tabs already open the script is put by tab, and comes into
/// every frame the extension may touch. A frame without an address of its own (`about:blank`, `srcdoc`) counts as the
/// root of `origin`, the origin it has inherited.
pub fn here(settings: &Settings, address: &str, origin: &str) -> Option<Here> {
    // uContact itself, should a pattern include it: it embeds nobody.
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
