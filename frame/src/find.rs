//! uContact's iframe in a document.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlIFrameElement, NodeList, ShadowRoot};

/// All iframes whose address is of `origin`: in the document, else in its open shadow roots.
///
/// By address, never by id or name: the documented snippet has neither (a stray `>` ends its tag early).
pub fn find(document: &Document, origin: &str) -> Vec<HtmlIFrameElement> {
    let mut found = Vec::new();
    collect(document.query_selector_all("iframe").ok(), origin, &mut found);
    if found.is_empty() {
        for element in elements(document.query_selector_all("*").ok()) {
            if let Some(root) = element.shadow_root() {
                search_root(&root, origin, &mut found);
            }
        }
    }
    found
}

fn search_root(root: &ShadowRoot, origin: &str, found: &mut Vec<HtmlIFrameElement>) {
    collect(root.query_selector_all("iframe").ok(), origin, found);
    for element in elements(root.query_selector_all("*").ok()) {
        if let Some(root) = element.shadow_root() {
            search_root(&root, origin, found);
        }
    }
}

fn collect(list: Option<NodeList>, origin: &str, found: &mut Vec<HtmlIFrameElement>) {
    for element in elements(list) {
        let frame: HtmlIFrameElement = element.unchecked_into();
        if is_of_origin(&frame.src(), origin) {
            found.push(frame);
        }
    }
}

fn elements(list: Option<NodeList>) -> impl Iterator<Item = Element> {
    let length = list.as_ref().map_or(0, NodeList::length);
    (0..length).filter_map(move |i| list.as_ref()?.item(i).map(JsCast::unchecked_into))
}

/// Whether an address that the browser has already resolved and normalised is of `origin`.
fn is_of_origin(address: &str, origin: &str) -> bool {
    address.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// A new iframe for uContact at `url`, in no document yet. `None` if the document makes none.
pub fn create(document: &Document, url: &str) -> Option<HtmlIFrameElement> {
    let frame: HtmlIFrameElement = document.create_element("iframe").ok()?.unchecked_into();
    // The seed's permissions.
    frame.set_attribute("allow", "camera; microphone").ok()?;
    frame.set_attribute("title", "uContact").ok()?;
    frame.set_src(url);
    Some(frame)
}

#[cfg(test)]
mod tests {
    use super::is_of_origin;

    #[test]
    fn an_origin_is_matched_whole() {
        let origin = "https://acme.ucontactcloud.com";
        for (address, expected) in [
            ("https://acme.ucontactcloud.com", true),
            ("https://acme.ucontactcloud.com/", true),
            ("https://acme.ucontactcloud.com/uphone?x", true),
            ("https://acme.ucontactcloud.com?x", true),
            ("https://acme.ucontactcloud.com.evil.example/", false),
            ("https://acme.ucontactcloud.com:8443/", false),
            ("https://acme.ucontactcloud.com@evil.example/", false),
            ("http://acme.ucontactcloud.com/", false),
            ("", false),
        ] {
            assert_eq!(is_of_origin(address, origin), expected, "{address}");
        }
    }
}
