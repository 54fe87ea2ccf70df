//! The dock that a copy of this script from before an update left in the page. A call may live in uContact's frame
//! there, so the frame stays where it is, and a new dock is built around it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement, ShadowRoot};
use webext::js;

use crate::dom;

/// Marks the element that holds the dock, so that a later copy of this script recognises it. An attribute, and no
/// element name of our own: a page could define such an element, and the browser would then hand it the closed shadow
/// tree.
pub(crate) const MARK: &str = "data-ucontact-bridge-dock";

/// The former dock with its shadow tree, if there is one. If the browser does not open its tree, the dock is removed.
pub(crate) fn dock(document: &Document) -> Option<(HtmlElement, ShadowRoot)> {
    let host: HtmlElement = document.query_selector(&["[", MARK, "]"].concat()).ok()??.unchecked_into();
    // In Firefox the element itself has this function, in Chromium an API of its own.
    let mut root = js::get(&host, "openOrClosedShadowRoot");
    if !root.is_object() {
        let dom = js::get(&dom::global("chrome"), "dom");
        root = dom::call(&dom, "openOrClosedShadowRoot", &[&host]).unwrap_or(JsValue::UNDEFINED);
    }
    if root.is_object() {
        return Some((host, root.unchecked_into()));
    }
    host.remove();
    None
}

/// Whether a former dock is in the page, with uContact's frame in it.
pub(crate) fn holds_frame(document: &Document, url: &str) -> bool {
    let Some((_, root)) = dock(document) else { return false };
    its_frame(&root, url).is_some()
}

/// uContact's frame in a dock's tree.
fn its_frame(root: &ShadowRoot, url: &str) -> Option<Element> {
    root.query_selector("dialog > iframe").ok().flatten().filter(|frame| is_ours(frame, url))
}

/// Empties the tree of a former dock, except for uContact's frame and the dialog around it.
pub(crate) fn adopt(root: &ShadowRoot, url: &str) -> Option<HtmlIFrameElement> {
    let find = |selector| root.query_selector(selector).ok().flatten();
    let frame = its_frame(root, url);
    let others = if frame.is_some() { ":not(dialog:has(> iframe), dialog > iframe)" } else { "*" };
    while let Some(other) = find(others) {
        other.remove();
    }
    frame.map(Element::unchecked_into)
}

/// Whether an element is uContact's frame as this script makes it, and not something that the page has put there.
fn is_ours(element: &Element, url: &str) -> bool {
    element.tag_name().eq_ignore_ascii_case("iframe")
        && js::get_string(element, "src").as_deref() == Some(url)
        && !element.has_attribute("srcdoc")
        && !element.has_attribute("sandbox")
}
