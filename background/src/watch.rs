//! The doctor, unasked: when the frame that the extension has placed stays silent, when a configuration or a permission
//! changes, and at the first start of a session. What is wrong stands on the toolbar's button, and in the dock.

use std::cell::{Cell, RefCell};

use bridge::doctor::{State, diagnose};
use bridge::wire::Connection;
use wasm_bindgen_futures::spawn_local;
use webext::{action, i18n, storage, time};

use crate::{complain, connection, doctor, phone, shell};

/// The key in `storage.session`.
const KEY: &str = "wrong";

/// How long uContact may take to say its first word, in milliseconds, before the doctor looks. Its page is large.
const PATIENCE: u32 = 8_000;

/// How long after something has happened the button is changed, in milliseconds.
const AFTERWARDS: u32 = 200;

/// The badge's colours: something is wrong; interactions are live. White is legible on both.
const WRONG: &str = "#b3261e";
const LIVE: &str = "#0b6b7d";

thread_local! {
    static IS_WRONG: Cell<Option<bool>> = const { Cell::new(None) };
    static WAITING: Cell<bool> = const { Cell::new(false) };
    static HEARD: Cell<bool> = const { Cell::new(false) };
    /// What the badge shows.
    static SHOWN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whether something was wrong when the doctor last looked.
pub(crate) async fn is_wrong() -> bool {
    if IS_WRONG.get().is_none() {
        let stored = storage::session(KEY).await;
        IS_WRONG.set(Some(stored.is_ok_and(|wrong| wrong.is_truthy())));
    }
    IS_WRONG.get().unwrap_or_default()
}

/// uContact's frame was placed: in a while it should have spoken.
pub(crate) fn soon() {
    if !WAITING.replace(true) {
        spawn_local(async {
            time::pause(PATIENCE).await;
            WAITING.set(false);
            look(true).await;
        });
    }
}

/// Looks whether something is wrong that can be told without asking uContact; `deeply`: by asking it, where it stays
/// silent.
pub(crate) async fn look(deeply: bool) {
    shell::ready().await;
    let wrong = match connection::now().await {
        Connection::BadConfiguration { .. }
        | Connection::PermissionMissing { .. }
        | Connection::Sandboxed { .. }
        | Connection::Removed { .. } => true,
        Connection::Quiet { .. } | Connection::Panel { spoken: false, .. } if deeply => {
            diagnose(&doctor::facts(doctor::Look::Unseen).await)
                .iter()
                .any(|finding| finding.state == State::Bad)
        }
        // Nothing new is known of it.
        Connection::Quiet { .. } | Connection::Panel { spoken: false, .. } => is_wrong().await,
        _ => false,
    };
    if wrong != is_wrong().await {
        IS_WRONG.set(Some(wrong));
        if let Err(error) = storage::set_session(KEY, &wrong.into()).await {
            complain("what is wrong cannot be written down", &error);
        }
        phone::tell_home().await;
    }
    badge().await;
}

/// Something has changed at the desk: uContact was heard, an interaction has begun or ended.
pub(crate) fn heard() {
    if HEARD.replace(true) {
        return;
    }
    spawn_local(async {
        // The record first.
        time::pause(AFTERWARDS).await;
        HEARD.set(false);
        if is_wrong().await {
            look(false).await;
        } else {
            badge().await;
        }
    });
}

/// Says it anew, in another language.
pub(crate) async fn renew() {
    SHOWN.set(None);
    badge().await;
}

/// What the toolbar's button says: that something is wrong, else how many interactions are live.
async fn badge() {
    let live = shell::with_desk(|desk| desk.live_count(time::now()));
    let (text, colour, title) = match (is_wrong().await, live) {
        (true, _) => ("!".to_owned(), WRONG, i18n::message("actionWrong", &[])),
        (false, 0) => (String::new(), LIVE, i18n::message("appName", &[])),
        (false, live) => (live.to_string(), LIVE, i18n::message("actionLive", &[&live.to_string()])),
    };
    if SHOWN.with_borrow(|shown| shown.as_ref() == Some(&text)) {
        return;
    }
    SHOWN.set(Some(text.clone()));
    if let Err(error) = action::show_badge(&text, colour, &title).await {
        complain("the toolbar's button cannot be changed", &error);
    }
}
