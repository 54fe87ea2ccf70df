//! Links to somebody: a click leads to uContact.

use js_sys::RegExp;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MouseEvent};
use webext::content::Say;
use webext::{js, runtime};

/// A link to somebody, as far as that is seen from its beginning. The background reads it (`bridge::contact`); that
/// reader here would make this script a third heavier.
const SOMEBODY: &str = r"^(?:(?:tel|sms|smsto|mms):[^?;]*\d{3}|mailto:[^?,]+@|whatsapp://send\?|https?://(?:wa\.me/\+?\d|(?:api|web)\.whatsapp\.com/send/?\?(?:[^#]*&)?phone=))";

/// A click somewhere on the page, after the page has had its say: what a CRM deals with itself is left to it, and so is
/// whatever else the agent asks of a link, by another button or a key held.
pub fn clicked(event: &Event) {
    let click: &MouseEvent = event.unchecked_ref();
    let plain = click.button() == 0
        && !(click.ctrl_key() || click.shift_key() || click.alt_key() || click.meta_key());
    if !plain || event.default_prevented() {
        return;
    }
    // Also a link within an open shadow tree.
    let address = event.composed_path().iter().find_map(|node| address(&node));
    let Some(link) = address.filter(|link| RegExp::new(SOMEBODY, "i").test(link)) else { return };
    // Removed or updated under this page: the link is the browser's again.
    if runtime::url("").is_empty() {
        return;
    }
    event.prevent_default();
    spawn_local(async move { drop(runtime::send(&Say::Contact { link }.to_js()).await) });
}

/// The address of a link; `None` for all else.
fn address(node: &JsValue) -> Option<String> {
    // In SVG it is an object.
    let is_link = js::get_string(node, "localName").is_some_and(|name| name == "a" || name == "area");
    if is_link { js::get_string(node, "href") } else { None }
}
