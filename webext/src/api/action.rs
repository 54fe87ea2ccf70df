//! `browser.action`: the extension's button in the toolbar.

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeText)]
    fn set_badge_text_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeBackgroundColor)]
    fn set_badge_colour_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeTextColor)]
    fn set_badge_text_colour_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setTitle)]
    fn set_title_raw(details: &JsValue) -> Result<Promise, JsValue>;
}

/// Puts a short text on the button, white on this colour; an empty text removes it. `title` is the button's name and
/// tooltip.
///
/// # Errors
/// The browser's message.
pub async fn show_badge(text: &str, colour: &str, title: &str) -> Result<(), Error> {
    settle(set_badge_colour_raw(&js::object(&[("color", &colour.into())]))).await?;
    settle(set_badge_text_colour_raw(&js::object(&[("color", &"#ffffff".into())]))).await?;
    settle(set_title_raw(&js::object(&[("title", &title.into())]))).await?;
    settle(set_badge_text_raw(&js::object(&[("text", &text.into())]))).await.map(|_| ())
}
