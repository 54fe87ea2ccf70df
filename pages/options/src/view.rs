//! Shows the state. Every function may be called at any time: what is right already is not touched.

pub mod access;
pub mod add;
pub mod bar;
pub mod complete;
pub mod drag;
pub mod files;
pub mod list;
pub mod rule;
pub mod sites;
pub mod tryout;
pub mod ucontact;
pub mod value;

use std::rc::Rc;

use pages::dom;
use web_sys::Element;

use crate::app::App;

/// Listens to everything.
pub fn listen(app: &Rc<App>) {
    access::listen(app);
    add::listen(app);
    bar::listen(app);
    complete::listen(app);
    drag::listen(app);
    files::listen(app);
    list::listen(app);
    rule::listen(app);
    sites::listen(app);
    tryout::listen(app);
    ucontact::listen(app);
    crate::json::listen(app);
}

/// Shows all of it.
pub fn all(app: &Rc<App>) {
    let (managed, json, is_new) = app.with(|s| (s.managed.is_some(), s.json.is_some(), s.is_new()));
    let show = |id: &str, shown: bool| dom::set_shown(&dom::by_id(id), shown);
    show("loading", false);
    show("welcome", is_new && !managed);
    show("form", !json);
    show("try", !json);
    show("json", json);
    show("bar", true);
    show("managed", managed);
    dom::set_optional(&dom::by_id::<Element>("text"), "readonly", managed.then_some(""));
    let toggle: Element = dom::by_id("json-toggle");
    dom::set_attribute(&toggle, "aria-pressed", if json { "true" } else { "false" });
    access::managed(app);
    ucontact::show(app);
    sites::show(app);
    self::rules(app);
    tryout::stale(app);
    bar(app);
}

/// Shows the rules.
pub fn rules(app: &Rc<App>) {
    list::show(app);
    rule::show(app);
}

/// Shows the sites.
pub fn sites(app: &Rc<App>) {
    sites::show(app);
}

/// Shows what can be done with the whole.
pub fn bar(app: &Rc<App>) {
    bar::show(app);
}

/// After rules have been checked in the background.
pub fn checked(app: &Rc<App>) {
    list::show(app);
    bar::show(app);
}

/// Makes fields and buttons below an element read-only, or usable again.
pub fn set_readonly(root: &Element, readonly: bool) {
    let Ok(found) = root.query_selector_all("input, select, textarea, button") else { return };
    for index in 0..found.length() {
        if let Some(control) =
            found.get(index).and_then(|node| wasm_bindgen::JsCast::dyn_into::<Element>(node).ok())
        {
            value::set_readonly(&control, readonly);
        }
    }
}
