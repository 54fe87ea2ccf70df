//! Answers to what the background asks.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use webext::content::{Ask, Busy, Found, FrameState};

use crate::page::Page;

/// The answer. `None` is silence: a tab may have many frames, and the background hears the first that answers.
pub(crate) fn answer(page: &Rc<Page>, ask: Ask) -> Option<JsValue> {
    match ask {
        Ask::Settings { settings } => {
            page.configure(settings.as_ref());
            None
        }
        _ if !page.is_configured() => None,
        // The dock's script answers these.
        Ask::Home { .. } | Ask::Free { .. } | Ask::Dock { .. } => None,
        Ask::Survey { thorough } => {
            let frame = page.frame_state(thorough);
            if frame.is_none() && !thorough {
                page.seek();
            }
            let frame = frame?;
            Some(Found { instance: page.instance, frame }.to_js())
        }
        Ask::Guard => busy(page).map(Busy::to_js),
        Ask::Typing => page.typing().then_some(JsValue::TRUE),
        Ask::Post { instance, start } => (instance == page.instance).then(|| page.post(&start).into()),
    }
}

fn busy(page: &Page) -> Option<Busy> {
    // A sandboxed page counts, too: nothing that is framed there can be believed, but a call may live in the frame.
    if page.frame_state(true).is_some_and(|state| state != FrameState::Removed) {
        Some(Busy::Softphone)
    } else if page.unsaved() {
        Some(Busy::Unsaved)
    } else {
        None
    }
}
