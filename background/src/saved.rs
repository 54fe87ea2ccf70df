//! How the agent's configuration is stored: as the object of config-v1, and a large one as its text first.
//!
//! Firefox takes half a second of everybody's time to store an object of 10,000 rules (it is copied some six times), and
//! twenty milliseconds for its text. So the text is written before the settings say that they are saved, and the object
//! follows in a quiet moment, when no page of the extension is open, or after the next start.

use std::cell::Cell;

use js_sys::JSON;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::{Error, js, storage, time};

use crate::settings::{CONFIG, text_of};
use crate::{complain, shell, turn};

/// The key in `storage.local` of a text that is still to be stored as the object; `null` where there is none.
pub(crate) const SAVED: &str = "saved";

/// From how many bytes on a configuration is large.
const LARGE: usize = 64 * 1024;

/// How long after the last of several saves the object is stored at the earliest, in milliseconds.
const QUIET: u32 = 3_000;

thread_local! {
    static SAVES: Cell<u32> = const { Cell::new(0) };
}

/// Writes a configuration down for good; answers with its text.
pub(crate) async fn write(value: &JsValue) -> Result<Option<String>, Error> {
    let text = text_of(value);
    let large = text.as_deref().filter(|text| text.len() >= LARGE);
    let written = match large {
        Some(text) => storage::set_local(&[(SAVED, &text.into())]).await.is_ok(),
        None => false,
    };
    // Chromium may have no room for both: 10 MB are for everything.
    if !written {
        // A text that is still to be stored is out of date.
        storage::set_local(&[(CONFIG, value), (SAVED, &JsValue::NULL)]).await?;
    }
    Ok(text)
}

/// The text of the configuration among what is stored.
pub(crate) fn read(values: &JsValue) -> Option<String> {
    // What another hand has written there may be anything.
    let saved =
        js::get_string(values, SAVED).filter(|text| JSON::parse(text).is_ok_and(|value| value.is_object()));
    if saved.is_some() {
        // The worker was stopped before its quiet moment came.
        store_later();
    }
    saved.or_else(|| text_of(&js::get(values, CONFIG)))
}

/// Stores the object, if there is a text, once nobody has saved for a while.
pub(crate) fn store_later() {
    let number = SAVES.get().wrapping_add(1);
    SAVES.set(number);
    spawn_local(async move {
        // In Firefox the extension's pages share a thread with the background: who types on in the settings would feel it.
        loop {
            time::pause(QUIET).await;
            if !shell::is_followed() || SAVES.get() != number {
                break;
            }
        }
        if SAVES.get() == number
            && let Err(error) = store().await
        {
            complain("the configuration cannot be stored as an object; its text is", &error);
        }
    });
}

async fn store() -> Result<(), Error> {
    shell::ready().await;
    let _one = turn::take(turn::Of::Configuration).await;
    // Asked for again: it may have been stored or taken away meanwhile.
    let Some(text) = storage::local(SAVED).await?.as_string() else { return Ok(()) };
    storage::set_local(&[(CONFIG, &JSON::parse(&text)?), (SAVED, &JsValue::NULL)]).await
}
