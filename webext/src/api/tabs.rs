//! `browser.tabs` and `browser.windows`.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;

use crate::error::Error;
use crate::js::{self, get, get_string, settle};
use crate::messages::contacts::{self, Written};
use crate::messages::content::{Answer, Ask};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = query)]
    fn query_raw(query: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = create)]
    fn create_raw(properties: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = update)]
    fn update_raw(tab: i32, properties: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = sendMessage)]
    fn send_raw(tab: i32, message: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = get)]
    fn get_raw(tab: i32) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "tabs", "onRemoved"], js_name = addListener)]
    fn on_removed_raw(listener: &Function);
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = group)]
    fn group_raw(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = getLastFocused)]
    fn last_focused_raw() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = update)]
    fn window_update_raw(window: i32, properties: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = create)]
    fn window_create_raw(properties: &JsValue) -> Result<Promise, JsValue>;
}

/// A tab. Its address and title are known only if the extension has the host permission.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tab {
    /// The browser's id.
    pub id: i32,
    /// Its window's id.
    pub window: i32,
    /// The address it shows.
    pub url: Option<String>,
    /// The address that it is loading (Chromium).
    pub pending: Option<String>,
    /// Its title.
    pub title: String,
    /// Whether its window shows it.
    pub active: bool,
    /// Whether the user has pinned it.
    pub pinned: bool,
    /// Its group, if it is in one.
    pub group: Option<f64>,
    /// Whether the browser has put it to sleep; then nothing in it answers.
    pub discarded: bool,
    /// When it was last looked at, in milliseconds since the epoch.
    pub last_accessed: f64,
}

impl Tab {
    pub(crate) fn from_js(value: &JsValue) -> Option<Self> {
        let flag = |key: &str| get(value, key).as_bool().unwrap_or_default();
        Some(Tab {
            id: get(value, "id").as_f64()? as i32,
            window: get(value, "windowId").as_f64()? as i32,
            url: get_string(value, "url"),
            pending: get_string(value, "pendingUrl").filter(|u| !u.is_empty()),
            title: get_string(value, "title").unwrap_or_default(),
            active: flag("active"),
            pinned: flag("pinned"),
            group: get(value, "groupId").as_f64().filter(|group| *group >= 0.0),
            discarded: flag("discarded"),
            last_accessed: get(value, "lastAccessed").as_f64().unwrap_or_default(),
        })
    }
}

/// All tabs, the one last looked at first.
///
/// # Errors
/// The browser's message.
pub async fn all() -> Result<Vec<Tab>, Error> {
    query(&js::object(&[])).await
}

/// The tab in front in the window that the agent used last.
pub async fn in_front() -> Option<Tab> {
    let front = js::object(&[("active", &true.into()), ("lastFocusedWindow", &true.into())]);
    query(&front).await.ok()?.into_iter().next()
}

/// The tab of this id, if it is still there.
pub async fn find(tab: i32) -> Option<Tab> {
    Tab::from_js(&settle(get_raw(tab)).await.ok()?)
}

/// Registers a listener for tabs that have closed; it is called with the tab's id.
pub fn on_removed(listener: impl Fn(i32) + 'static) {
    on_removed_raw(&js::keep(Closure::<dyn Fn(i32)>::new(listener)));
}

/// The tabs whose address matches one of these match patterns, the one last looked at first.
///
/// # Errors
/// The browser's message, such as for an invalid pattern.
pub async fn matching(patterns: &[String]) -> Result<Vec<Tab>, Error> {
    query(&js::object(&[("url", &js::strings(patterns))])).await
}

async fn query(query: &JsValue) -> Result<Vec<Tab>, Error> {
    let found = Array::from(&settle(query_raw(query)).await?);
    let mut tabs: Vec<Tab> = found.iter().filter_map(|tab| Tab::from_js(&tab)).collect();
    tabs.sort_by(|a, b| b.last_accessed.total_cmp(&a.last_accessed));
    Ok(tabs)
}

/// Opens an address in a new tab, in front. Returns the tab's id.
///
/// # Errors
/// The browser's message.
pub async fn create(url: &str) -> Result<Option<i32>, Error> {
    let tab = settle(create_raw(&js::object(&[("url", &url.into()), ("active", &true.into())]))).await?;
    Ok(Tab::from_js(&tab).map(|tab| tab.id))
}

/// Opens an address in a new tab, in the background. It starts at once; [`focus`] shows it. Returns the tab.
///
/// # Errors
/// The browser's message.
pub async fn create_behind(url: &str) -> Result<Option<Tab>, Error> {
    let tab = settle(create_raw(&js::object(&[("url", &url.into()), ("active", &false.into())]))).await?;
    Ok(Tab::from_js(&tab))
}

/// Puts a tab into a group. A browser that has no groups, or refuses, leaves the tab where it is.
pub async fn put_into_group(tab: i32, group: f64) {
    let _ = settle(group_raw(&js::object(&[("tabIds", &tab.into()), ("groupId", &group.into())]))).await;
}

/// Navigates a tab to an address, in front or not; [`focus`] shows it.
///
/// # Errors
/// The browser's message, such as for a tab that has closed.
pub async fn lead(tab: i32, url: &str) -> Result<(), Error> {
    settle(update_raw(tab, &js::object(&[("url", &url.into())]))).await.map(|_| ())
}

/// Whether the agent looks at the browser, and at no other program.
pub async fn browser_is_in_front() -> bool {
    let window = settle(last_focused_raw()).await;
    window.is_ok_and(|window| get(&window, "focused").is_truthy())
}

/// Shows a tab, and its window in front of the others.
///
/// # Errors
/// The browser's message, such as for a tab that has closed.
pub async fn focus(tab: &Tab) -> Result<(), Error> {
    settle(update_raw(tab.id, &js::object(&[("active", &true.into())]))).await?;
    raise(tab).await;
    Ok(())
}

/// The tab is shown by now. If the system does not raise the window, that is not a failure.
async fn raise(tab: &Tab) {
    let _ = settle(window_update_raw(tab.window, &js::object(&[("focused", &true.into())]))).await;
}

/// Asks the browser to keep a tab in memory, or no longer. A browser without this option (Firefox before 135) decides
/// by itself.
pub fn keep(tab: i32, keep: bool) {
    let updated = update_raw(tab, &js::object(&[("autoDiscardable", &(!keep).into())]));
    spawn_local(async { drop(settle(updated).await) });
}

/// Opens an address in a new window.
///
/// # Errors
/// The browser's message.
pub async fn create_window(url: &str, front: bool) -> Result<(), Error> {
    settle(window_create_raw(&js::object(&[("url", &url.into()), ("focused", &front.into())])))
        .await
        .map(|_| ())
}

/// Sends a message to every frame of a tab and waits for nothing. Without a content script nobody receives it.
pub fn tell(tab: i32, message: &JsValue) {
    let sent = send_raw(tab, message);
    spawn_local(async { drop(settle(sent).await) });
}

/// Asks every frame of a tab. The first answer counts.
///
/// # Errors
/// As [`send`].
pub async fn ask(tab: i32, ask: &Ask, limit: u32) -> Result<Answer, Error> {
    Ok(Answer::of(ask, &send(tab, &ask.to_js(), limit).await?))
}

/// Asks the script in a page for the numbers that the agent probably means.
///
/// # Errors
/// As [`send`].
pub async fn ask_near(tab: i32, limit: u32) -> Result<Vec<Written>, Error> {
    Ok(Written::answers(&send(tab, &contacts::ask_near(), limit).await?))
}

/// Sends a message to every frame of a tab. The first answer counts; `undefined` if all received it and none
/// answered.
///
/// # Errors
/// [`Error::NoReceiver`] if no content script is there; [`Error::TimedOut`] after `limit` milliseconds.
pub async fn send(tab: i32, message: &JsValue, limit: u32) -> Result<JsValue, Error> {
    super::time::within(limit, settle(send_raw(tab, message))).await
}
