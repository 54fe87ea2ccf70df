//! Reads and writes fields of any kind, and the errors beneath them.

use bridge::config::ConfigError;
use js_sys::Reflect;
use pages::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

/// The text in a field.
pub fn get(field: &Element) -> String {
    Reflect::get(field, &"value".into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Puts a text into a field. A text that is there already is not put again, because that would move the caret.
pub fn set(field: &Element, text: &str) {
    if get(field) != text {
        let _ = Reflect::set(field, &"value".into(), &JsValue::from_str(text));
    }
}

/// Whether a checkbox is on.
pub fn is_on(field: &Element) -> bool {
    Reflect::get(field, &"checked".into()).is_ok_and(|value| value.is_truthy())
}

/// Switches a checkbox.
pub fn set_on(field: &Element, on: bool) {
    if is_on(field) != on {
        let _ = Reflect::set(field, &"checked".into(), &on.into());
    }
}

/// Makes a control unusable, or usable again.
pub fn set_disabled(control: &Element, disabled: bool) {
    dom::set_optional(control, "disabled", disabled.then_some(""));
}

/// Makes a control unchangeable, or changeable again. An unchangeable text can still be reached, read and copied.
pub fn set_readonly(control: &Element, readonly: bool) {
    let is_text = match control.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => control.get_attribute("type").as_deref() != Some("checkbox"),
        _ => false,
    };
    if is_text {
        dom::set_optional(control, "readonly", readonly.then_some(""));
    } else {
        set_disabled(control, readonly);
    }
}

/// Makes all fields and buttons below an element unchangeable, or changeable again.
pub fn set_all_readonly(root: &Element, readonly: bool) {
    let Ok(found) = root.query_selector_all("input, select, textarea, button") else { return };
    for index in 0..found.length() {
        if let Some(control) = found.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
            set_readonly(&control, readonly);
        }
    }
}

/// Shows beneath a field what is wrong with it; `None` removes that.
pub fn set_wrong(field: &Element, line: &Element, wrong: Option<&str>) {
    dom::set_text(line, wrong.unwrap_or_default());
    dom::set_optional(field, "aria-invalid", wrong.map(|_| "true"));
}

/// The field that an event came from.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The number in the `data-key` of an element, or of the nearest element around it that has one.
pub fn key_of(element: &Element) -> Option<usize> {
    element.closest("[data-key]").ok().flatten()?.get_attribute("data-key")?.parse().ok()
}

/// Ties the labels and error lines of a stamped row to its fields, by ids that begin with `prefix`.
pub fn tie(row: &Element, prefix: &str) {
    let each = |selector: &str, then: &dyn Fn(Element)| {
        let Ok(found) = row.query_selector_all(selector) else { return };
        for index in 0..found.length() {
            if let Some(element) = found.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
                then(element);
            }
        }
    };
    let attribute = |element: &Element, name: &str| element.get_attribute(name).unwrap_or_default();
    each("[data-field]", &|field| {
        let name = attribute(&field, "data-field");
        field.set_id(&format!("{prefix}-{name}"));
        dom::set_attribute(&field, "aria-describedby", &format!("{prefix}-{name}-wrong"));
    });
    each("[data-for]", &|label| {
        let name = attribute(&label, "data-for");
        dom::set_attribute(&label, "for", &format!("{prefix}-{name}"));
    });
    each("[data-wrong]", &|line| {
        let name = attribute(&line, "data-wrong");
        line.set_id(&format!("{prefix}-{name}-wrong"));
    });
}

/// Shows errors as a plain list, or hides it.
pub fn plain_errors(list: &str, errors: &[&ConfigError]) {
    let list: Element = dom::by_id(list);
    let keys: Vec<String> = (0..errors.len()).map(|at| at.to_string()).collect();
    dom::keyed(
        &list,
        &keys,
        || dom::stamp("plain-error"),
        |row, at| {
            dom::set_text(&dom::part(row, "path"), &errors[at].path);
            dom::set_text(&dom::part(row, "message"), &errors[at].message);
        },
    );
    dom::set_shown(&list, !errors.is_empty());
}
