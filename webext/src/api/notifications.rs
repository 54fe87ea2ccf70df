//! `browser.notifications`, and the popup to which a notification leads.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::runtime;
use crate::error::Error;
use crate::js::{self, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "notifications"], js_name = create)]
    fn create_raw(id: &str, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "notifications"], js_name = clear)]
    fn clear_raw(id: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "notifications", "onClicked"], js_name = addListener)]
    fn on_clicked_raw(listener: &Function);
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = openPopup)]
    fn open_popup_raw() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = create)]
    fn window_create_raw(properties: &JsValue) -> Result<Promise, JsValue>;
}

/// Shows a notification; one with the same id is replaced.
///
/// # Errors
/// The browser's message.
pub async fn show(id: &str, title: &str, message: &str) -> Result<(), Error> {
    let options = js::object(&[
        ("type", &"basic".into()),
        ("iconUrl", &runtime::url("icons/icon-128.png").into()),
        ("title", &title.into()),
        ("message", &message.into()),
    ]);
    settle(create_raw(id, &options)).await.map(|_| ())
}

/// Removes a notification, if it is there.
pub async fn clear(id: &str) {
    let _ = settle(clear_raw(id)).await;
}

/// Registers a listener for clicks on a notification; it is called with the id.
pub fn on_clicked(listener: impl Fn(String) + 'static) {
    on_clicked_raw(&js::keep(Closure::<dyn Fn(String)>::new(listener)));
}

/// Shows the popup: from the toolbar if the browser does that without a click (Chromium, while one of its windows has
/// the focus; Firefox 149 and later), otherwise as a small window.
///
/// # Errors
/// The browser's message.
pub async fn open_popup() -> Result<(), Error> {
    if settle(open_popup_raw()).await.is_ok() { Ok(()) } else { open_window().await }
}

async fn open_window() -> Result<(), Error> {
    let properties = js::object(&[
        ("url", &runtime::url("popup/popup.html").into()),
        ("type", &"popup".into()),
        ("width", &420.into()),
        ("height", &640.into()),
    ]);
    settle(window_create_raw(&properties)).await.map(|_| ())
}
