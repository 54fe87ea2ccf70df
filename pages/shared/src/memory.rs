//! What a page remembers until it opens again: in the `localStorage` of the extension's own origin, which no content
//! script and no web page can read.

use crate::dom;

/// The popup leaves under this key what the history's page is to search for. In an address, the browser's own history
/// would keep it, with the client in it.
pub const SEARCH: &str = "search";

/// What was kept under `key`. It is forgotten by this.
pub fn recall_once(key: &str) -> Option<String> {
    let kept = recall(key)?;
    if let Ok(Some(storage)) = dom::window().local_storage() {
        let _ = storage.remove_item(key);
    }
    Some(kept)
}

/// What was kept under `key`. `None` if nothing was, or if the browser keeps nothing, as in a private window.
pub fn recall(key: &str) -> Option<String> {
    dom::window().local_storage().ok()??.get_item(key).ok()?
}

/// What this tab alone keeps under `key`, over a reload: in `sessionStorage`, which ends with the tab.
pub fn recall_for_tab(key: &str) -> Option<String> {
    dom::window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps `value` under `key` for this tab; `None` forgets what was kept.
pub fn remember_for_tab(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = dom::window().session_storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Keeps `value` under `key`. If the browser keeps nothing, that is no error: the page only opens empty next time.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = dom::window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
