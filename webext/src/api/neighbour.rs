//! What a page of the extension reads from the background without a message, because in Firefox the two share a
//! thread.

use bridge::wire::PopupState;
use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::js::{get, keep};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "extension"], js_name = getBackgroundPage)]
    fn background_raw() -> Result<JsValue, JsValue>;
}

/// Its name in the background's window; `early.js` uses it, too.
const PLACE: &str = "deskState";

/// In the background: offers the state, or nothing while it is unknown.
pub fn tell_state(state: impl Fn() -> Option<PopupState> + 'static) {
    let tell = move || serde_json::to_string(&state()?).ok();
    let tell = keep(Closure::<dyn Fn() -> Option<String>>::new(tell));
    // Setting a property of the global object cannot fail.
    let _ = Reflect::set(&js_sys::global(), &PLACE.into(), &tell);
}

/// On a page: the state that the background offers; nothing if the background is a worker, sleeps, or is just
/// starting.
pub fn state() -> Option<PopupState> {
    let background = background_raw().ok().filter(JsValue::is_object)?;
    // A function of another window is not an instance of this window's `Function`.
    let tell = Some(get(&background, PLACE)).filter(JsValue::is_function)?;
    let told = tell.unchecked_into::<Function>().call0(&background).ok()?.as_string()?;
    serde_json::from_str(&told).ok()
}
