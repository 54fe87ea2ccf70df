//! Where uContact is: its address, and whether it answers and may be framed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::config::Ucontact;
use pages::dom;
use pages::probe::{self, Line};
use pages::verdict;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::permissions;

use super::value;
use crate::app::App;
use crate::fields::errors_at;
use crate::state::State;

/// After the last key, the view waits for so many milliseconds before it asks uContact's address.
const PAUSE: i32 = 900;

thread_local! {
    /// Counts the questions, so that an answer to an older one is dropped.
    static ASKED: Cell<u32> = const { Cell::new(0) };
    /// The last answer.
    static ANSWER: RefCell<Vec<Line>> = const { RefCell::new(Vec::new()) };
}

/// Listens.
pub fn listen(app: &Rc<App>) {
    let field: Element = dom::by_id("ucontact-url");
    let typing = app.clone();
    dom::listen(&field.clone(), "input", move |_| {
        let url = value::get(&field);
        typing.change("ucontact", |draft| draft.ucontact.url = url);
        clear();
        let number = ASKED.get();
        let app = typing.clone();
        dom::later(PAUSE, move || {
            if ASKED.get() == number {
                check(&app, false);
            }
        });
    });
    let asked = app.clone();
    dom::listen(&dom::by_id::<Element>("probe"), "click", move |_| check(&asked, true));
}

/// Shows the address and its error.
pub fn show(app: &Rc<App>) {
    let field: Element = dom::by_id("ucontact-url");
    let (url, wrong, readonly) = app.with(|state| {
        let url = state.draft().ucontact.url.clone();
        (url, errors_at(&state.head, "ucontact.url"), state.is_managed())
    });
    if value::get(&field) != url {
        // The answer that is shown is about another address.
        clear();
    }
    value::set(&field, &url);
    // An empty form does not yet say what is missing.
    let untouched = app.with(|state| state.is_new());
    value::set_wrong(&field, &dom::by_id("ucontact-url-wrong"), wrong.filter(|_| !untouched).as_deref());
    value::set_readonly(&field, readonly);
}

/// Asks uContact's address, if it is a good one. Only the button requests the browser's permission: that must happen in
/// the turn of the click.
pub fn check(app: &Rc<App>, by_button: bool) {
    let (url, pages) = app.with(|state: &State| (state.draft().ucontact.url.clone(), state.good_pages()));
    let Ok(ucontact) = Ucontact::parse(&url) else { return };
    clear();
    let number = ASKED.get();
    let host = vec![ucontact.origin.host_permission()];
    let granting = by_button.then(|| permissions::request(&host));
    spawn_local(async move {
        if let Some(granting) = granting {
            let _ = granting.await;
        } else if !permissions::missing(&host).await.is_empty() {
            return;
        }
        let lines = match probe::probe(&url, &pages).await {
            Ok(probe) => probe::lines(&probe),
            Err(error) => vec![probe::failed(&error)],
        };
        if ASKED.get() == number {
            ANSWER.set(lines);
            show_answer();
        }
    });
}

/// Shows the last answer, in the current language.
pub fn show_answer() {
    ANSWER.with_borrow(|lines| verdict::show(&dom::by_id("probe-result"), lines));
}

fn clear() {
    ASKED.set(ASKED.get().wrapping_add(1));
    ANSWER.take();
    show_answer();
}
