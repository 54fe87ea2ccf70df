//! uContact's iframe in a document.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlIFrameElement};

/// All iframes whose address is of `origin`: those in the document. If there is none, those in its open shadow trees,
/// which
/// `shadowed` gives as an array.
///
/// Found by address, never by id or name: the documented snippet has neither, because a stray `>` ends its tag early.
pub fn find(
    document: &Document,
    origin: &str,
    shadowed: impl FnOnce() -> Option<JsValue>,
) -> Vec<HtmlIFrameElement> {
    let of_origin = |list: Array| -> Vec<HtmlIFrameElement> {
        let frames = list.iter().map(JsCast::unchecked_into::<HtmlIFrameElement>);
        frames.filter(|frame| frame.is_connected() && is_of_origin(&frame.src(), origin)).collect()
    };
    let found = document.query_selector_all("iframe").map(|list| of_origin(Array::from(&list)));
    match found {
        Ok(found) if !found.is_empty() => found,
        _ => shadowed().map(|list| of_origin(list.unchecked_into())).unwrap_or_default(),
    }
}

/// Whether an address is of `origin`. The browser has resolved and normalised the address already.
fn is_of_origin(address: &str, origin: &str) -> bool {
    address.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// A new iframe for uContact at `url`, not in the document yet. `None` if the document cannot make one.
pub fn create(document: &Document, url: &str) -> Option<HtmlIFrameElement> {
    let frame: HtmlIFrameElement = document.create_element("iframe").ok()?.unchecked_into();
    // The permissions that uContact's own snippet gives.
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
