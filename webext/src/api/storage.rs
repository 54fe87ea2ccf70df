//! `browser.storage`: `local` lasts, `session` ends with the browser or a reload of the extension, `managed` is the
//! administrator's policy.
//!
//! Nobody listens to `storage.local.onChanged`: the browser would copy the old and the new value into every page of
//! the extension and every content script, which is 3 MB each for 10,000 rules. The background is the only writer of
//! the configuration, and sends what others must know.

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

/// The value of `key` in `storage.local`; `undefined` if there is none.
///
/// # Errors
/// The browser's message.
pub async fn local(key: &str) -> Result<JsValue, Error> {
    Ok(get(&settle(local_get(key)).await?, key))
}

impl Settings {
    /// The stored settings; `None` if nothing is configured.
    pub async fn stored() -> Option<Self> {
        local(SETTINGS).await.ok().as_ref().and_then(Self::from_js)
    }
}

/// The values of these keys in `storage.local`, in one object. A key without a value is not in it.
///
/// # Errors
/// The browser's message.
pub async fn local_all(keys: &[&str]) -> Result<JsValue, Error> {
    settle(local_get_all(&js::strings(keys))).await
}

/// Removes `key` from `storage.local`.
///
/// # Errors
/// The browser's message.
pub async fn remove_local(key: &str) -> Result<(), Error> {
    settle(local_remove(key)).await.map(|_| ())
}

/// The administrator's policy for this extension, as one object; it has no fields if there is no policy.
///
/// Right after its start Chromium answers only once it has read its policies, which takes seconds.
///
/// # Errors
/// [`Error::TimedOut`] after `limit` milliseconds. The browser's message: with an error Firefox says that there is no policy.
pub async fn managed(limit: u32) -> Result<JsValue, Error> {
    within(limit, settle(managed_get(&JsValue::NULL))).await
}

/// Calls `listener` whenever the administrator's policy changes. Firefox reads the policy once, when the extension
/// starts: its event never fires, and listening to it causes a warning on the console.
pub fn on_managed_change(mut listener: impl FnMut() + 'static) {
    if !runtime::url("").starts_with("moz-") {
        managed_on_changed(&js::keep(Closure::<dyn FnMut(JsValue)>::new(move |_| listener())));
    }
}

/// Stores these values in `storage.local`, all or none.
///
/// # Errors
/// The browser's message, such as that the disk is full.
pub async fn set_local(values: &[(&str, &JsValue)]) -> Result<(), Error> {
    settle(local_set(&js::object(values))).await.map(|_| ())
}

/// The value of `key` in `storage.session`; `undefined` if there is none.
///
/// # Errors
/// The browser's message.
pub async fn session(key: &str) -> Result<JsValue, Error> {
    Ok(get(&settle(session_get(key)).await?, key))
}

/// Stores a value in `storage.session`.
///
/// # Errors
/// The browser's message.
pub async fn set_session(key: &str, value: &JsValue) -> Result<(), Error> {
    settle(session_set(&js::object(&[(key, value)]))).await.map(|_| ())
}
