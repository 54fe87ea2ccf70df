//! Links to a person's number or address: a click on such a link starts a contact in uContact.

use js_sys::RegExp;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MouseEvent};
use webext::content::Say;
use webext::{js, runtime};

/// Recognises such a link by its beginning. The background reads the link (`bridge::contact`): with that reader in it
/// this script would be a third larger.
const PERSON: &str = r"^(?:(?:tel|sms|smsto|mms):[^?;]*\d{3}|mailto:[^?,]+@|whatsapp://send\?|https?://(?:wa\.me/\+?\d|(?:api|web)\.whatsapp\.com/send/?\?(?:[^#]*&)?phone=))";

/// The agent has clicked somewhere, and the page's own listeners have run. If the CRM called `preventDefault`, this
/// does nothing; nor for a click with another button or with a modifier key, by which the agent asks the browser for
/// something else.
pub fn clicked(event: &Event) {
    let click: &MouseEvent = event.unchecked_ref();
    let plain = click.button() == 0
        && !(click.ctrl_key() || click.shift_key() || click.alt_key() || click.meta_key());
    if !plain || event.default_prevented() {
        return;
    }
    // Finds a link within an open shadow tree, too.
    let address = event.composed_path().iter().find_map(|node| address(&node));
    let Some(link) = address.filter(|link| RegExp::new(PERSON, "i").test(link)) else { return };
    // The extension was removed or updated since it put this script here: leave the link to the browser.
    if runtime::url("").is_empty() {
        return;
    }
    event.prevent_default();
    spawn_local(async move { drop(runtime::send(&Say::Contact { link }.to_js()).await) });
}

/// The address of a link; `None` for any other node.
fn address(node: &JsValue) -> Option<String> {
    // The `href` of an SVG link is an object, and no text.
    let is_link = js::get_string(node, "localName").is_some_and(|name| name == "a" || name == "area");
    if is_link { js::get_string(node, "href") } else { None }
}
