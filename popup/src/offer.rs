//! Offers the client whose record is in front: one click fills in the form.

use bridge::view::Offer;
use pages::dom;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::js::{get, get_string};
use webext::runtime;
use webext::wire::Request;

use crate::form::Form;

/// Asks which client to offer. If the agent comes by a menu or a shortcut, the form is filled in at once.
pub fn follow(form: &Form) {
    let form = form.clone();
    spawn_local(async move {
        let Ok(request) = Request::Offer.to_js() else { return };
        let Ok(answer) = runtime::send(&request).await else { return };
        let Some(offer) = read(&get(&answer, "offer")) else { return };
        if get(&answer, "asked").is_truthy() {
            return form.fill(&offer);
        }
        let button: Element = dom::by_id("start-here");
        dom::set_text(&dom::by_id("start-here-client"), &offer.client_id);
        dom::set_shown(&button, true);
        dom::listen(&button, "click", move |_| form.fill(&offer));
    });
}

/// Reads the reply by hand: to decode a whole [`webext::wire::Reply`] would put all that the settings need into the
/// popup.
pub fn read(value: &JsValue) -> Option<Offer> {
    Some(Offer {
        client_id: get_string(value, "clientId")?,
        channel: get_string(value, "channel"),
        campaign: get_string(value, "campaign"),
    })
}
