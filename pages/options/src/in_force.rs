//! Keeps the page in step with what is in force. The desk reports a revision; the configuration is asked for where that
//! is not the revision that the page has.

use std::cell::Cell;
use std::rc::Rc;

use bridge::wire::{Configured, question};
use pages::{Text, dom};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::runtime;

use crate::app::App;
use crate::state::InForce;

/// Changes that come within so many milliseconds are asked for together.
const PAUSE: i32 = 200;

thread_local! {
    /// The revision that the desk reported last.
    static DESK: Cell<Option<u32>> = const { Cell::new(None) };
    /// The revision that the page has.
    static PAGE: Cell<Option<u32>> = const { Cell::new(None) };
    /// Counts the refreshes, so that only the last of those that come together asks.
    static REFRESH: Cell<u32> = const { Cell::new(0) };
}

/// The desk reports a revision.
pub fn desk_has(app: &Rc<App>, revision: u32) {
    DESK.set(Some(revision));
    catch_up(app);
}

/// The desk's report and the background's answer come in any order. In the end the page has what the desk has.
fn catch_up(app: &Rc<App>) {
    if let (Some(desk), Some(page)) = (DESK.get(), PAGE.get())
        && desk != page
    {
        refresh(app);
    }
}

/// Asks for the configuration in force and shows it, after a pause.
pub fn refresh(app: &Rc<App>) {
    let number = REFRESH.get().wrapping_add(1);
    REFRESH.set(number);
    let app = app.clone();
    dom::later(PAUSE, move || {
        if REFRESH.get() == number {
            spawn_local(async move { load(&app).await });
        }
    });
}

/// Asks for the configuration in force and shows it.
pub async fn load(app: &Rc<App>) {
    let trouble = match runtime::ask(&question::Configuration {}).await {
        Ok(Configured { revision, json, hosts, missing, managed }) => {
            PAGE.set(Some(revision));
            app.accept(InForce { json, hosts, missing, managed });
            catch_up(app);
            None
        }
        Err(error) => Some(error.to_string()),
    };
    let trouble = trouble.map(|why| Text::with("troubleNoAnswer", [&why]).read());
    dom::set_text_or_hide(&dom::by_id::<Element>("trouble"), trouble.as_deref());
}
