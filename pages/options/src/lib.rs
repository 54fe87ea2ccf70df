//! The settings: a form for the whole configuration, its rules tried as they are typed, and the same as JSON.
//!
//! Values and their rules, which native tests look at: [`draft`] and its [`history`], [`check`] and [`fields`] for
//! errors, [`trial`] for what a draft makes of an interaction, [`complete`], [`locate`], [`verdict`]. The page around
//! them: `app` holds the state, `view` and `json` show it.

mod app;
pub mod check;
pub mod complete;
pub mod draft;
pub mod fields;
pub mod history;
mod json;
pub mod locate;
pub mod trial;
pub mod verdict;
mod view;

use std::cell::Cell;
use std::rc::Rc;

use bridge::message::Assigned;
use bridge::view::View;
use bridge::wire::{Configured, question};
use pages::{Text, dom, follow::follow, language, theme};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::{permissions, runtime};

use crate::app::App;

/// How long changes from outside may take to come together, in milliseconds.
const PAUSE: i32 = 200;

thread_local! {
    /// What is configured, as the desk last told, and as the page has it.
    static REVISIONS: Cell<(Option<u32>, Option<u32>)> = const { Cell::new((None, None)) };
    /// Counts what asked for a refresh.
    static REFRESH: Cell<u32> = const { Cell::new(0) };
}

/// Runs when the page has loaded.
#[wasm_bindgen(start)]
pub fn main() {
    console_error_panic_hook::set_once();
    theme::apply_remembered();
    language::apply_remembered();
    pages::text::translate_page();
    let app = App::new();
    view::listen(&app);
    // Another page, an administrator's policy, or the browser's own settings may change things at any time; of the
    // first two the desk tells.
    permissions::on_change({
        let app = app.clone();
        move || {
            app.ask_permissions();
            refresh(&app);
        }
    });
    spawn_local({
        let app = app.clone();
        async move {
            load(&app).await;
            view::ucontact::check(&app, false);
        }
    });
    // A lost connection is told where it matters: at the next question.
    follow(
        move |state| {
            theme::apply(state.view.theme.as_ref());
            language::follow(state.view.language.as_deref(), {
                let app = app.clone();
                move || {
                    view::all(&app);
                    view::ucontact::say();
                    view::add::say();
                    view::tryout::show_seen(&app);
                    view::tryout::stale(&app);
                    refresh(&app);
                }
            });
            REVISIONS.set((Some(state.revision), REVISIONS.get().1));
            follow_revision(&app);
            seen(&app, &state.view);
        },
        |_| {},
    );
}

/// Whichever was told last, the desk's word or the answer, in the end the page has what the desk has.
fn follow_revision(app: &Rc<App>) {
    if let (Some(told), Some(shown)) = REVISIONS.get()
        && told != shown
    {
        refresh(app);
    }
}

/// Asks for the configuration in force and shows it, once the changes that come together have come.
fn refresh(app: &Rc<App>) {
    let number = REFRESH.get().wrapping_add(1);
    REFRESH.set(number);
    let app = app.clone();
    dom::later(PAUSE, move || {
        if REFRESH.get() == number {
            spawn_local(async move { load(&app).await });
        }
    });
}

async fn load(app: &Rc<App>) {
    let trouble = match runtime::ask(&question::Configuration {}).await {
        Ok(Configured { revision, json, hosts, missing, managed }) => {
            REVISIONS.set((REVISIONS.get().0, Some(revision)));
            view::access::show(&hosts, missing.clone());
            app.in_force(json.as_deref(), managed, missing);
            follow_revision(app);
            None
        }
        Err(error) => Some(Text::with("troubleNoAnswer", [&error.to_string()]).read()),
    };
    dom::set_text_or_hide(&dom::by_id::<Element>("trouble"), trouble.as_deref());
}

/// Takes over what the desk has seen, for trying out.
fn seen(app: &Rc<App>, view: &View) {
    let seen: Vec<Assigned> = view
        .interactions
        .iter()
        .map(|known| Assigned {
            guid: known.guid.clone(),
            campaign: known.campaign.clone(),
            channel: known.channel.clone(),
            client_id: known.client_id.clone(),
        })
        .collect();
    if app.with(|state| state.seen != seen) {
        app.state.borrow_mut().seen = seen;
        view::tryout::show_seen(app);
    }
}
