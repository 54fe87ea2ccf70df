//! Adding a CRM: from the list of known ones, or by the example of a record.

use std::cell::RefCell;
use std::rc::Rc;

use bridge::mapping::Mapping;
use pages::dom;
use pages::mapping_form::MappingForm;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlDialogElement};

use super::value;
use crate::app::App;

thread_local! {
    static READY: RefCell<Option<Mapping>> = const { RefCell::new(None) };
}

/// Listens.
pub fn listen(app: &Rc<App>) {
    for id in ["add-crm", "welcome-add"] {
        dom::listen(&dom::by_id::<Element>(id), "click", |_| open());
    }
    dom::listen(&dom::by_id::<Element>("add-cancel"), "click", |_| dialog().close());
    let app = app.clone();
    dom::listen(&dom::by_id::<Element>("add-take"), "click", move |_| {
        let Some(mapping) = READY.take() else { return };
        let softphone = value::get(&dom::by_id("add-softphone"));
        dialog().close();
        let mut index = 0;
        app.change("", |draft| {
            index = draft.add_mapping(&mapping, Some(softphone));
        });
        app.select(index);
        dom::focus(&dom::by_id("rule-name"));
    });
}

fn dialog() -> HtmlDialogElement {
    dom::by_id("add")
}

/// Opens with an empty form.
fn open() {
    let host: Element = dom::by_id("add-form");
    host.set_text_content(None);
    ready(None);
    MappingForm::new(&host, ready);
    // Refused only where it is open already.
    let show = js_sys::Reflect::get(&dialog(), &"showModal".into()).unwrap_or(JsValue::UNDEFINED);
    if let Some(show) = show.dyn_ref::<js_sys::Function>() {
        let _ = show.call0(&dialog());
    }
}

fn ready(mapping: Option<Mapping>) {
    value::set_disabled(&dom::by_id("add-take"), mapping.is_none());
    READY.set(mapping);
}
