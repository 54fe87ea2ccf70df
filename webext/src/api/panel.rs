//! The side of the browser: Chromium's `sidePanel`, Firefox's `sidebarAction`; and a small window if neither is
//! possible.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::runtime;
use crate::error::Error;
use crate::js::{self, get, settle};

#[wasm_bindgen]
extern "C" {
    /// Each browser has only one of the two, `sidePanel` and `sidebarAction`, so they are looked up by name.
    #[wasm_bindgen(thread_local_v2, js_name = browser)]
    static BROWSER: JsValue;
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
/// The browser's message.
pub async fn current_window() -> Result<i32, Error> {
    let window = settle(window_current()).await?;
    get(&window, "id").as_f64().map(|id| id as i32).ok_or_else(|| Error::Shape("a window without id".into()))
}

/// Opens the panel beside the tabs of `window`. Call it in the very turn of the agent's click, before any `await`,
/// because both browsers require a click.
///
/// # Errors
/// The browser's message, such as that there was no click.
pub fn open(window: i32) -> impl Future<Output = Result<(), Error>> {
    let options = js::object(&[("windowId", &window.into())]);
    let opened = BROWSER.with(|browser| {
        let (side, sidebar) = (get(browser, "sidePanel"), get(browser, "sidebarAction"));
        if side.is_object() { call(&side, &[options]) } else { call(&sidebar, &[]) }
    });
    async { settle(opened).await.map(|_| ()) }
}

/// `api.open(…)`
fn call(api: &JsValue, arguments: &[JsValue]) -> Result<Promise, JsValue> {
    let open: Function = get(api, "open").dyn_into()?;
    let opened = open.apply(api, &arguments.iter().collect())?;
    opened.dyn_into()
}

/// Opens the same page as a small window, which needs no click.
///
/// # Errors
/// The browser's message.
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
/// The browser's message, such as for a window that has closed.
pub async fn raise(window: i32) -> Result<(), Error> {
    settle(window_update(window, &js::object(&[("focused", &true.into())]))).await.map(|_| ())
}
