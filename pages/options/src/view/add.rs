//! The dialog that adds a CRM: from the list of known CRMs, or by the example of a record.

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
    /// The mapping of the form, if it is complete.
    static READY: RefCell<Option<Mapping>> = const { RefCell::new(None) };
    static FORM: RefCell<Option<MappingForm>> = const { RefCell::new(None) };
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
    make();
    // Fails only if the dialog is open already.
    let show = js_sys::Reflect::get(&dialog(), &"showModal".into()).unwrap_or(JsValue::UNDEFINED);
    if let Some(show) = show.dyn_ref::<js_sys::Function>() {
        let _ = show.call0(&dialog());
    }
}

/// Replaces the form by an empty one.
fn make() -> MappingForm {
    ready(None);
    let form = MappingForm::new(&dom::by_id("add-form"), ready);
    FORM.set(Some(form.clone()));
    form
}

/// Makes the form anew in the current language, with what is filled in.
pub fn translate() {
    let Some(before) = FORM.take().filter(|_| dialog().open()) else { return };
    // A field's id ends alike in both forms.
    let focus = dom::document().active_element().map(|focus| focus.id()).unwrap_or_default();
    let form = make();
    form.restore(&before.draft());
    ready(form.mapping());
    if let Some((_, field)) = focus.strip_prefix("mapping-").and_then(|id| id.split_once('-'))
        && let Ok(Some(field)) = dom::document().query_selector(&format!("#add-form [id$='-{field}']"))
    {
        dom::focus(&field);
    }
}

fn ready(mapping: Option<Mapping>) {
    value::set_disabled(&dom::by_id("add-take"), mapping.is_none());
    READY.set(mapping);
}
