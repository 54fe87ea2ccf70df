//! The few things that the dock does with elements.
//!
//! Bound by hand where web-sys would catch an exception: with names that are ours there can be none, and the `Result`
//! at every line made up a tenth of the script.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleDeclaration, Document, Element, Event, EventTarget, HtmlElement, Node};
use webext::{i18n, js};

#[wasm_bindgen]
extern "C" {
    // Not `js_sys::global()`: in Firefox that is the page's window, and not the global object of this script.
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;

    type Maker;
    #[wasm_bindgen(method, js_name = createElement)]
    fn create(this: &Maker, tag: &str) -> HtmlElement;
    #[wasm_bindgen(method, js_name = createElementNS)]
    fn create_of(this: &Maker, namespace: &str, tag: &str) -> HtmlElement;

    type Part;
    #[wasm_bindgen(method, js_name = append)]
    fn append(this: &Part, child: &JsValue);
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert(this: &Part, child: &JsValue, before: &JsValue);
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set(this: &Part, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = focus)]
    fn focus(this: &Part);
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn listen(this: &Part, event: &str, listener: &Function, capture: bool);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    fn unlisten(this: &Part, event: &str, listener: &Function, capture: bool);

    type Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    fn set_property(this: &Style, name: &str, value: &str, priority: &str);
}

/// A global variable of this script's world. The loaders and the content script leave theirs there.
pub(crate) fn global(name: &str) -> JsValue {
    GLOBAL.with(|global| js::get(global, name))
}

/// A new element with a class.
#[inline(never)]
pub(crate) fn element(document: &Document, tag: &str, class: &str) -> HtmlElement {
    let element = document.unchecked_ref::<Maker>().create(tag);
    element.set_class_name(class);
    element
}

/// A new element of a namespace.
pub(crate) fn element_of(document: &Document, namespace: &str, tag: &str) -> HtmlElement {
    document.unchecked_ref::<Maker>().create_of(namespace, tag)
}

/// A new button without a text.
pub(crate) fn button(document: &Document, class: &str) -> HtmlElement {
    let button = element(document, "button", class);
    set(&button, "type", "button");
    button
}

/// Puts `child` behind everything that is in `parent`.
#[inline(never)]
pub(crate) fn append(parent: &Node, child: &Node) {
    parent.unchecked_ref::<Part>().append(child);
}

/// Puts `child` before another node of `parent`, or behind everything if `before` is `None`.
pub(crate) fn insert(parent: &Node, child: &Node, before: Option<Node>) {
    let before = before.map_or(JsValue::NULL, JsValue::from);
    parent.unchecked_ref::<Part>().insert(child, &before);
}

/// Gives an element the focus.
pub(crate) fn focus(element: &Element) {
    element.unchecked_ref::<Part>().focus();
}

/// Puts a text of the catalogue into an element.
#[inline(never)]
pub(crate) fn say(element: &HtmlElement, key: &str) {
    element.set_text_content(Some(&i18n::message(key, &[])));
}

/// Sets an attribute.
#[inline(never)]
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    element.unchecked_ref::<Part>().set(name, value);
}

/// Names a button without a text: for screen readers, and as its tooltip.
pub(crate) fn name(element: &Element, key: &str) {
    let text = i18n::message(key, &[]);
    set(element, "aria-label", &text);
    set(element, "title", &text);
}

/// Shows or hides an element.
#[inline(never)]
pub(crate) fn show(element: &HtmlElement, shown: bool) {
    element.set_hidden(!shown);
}

/// Sets a property, with `!important`.
#[inline(never)]
pub(crate) fn style(style: &CssStyleDeclaration, property: &str, value: &str) {
    style.unchecked_ref::<Style>().set_property(property, value, "important");
}

/// Sets a length in pixels.
pub(crate) fn pixels(to: &CssStyleDeclaration, property: &str, length: i32) {
    style(to, property, &[&decimal(length), "px"].concat());
}

/// A number as text. By hand, as all texts here are made: `format!` would be a tenth of the script.
#[inline(never)]
pub(crate) fn decimal(number: i32) -> String {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    loop {
        digits.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push('-');
    }
    digits.into_iter().rev().collect()
}

/// Listens, for good, to events of the browser's own: an event that a page makes up is ignored.
#[inline(never)]
pub(crate) fn on(target: &EventTarget, event: &str, capture: bool, listener: Box<dyn Fn(Event)>) {
    let listener = js::keep(Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if event.is_trusted() {
            listener(event);
        }
    }));
    listen(target, event, &listener, capture);
}

/// Adds a listener. A listener that is there already is not added again.
#[inline(never)]
pub(crate) fn listen(target: &EventTarget, event: &str, listener: &Function, capture: bool) {
    target.unchecked_ref::<Part>().listen(event, listener, capture);
}

/// Removes a listener, if it is there.
pub(crate) fn unlisten(target: &EventTarget, event: &str, listener: &Function, capture: bool) {
    target.unchecked_ref::<Part>().unlisten(event, listener, capture);
}

/// Calls a method of an object; `None` if the object has no such method, or the method throws.
#[inline(never)]
pub(crate) fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let arguments: js_sys::Array = arguments.iter().copied().collect();
    js::get(object, method).dyn_ref::<Function>()?.apply(object, &arguments).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for number in [0, 7, 10, -1, 2_147_483_647, i32::MIN, 1280] {
            assert_eq!(super::decimal(number), number.to_string());
        }
    }
}
