//! An update of the extension does not cut a call that lives in the panel.
//!
//! Firefox reloads an extension for its update at once, its sidebar and windows included, unless somebody listens: then it
//! waits until the extension agrees, or the browser starts anew. Chromium waits by itself until no page of the extension
//! is open. A dock in a CRM page outlives either.

use bridge::framing::Engine;
use wasm_bindgen_futures::spawn_local;
use webext::{runtime, storage, time};

use crate::{complain, phone, probe, shell};

/// The key in `storage.session`, which ends with the update: one waits.
const KEY: &str = "update";

/// How long nobody must have had a page open, in milliseconds: what a click in the popup began goes on when that closes.
const QUIET: u32 = 2_000;

/// The browser has an update.
pub(crate) fn available() {
    if probe::engine() != Engine::Firefox {
        return;
    }
    spawn_local(async {
        if let Err(error) = storage::set_session(KEY, &true.into()).await {
            complain("that an update waits cannot be written down", &error);
        }
        consider().await;
    });
}

/// Lets an update that waits have its way, if no page of the extension is open and the panel does not have uContact.
pub(crate) async fn consider() {
    let waits = async || storage::session(KEY).await.is_ok_and(|waits| waits.is_truthy());
    if !waits().await {
        return;
    }
    time::pause(QUIET).await;
    let has_panel = phone::home().await.is_some_and(|home| home.panel);
    if waits().await && !has_panel && !shell::is_followed() {
        // Once: one that comes to nothing is not tried for ever, and the browser's next start takes the update.
        if storage::set_session(KEY, &false.into()).await.is_ok() {
            runtime::reload();
        }
    }
}
