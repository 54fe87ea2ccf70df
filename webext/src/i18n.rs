//! `browser.i18n`: the texts of `_locales`.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "i18n"], js_name = getMessage)]
    fn message_raw(key: &str, substitutions: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "i18n"], js_name = getUILanguage)]
    fn language_raw() -> Result<String, JsValue>;
}

/// The text named `key` in the user's language, its placeholders filled; empty when there is none.
pub fn message(key: &str, substitutions: &[&str]) -> String {
    message_raw(key, &js::strings(substitutions)).unwrap_or_default()
}

/// The language of the browser's own texts, such as `es-UY`.
pub fn language() -> String {
    language_raw().unwrap_or_else(|_| "en".to_owned())
}
