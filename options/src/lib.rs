//! The settings: what is in force, what the browser still has to allow, and an editor that checks as you type.
//!
//! [`outline`], [`locate`] and [`verdict`] are values and their rules; [`summary`] and [`editor`] show them.

mod editor;
pub mod locate;
pub mod outline;
mod summary;
pub mod verdict;

use std::rc::Rc;

use pages::{Text, dom, follow::follow, theme};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::{
    permissions, runtime,
    wire::{Reply, Request},
};

use crate::editor::Editor;

/// Runs when the page has loaded.
#[wasm_bindgen(start)]
pub fn main() {
    console_error_panic_hook::set_once();
    theme::apply_remembered();
    pages::text::translate_page();
    let editor = Editor::new();
    summary::listen();
    let refresh = {
        let editor = editor.clone();
        move || refresh(editor.clone())
    };
    editor.on_saved(refresh.clone());
    // The browser's own settings may grant or take back at any time.
    permissions::on_change(refresh.clone());
    refresh();
    // A lost connection is told where it matters: at the next question.
    follow(|state| theme::apply(state.view.theme.as_ref()), |_| {});
}

/// Asks for the configuration in force and shows it.
fn refresh(editor: Rc<Editor>) {
    spawn_local(async move {
        let trouble = match runtime::request(&Request::Configuration).await {
            Ok(Reply::Configuration { json, hosts, missing, .. }) => {
                summary::show(json.as_deref(), &hosts, missing.clone());
                editor.in_force(json, !missing.is_empty());
                None
            }
            Ok(Reply::Failed { why }) => Some(why),
            Ok(_) => Some("an answer to another question".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        dom::set_shown(&dom::by_id("loading"), false);
        let trouble = trouble.map(|why| Text::with("troubleNoAnswer", [&why]).read());
        dom::set_text_or_hide(&dom::by_id::<Element>("trouble"), trouble.as_deref());
    });
}
