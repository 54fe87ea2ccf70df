//! `browser.storage`: `local` for what lasts, `session` for what ends with the browser or the extension's load,
//! `managed` for the administrator's policy.
//!
//! Nobody listens to `storage.local.onChanged`: the browser would copy what was and what is into every page of the
//! extension and every content script, and of 10,000 rules that is 3 MB each. The background, the only writer of the
//! configuration, tells those whom a change concerns what they must know.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::runtime;
use super::time::within;
use crate::error::Error;
use crate::js::{self, get, settle};
use crate::messages::content::{SETTINGS, Settings};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = get)]
    fn local_get(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = set)]
    fn local_set(values: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = get)]
    fn local_get_all(keys: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = remove)]
    fn local_remove(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "managed"], js_name = get)]
    fn managed_get(keys: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = get)]
    fn session_get(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = set)]
    fn session_set(values: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "storage", "managed", "onChanged"], js_name = addListener)]
    fn managed_on_changed(listener: &Function);
}

/// What is stored in `storage.local` under `key`; `undefined` when nothing is.
///
/// # Errors
/// The browser's words.
pub async fn local(key: &str) -> Result<JsValue, Error> {
    Ok(get(&settle(local_get(key)).await?, key))
}

impl Settings {
    /// As they are stored; `None` where nothing is configured.
    pub async fn stored() -> Option<Self> {
        local(SETTINGS).await.ok().as_ref().and_then(Self::from_js)
    }
}

/// What is stored in `storage.local` under these keys, in one object; a key of which nothing is stored is not in it.
///
/// # Errors
/// The browser's words.
pub async fn local_all(keys: &[&str]) -> Result<JsValue, Error> {
    settle(local_get_all(&js::strings(keys))).await
}

/// Forgets what is stored in `storage.local` under `key`.
///
/// # Errors
/// The browser's words.
pub async fn remove_local(key: &str) -> Result<(), Error> {
    settle(local_remove(key)).await.map(|_| ())
}

/// The administrator's policy for this extension, as one object; it has no fields where there is no policy.
///
/// Right after its start Chromium answers once it has read its policies, which takes seconds.
///
/// # Errors
/// [`Error::TimedOut`] after `limit` milliseconds. The browser's words: Firefox's way to say that there is no policy.
pub async fn managed(limit: u32) -> Result<JsValue, Error> {
    within(limit, settle(managed_get(&JsValue::NULL))).await
}

/// Calls `listener` whenever the administrator's policy changes. Firefox reads it once, when the extension starts: its
/// event never fires, and to listen to it is a warning on the console.
pub fn on_managed_change(mut listener: impl FnMut() + 'static) {
    if !runtime::url("").starts_with("moz-") {
        managed_on_changed(&js::keep(Closure::<dyn FnMut(JsValue)>::new(move |_| listener())));
    }
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
