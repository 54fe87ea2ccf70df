//! The settings: a form for the whole configuration, its rules tried as they are typed, and the same as JSON.
//!
//! Values and their rules, which native tests look at: [`draft`] and its [`history`], [`check`] and [`fields`] for
//! errors, [`trial`] for what a draft makes of an interaction, [`complete`], [`locate`], [`verdict`], and [`state`],
//! which holds all of them. The page around them: `app` changes the state and reports what has changed, `follow_up`
//! calls the views that show it, `view` shows, `in_force` asks the background.

mod app;
pub mod check;
pub mod complete;
pub mod draft;
pub mod fields;
mod follow_up;
pub mod history;
mod in_force;
pub mod json_text;
pub mod locate;
pub mod state;
pub mod trial;
pub mod verdict;
mod view;

use bridge::message::Assigned;
use bridge::view::View;
use pages::{follow::follow, language, theme};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use webext::permissions;

use crate::app::{App, Changed};

/// Runs when the page has loaded.
#[wasm_bindgen(start)]
pub fn main() {
    console_error_panic_hook::set_once();
    theme::apply_remembered();
    language::apply_remembered();
    pages::text::translate_page();
    let app = App::new(follow_up::follow_up);
    view::listen(&app);
    // Another page, an administrator's policy, or the browser's own settings may change things at any time. The desk
    // reports the first two.
    permissions::on_change({
        let app = app.clone();
        move || {
            app.ask_permissions();
            in_force::refresh(&app);
        }
    });
    spawn_local({
        let app = app.clone();
        async move {
            in_force::load(&app).await;
            view::ucontact::check(&app, false);
        }
    });
    follow(
        move |state| {
            theme::apply(state.view.theme.as_ref());
            language::follow(state.view.language.as_deref(), {
                let app = app.clone();
                move || app.report(Changed::Language)
            });
            in_force::desk_has(&app, state.revision);
            app.see(seen(&state.view));
        },
        // A lost connection is reported where it matters: at the next question.
        |_| {},
    );
}

/// The interactions that the desk has seen, to be tried out.
fn seen(view: &View) -> Vec<Assigned> {
    view.interactions
        .iter()
        .map(|known| Assigned {
            guid: known.guid.clone(),
            campaign: known.campaign.clone(),
            channel: known.channel.clone(),
            client_id: known.client_id.clone(),
        })
        .collect()
}
