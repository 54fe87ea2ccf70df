//! Posts messages to uContact.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Window;

/// Posts `{event, data}` to a frame, for `origin` only: if the frame shows something else by now, the browser drops the
/// message. Never for `"*"`, because the message carries a customer's id.
///
/// # Errors
/// Those of the browser, for example if the frame is gone.
pub fn post(frame: &Window, origin: &str, event: &str, data: &[(&str, &str)]) -> Result<(), JsValue> {
    let fields = Object::new();
    for (key, value) in data {
        Reflect::set(&fields, &(*key).into(), &(*value).into())?;
    }
    let message = Object::new();
    Reflect::set(&message, &"event".into(), &event.into())?;
    Reflect::set(&message, &"data".into(), &fields)?;
    frame.post_message(&message, origin)
}
