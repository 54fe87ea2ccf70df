//! `browser.permissions`, for host permissions only. Always ask the browser; never remember the answer to a prompt.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "permissions"], js_name = contains)]
    fn contains_raw(permissions: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "permissions"], js_name = request)]
    fn request_raw(permissions: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "permissions", "onAdded"], js_name = addListener)]
    fn on_added_raw(listener: &Function);
    #[wasm_bindgen(js_namespace = ["browser", "permissions", "onRemoved"], js_name = addListener)]
    fn on_removed_raw(listener: &Function);
}

fn origins<S: AsRef<str>>(patterns: &[S]) -> JsValue {
    js::object(&[("origins", &js::strings(patterns))])
}

/// Whether all these host patterns are granted.
///
/// # Errors
/// The browser's message, such as for an invalid pattern.
pub async fn contains<S: AsRef<str>>(patterns: &[S]) -> Result<bool, Error> {
    Ok(settle(contains_raw(&origins(patterns))).await?.is_truthy())
}

/// The host patterns of these that are not granted. A pattern that the browser cannot judge counts as missing.
pub async fn missing(patterns: &[String]) -> Vec<String> {
    let mut missing = Vec::new();
    for pattern in patterns {
        if !contains(&[pattern]).await.unwrap_or(false) {
            missing.push(pattern.clone());
        }
    }
    missing
}

/// Asks the user for these host patterns. The browser is called before this returns, because it must be in the turn
/// of the click; the future waits for the answer.
pub fn request(patterns: &[String]) -> impl Future<Output = Result<bool, Error>> + use<> {
    let call = request_raw(&origins(patterns));
    async move { Ok(settle(call).await?.is_truthy()) }
}

/// Registers a listener for host permissions that were granted or removed.
pub fn on_change(listener: impl Fn() + 'static) {
    let listener = js::keep(Closure::<dyn Fn(JsValue)>::new(move |_| listener()));
    on_added_raw(&listener);
    on_removed_raw(&listener);
}
