//! `browser.storage`: `local` for what lasts, `session` for what ends with the browser or the extension's load.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, get, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = get)]
    fn local_get(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = set)]
    fn local_set(values: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = get)]
    fn session_get(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = set)]
    fn session_set(values: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "storage", "local", "onChanged"], js_name = addListener)]
    fn local_on_changed(listener: &Function);
}

/// What is stored in `storage.local` under `key`; `undefined` when nothing is.
///
/// # Errors
/// The browser's words.
pub async fn local(key: &str) -> Result<JsValue, Error> {
    Ok(get(&settle(local_get(key)).await?, key))
}

/// Stores these values in `storage.local`, all or none.
///
/// # Errors
/// The browser's words, such as a full disk.
pub async fn set_local(values: &[(&str, &JsValue)]) -> Result<(), Error> {
    settle(local_set(&js::object(values))).await.map(|_| ())
}

/// What is stored in `storage.session` under `key`; `undefined` when nothing is.
///
/// # Errors
/// The browser's words.
pub async fn session(key: &str) -> Result<JsValue, Error> {
    Ok(get(&settle(session_get(key)).await?, key))
}

/// Stores a value in `storage.session`.
///
/// # Errors
/// The browser's words.
pub async fn set_session(key: &str, value: &JsValue) -> Result<(), Error> {
    settle(session_set(&js::object(&[(key, value)]))).await.map(|_| ())
}

/// Calls `listener` with the new value (`undefined` when removed) whenever `key` changes in `storage.local`.
pub fn on_local_change(key: &'static str, mut listener: impl FnMut(JsValue) + 'static) {
    local_on_changed(&js::keep(Closure::<dyn FnMut(JsValue)>::new(move |changes: JsValue| {
        let change = get(&changes, key);
        if change.is_object() {
            listener(get(&change, "newValue"));
        }
    })));
}
