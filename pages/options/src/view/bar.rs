//! The bar at the bottom: what is to be said of the whole, undo, save. It also asks before a page with unsaved changes
//! is left.

use std::rc::Rc;

use pages::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{json, value};
use crate::app::App;
use crate::state::State;

/// Listens to the bar, to its keys, and to the page being left.
pub fn listen(app: &Rc<App>) {
    let on = |id: &str, then: fn(&Rc<App>)| {
        let app = app.clone();
        dom::listen(&dom::by_id::<Element>(id), "click", move |_| then(&app));
    };
    on("save", App::save);
    on("undo", |app| app.undo(false));
    on("redo", |app| app.undo(true));
    on("discard", |app| if app.with(|s| s.json.is_some()) { json::reset(app) } else { app.discard() });
    on("next-error", next_error);
    let keys = app.clone();
    dom::listen(&dom::document(), "keydown", move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if !(key.ctrl_key() || key.meta_key()) || key.alt_key() {
            return;
        }
        // While the dialog is open, the keys change nothing behind it.
        if dom::document().query_selector("#add[open]").ok().flatten().is_some() {
            return;
        }
        // The JSON text has the browser's own undo, and so have fields that are no part of the configuration.
        let own = value::target(&event).is_some_and(|field| {
            let ours = field.has_attribute("data-field") || field.id() == "ucontact-url";
            matches!(field.tag_name().as_str(), "INPUT" | "TEXTAREA") && !ours
        });
        let in_json = own || keys.with(|state| state.json.is_some());
        match key.key().to_ascii_lowercase().as_str() {
            "z" if !in_json => {
                event.prevent_default();
                keys.undo(key.shift_key());
            }
            "y" if !in_json => {
                event.prevent_default();
                keys.undo(true);
            }
            "s" => {
                event.prevent_default();
                keys.save();
            }
            _ => {}
        }
    });
    let leaving = app.clone();
    dom::listen(&dom::window(), "beforeunload", move |event| {
        if leaving.with(|state| state.managed.is_none() && state.is_dirty()) {
            event.prevent_default();
        }
    });
}

/// Shows the bar.
pub fn show(app: &Rc<App>) {
    let (verdict, can_save, dirty, (back, forth), managed, json, wrong) = app.with(|state| {
        let wrong = state.json.is_none() && !state.is_new() && state.head.len() + state.checks.count() > 0;
        let can = state.history.can();
        (
            state.verdict(),
            state.can_save(),
            state.is_dirty(),
            can,
            state.is_managed(),
            state.json.is_some(),
            wrong,
        )
    });
    dom::set_attribute(&dom::by_id::<Element>("verdict"), "data-tone", verdict.tone());
    dom::set_text(&dom::by_id("verdict-text"), &verdict.text().read());
    let set = |id: &str, usable: bool| value::set_disabled(&dom::by_id::<Element>(id), !usable);
    set("save", can_save);
    set("undo", back && !managed && !json);
    set("redo", forth && !managed && !json);
    set("discard", dirty && !managed);
    dom::set_shown(&dom::by_id("next-error"), wrong);
    set("import", !managed);
}

/// Goes to the next error: errors outside the rules first, then rule by rule.
fn next_error(app: &Rc<App>) {
    let (head, next) = app.with(|state| {
        let at_end = state.checks.of(state.selected).is_some_and(|errors| !errors.is_empty());
        (state.head.first().cloned(), state.checks.next_wrong(state.selected + usize::from(at_end)))
    });
    let invalid =
        |root: &str| dom::document().query_selector(&format!("{root} [aria-invalid]")).ok().flatten();
    match (head, next) {
        (Some(error), _) if error.path.starts_with("ucontact") => focus(invalid("#ucontact")),
        (Some(error), _) if error.path == "sites" => focus(dom::document().get_element_by_id("add-crm")),
        (Some(error), _) if error.path.starts_with("sites") => focus(invalid("#sites")),
        (_, Some(index)) => {
            if !app.with(|state: &State| state.listed.contains(&index)) {
                value::set(&dom::by_id("rule-filter"), "");
                app.filter("");
            }
            app.select(index);
            focus(invalid("#rule-form"));
        }
        (Some(_), None) => focus(invalid("#rules")),
        (None, None) => {}
    }
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
