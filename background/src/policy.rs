//! The administrator's policy: the configuration in `storage.managed`. It wins whole over the agent's own, and is
//! checked like it.
//!
//! A worker that starts does not wait for it: right after the browser's start Chromium takes seconds to tell it, while
//! a call may be ringing. What is in force until then is the last good policy, which is kept in `storage.local`.

use std::cell::{Cell, OnceCell};

use bridge::wire::ConfigError;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use webext::{Error, js, storage};

use crate::{complain, scripts, settings, shell, turn};

/// The key in `storage.local`: an object while there is a policy, with its last good text, if it was ever good. Holds
/// what the administrator wrote, and nothing of a client.
pub(crate) const KEY: &str = "policy";
/// The object's one field.
pub(crate) const GOOD: &str = "good";

/// How long the browser may take to tell the policy, in milliseconds; measured: under 4 seconds. After that it is
/// taken to be what it was.
const LIMIT: u32 = 15_000;

/// What the browser tells: the policy's text, or that there is none.
struct Told(Option<String>);

thread_local! {
    static KNOWN: OnceCell<Promise> = const { OnceCell::new() };
    /// Whether it has changed since this worker started: what was told at the start may be old then.
    static CHANGED: Cell<bool> = const { Cell::new(false) };
}

/// Asks for the policy, and heeds it once the browser tells and what was stored has been read.
pub(crate) fn boot() {
    let known = future_to_promise(async {
        // Nobody's turn is held while the browser is still reading its policies.
        if let Some(told) = read().await {
            heed(Some(told)).await;
        }
        Ok(JsValue::UNDEFINED)
    });
    KNOWN.with(|cell| cell.set(known).ok());
}

/// Comes back once the policy is known; later than [`shell::ready`] by seconds, if the browser has just started.
pub(crate) async fn known() {
    if let Some(known) = KNOWN.with(|cell| cell.get().cloned()) {
        let _ = JsFuture::from(known).await;
    }
}

/// The browser says that the policy has changed.
pub(crate) fn changed() {
    CHANGED.set(true);
    spawn_local(heed(None));
}

async fn heed(told: Option<Told>) {
    shell::ready().await;
    let _one = turn::take(turn::Of::Configuration).await;
    // After a change it is read in turn, so that the last one to get it sees the latest.
    let told = match told {
        Some(told) if !CHANGED.get() => Some(told),
        _ => read().await,
    };
    if let Some(Told(policy)) = told
        && let Err(error) = settings::heed(policy).await
    {
        complain("the policy cannot be written down", &error);
    }
}

/// What the browser tells, if it tells in time.
async fn read() -> Option<Told> {
    match storage::managed(LIMIT).await {
        Ok(value) => Some(Told(settings::text_of(&value).filter(|text| text != "{}"))),
        Err(error @ Error::TimedOut) => {
            complain("the browser does not tell the policy", &error);
            None
        }
        // Firefox's way to say that there is none.
        Err(_) => Some(Told(None)),
    }
}

/// Writes down that there is a policy, and its last good text.
pub(crate) async fn remember(good: Option<&str>) -> Result<(), Error> {
    scripts::out_of_step().await?;
    let good = good.map_or(JsValue::NULL, JsValue::from_str);
    storage::set_local(&[(KEY, &js::object(&[(GOOD, &good)]))]).await
}

/// Writes down that there is none.
pub(crate) async fn forget() -> Result<(), Error> {
    scripts::out_of_step().await?;
    storage::remove_local(KEY).await
}

/// An error of a policy, with what may be behind it: Chromium takes a whole field away, without a word, if anything in
/// it is of another type than `managed_schema.json` says.
pub(crate) fn explained(mut error: ConfigError) -> ConfigError {
    let top = !error.path.is_empty() && !error.path.contains(['.', '[']);
    if top && error.message.starts_with("missing") {
        error.message.push_str(
            " (if it is in the policy, something in it has the wrong type, and the browser left it out: in a policy \
             `campaign` and `channel` are lists, also of one, and a lookup's variables are objects)",
        );
    }
    error
}
