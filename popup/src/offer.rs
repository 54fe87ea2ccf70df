//! Offers the client whose record is in front: one click fills in the form.

use bridge::wire::{Offered, question};
use pages::dom;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::runtime;

use crate::form::Form;

/// Asks which client to offer. If the agent comes by a menu or a shortcut, the form is filled in at once.
pub fn follow(form: &Form) {
    let form = form.clone();
    spawn_local(async move {
        let answer = runtime::ask(&question::Offer {}).await;
        let Ok(Offered { offer: Some(offer), asked }) = answer else { return };
        if asked {
            return form.fill(&offer);
        }
        let button: Element = dom::by_id("start-here");
        dom::set_text(&dom::by_id("start-here-client"), &offer.client_id);
        dom::set_shown(&button, true);
        dom::listen(&button, "click", move |_| form.fill(&offer));
    });
}
