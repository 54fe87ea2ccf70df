//! `browser.notifications`, and the popup to which one leads.

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
/// The browser's words.
pub async fn show(id: &str, title: &str, message: &str) -> Result<(), Error> {
    let options = js::object(&[
        ("type", &"basic".into()),
        ("iconUrl", &runtime::url("icons/icon-128.png").into()),
        ("title", &title.into()),
        ("message", &message.into()),
    ]);
    settle(create_raw(id, &options)).await.map(|_| ())
}

/// Takes a notification away, if it is there.
pub async fn clear(id: &str) {
    let _ = settle(clear_raw(id)).await;
}

/// Registers a listener for clicks on a notification; it is called with the id.
pub fn on_clicked(listener: impl Fn(String) + 'static) {
    on_clicked_raw(&js::keep(Closure::<dyn Fn(String)>::new(listener)));
}

/// Shows the popup: from the toolbar where the browser does that without a click on it (Chromium, while one of its
/// windows has the focus; Firefox from 149 on), otherwise as a small window. The first call to the browser is made before
/// this returns, because it must fall into the turn of the click; the future waits for the answer.
///
/// # Errors
/// The browser's words.
pub fn open_popup() -> impl Future<Output = Result<(), Error>> {
    let opened = open_popup_raw();
    async move { if settle(opened).await.is_ok() { Ok(()) } else { open_window().await } }
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
