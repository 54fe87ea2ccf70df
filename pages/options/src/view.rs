//! Shows the state. Every `show` may be called at any time: it does not touch what is right already. A view knows the
//! App and, in a few cases, another view below it; it does not know who calls it.

pub mod access;
pub mod add;
pub mod bar;
pub mod complete;
pub mod defaults;
pub mod drag;
pub mod files;
pub mod json;
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
    defaults::listen(app);
    drag::listen(app);
    files::listen(app);
    json::listen(app);
    list::listen(app);
    rule::listen(app);
    sites::listen(app);
    tryout::listen(app);
    ucontact::listen(app);
}

/// Shows everything.
pub fn all(app: &Rc<App>) {
    let (managed, json, is_new) = app.with(|s| (s.is_managed(), s.json.is_some(), s.is_new()));
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
    defaults::show(app);
    rules(app);
    tryout::refresh(app);
    bar::show(app);
}

/// Shows the rules.
pub fn rules(app: &Rc<App>) {
    list::show(app);
    rule::show(app);
}
