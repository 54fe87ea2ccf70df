//! The browser's own side: Chromium's `sidePanel`, Firefox's `sidebarAction`; and a small window where neither can be.

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, get, settle};
use crate::runtime;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "sidePanel"], js_name = open)]
    fn side_panel_open(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "sidebarAction"], js_name = open)]
    fn sidebar_open() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = getCurrent)]
    fn window_current() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = create)]
    fn window_create(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = update)]
    fn window_update(window: i32, options: &JsValue) -> Result<Promise, JsValue>;
}

/// The page of the extension that is shown there.
pub const PAGE: &str = "panel/panel.html";

/// The window that this page is in.
///
/// # Errors
/// The browser's words.
pub async fn current_window() -> Result<i32, Error> {
    let window = settle(window_current()).await?;
    get(&window, "id").as_f64().map(|id| id as i32).ok_or_else(|| Error::Shape("a window without id".into()))
}

/// Opens the panel beside the tabs of `window`. To be called in the very turn of the agent's click, before anything
/// is waited for: both browsers want one.
///
/// # Errors
/// The browser's words, such as that there was no click.
pub fn open(window: i32) -> impl Future<Output = Result<(), Error>> {
    let opened = match runtime::url("").starts_with("moz-") {
        true => sidebar_open(),
        false => side_panel_open(&js::object(&[("windowId", &window.into())])),
    };
    async { settle(opened).await.map(|_| ()) }
}

/// Opens the same page as a small window of its own, which needs no click.
///
/// # Errors
/// The browser's words.
pub async fn open_window() -> Result<(), Error> {
    let options = js::object(&[
        ("url", &runtime::url(PAGE).into()),
        ("type", &"popup".into()),
        ("width", &420.into()),
        ("height", &720.into()),
    ]);
    settle(window_create(&options)).await.map(|_| ())
}

/// Brings a window to the front.
///
/// # Errors
/// The browser's words, such as for a window that has closed.
pub async fn raise(window: i32) -> Result<(), Error> {
    settle(window_update(window, &js::object(&[("focused", &true.into())]))).await.map(|_| ())
}
