//! What a page remembers between its openings: `localStorage` of the extension's own origin, which no content script
//! and no page of the web can read.

use crate::dom;

/// What to search the history for: the popup leaves it for the history's page. An address would stay in the browser's
/// own history, with the client in it.
pub const SEARCH: &str = "search";

/// What was kept under `key`, which is forgotten with it.
pub fn take(key: &str) -> Option<String> {
    let kept = recall(key)?;
    if let Ok(Some(storage)) = dom::window().local_storage() {
        let _ = storage.remove_item(key);
    }
    Some(kept)
}

/// What was kept under `key`; `None` where nothing was, or the browser keeps nothing (a private window's setting).
pub fn recall(key: &str) -> Option<String> {
    dom::window().local_storage().ok()??.get_item(key).ok()?
}

/// What this tab alone was to keep under `key`, over a reload: `sessionStorage`, gone with the tab.
pub fn recall_for_tab(key: &str) -> Option<String> {
    dom::window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps `value` under `key` for this tab, or forgets what was there.
pub fn remember_for_tab(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = dom::window().session_storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Keeps `value` under `key`; a browser that keeps nothing is no error, the page merely opens empty next time.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = dom::window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
