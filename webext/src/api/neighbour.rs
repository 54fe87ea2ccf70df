//! What a page of the extension takes from the background without a message: in Firefox the two share a thread.

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

/// Where the background's window has it; `early.js` looks there, too.
const PLACE: &str = "deskState";

/// In the background: tells the state, or nothing while it is not known.
pub fn tell_state(state: impl Fn() -> Option<PopupState> + 'static) {
    let tell = move || serde_json::to_string(&state()?).ok();
    let tell = keep(Closure::<dyn Fn() -> Option<String>>::new(tell));
    // Setting a property of the global object cannot fail.
    let _ = Reflect::set(&js_sys::global(), &PLACE.into(), &tell);
}

/// On a page: what the background tells; nothing where it is a worker, sleeps, or is only just starting.
pub fn state() -> Option<PopupState> {
    let background = background_raw().ok().filter(JsValue::is_object)?;
    // A function of another window is no instance of this one's `Function`.
    let tell = Some(get(&background, PLACE)).filter(JsValue::is_function)?;
    let told = tell.unchecked_into::<Function>().call0(&background).ok()?.as_string()?;
    serde_json::from_str(&told).ok()
}
