//! What is read of the page. Bound by hand, without a `Result` at every line, and with the browser's own strings, which
//! are compared and matched without a copy.

use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Event, HtmlElement, Window};
use webext::js;

#[wasm_bindgen]
extern "C" {
    // Not `web_sys::window()`: in Firefox the global object of a content script is a sandbox, no Window.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    pub static WINDOW: Window;
    // Not `js_sys::global()`: in Firefox that is the page's window, and not the global object of this script.
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    pub static GLOBAL: JsValue;

    /// A node of the page.
    #[derive(Clone, Debug, PartialEq)]
    pub type Node;
    #[wasm_bindgen(method, getter, js_name = nodeType)]
    pub fn kind(this: &Node) -> u16;
    #[wasm_bindgen(method, getter)]
    pub fn data(this: &Node) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = textContent)]
    pub fn text(this: &Node) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = isConnected)]
    pub fn is_connected(this: &Node) -> bool;
    #[wasm_bindgen(method, getter, js_name = parentElement)]
    pub fn parent(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = firstChild)]
    pub fn first(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = nextSibling)]
    pub fn next(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = previousSibling)]
    pub fn previous(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = previousElementSibling)]
    pub fn previous_element(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub fn closest(this: &Node, selector: &JsValue) -> Option<Node>;
    #[wasm_bindgen(method, catch, js_name = closest)]
    pub fn closest_of_admin(this: &Node, selector: &JsValue) -> Result<Option<Node>, JsValue>;

    #[wasm_bindgen(method, js_name = getBoundingClientRect)]
    pub fn place(this: &Node) -> Place;

    /// Where an element stands in the window.
    pub type Place;
    #[wasm_bindgen(method, getter)]
    pub fn top(this: &Place) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn bottom(this: &Place) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn left(this: &Place) -> f64;

    /// A regular expression that is called with the browser's own string.
    #[derive(Clone)]
    pub type Pattern;
    #[wasm_bindgen(constructor, js_class = "RegExp")]
    pub fn new(source: &str) -> Pattern;
    #[wasm_bindgen(method)]
    pub fn test(this: &Pattern, text: &JsValue) -> bool;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn milliseconds() -> f64;
    #[wasm_bindgen(js_name = requestIdleCallback)]
    fn idle_raw(call: &Function, options: &JsValue);

    type Target;
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn listen(this: &Target, event: &str, listener: &Function, options: &JsValue);

    type Maker;
    #[wasm_bindgen(method, js_name = createElement)]
    fn create(this: &Maker, tag: &str) -> HtmlElement;
    type Part;
    #[wasm_bindgen(method, js_name = append)]
    fn append(this: &Part, child: &JsValue);
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set(this: &Part, name: &str, value: &str);
}

/// `Node.ELEMENT_NODE` and `Node.TEXT_NODE`.
pub const ELEMENT: u16 = 1;
pub const TEXT: u16 = 3;

/// A variable of this script's world, or of the page's window.
pub fn global(name: &str) -> JsValue {
    GLOBAL.with(|global| js::get(global, name))
}

/// Runs `call` when the page is idle, and after half a second at the latest.
pub fn when_idle(call: &Function) {
    idle_raw(call, &js::object(&[("timeout", &500.into())]));
}

/// Listens, for good, to events of the browser's own; an event that a page makes up is ignored.
#[inline(never)]
pub fn on(target: &JsValue, event: &str, capture: bool, listener: impl Fn(Event) + 'static) {
    let listener = js::keep(Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if event.is_trusted() {
            listener(event);
        }
    }));
    let options = js::object(&[("capture", &capture.into())]);
    target.unchecked_ref::<Target>().listen(event, &listener, &options);
}

/// Listens, for good and in the capture phase.
pub fn listen(target: &JsValue, event: &str, listener: &Function) {
    target.unchecked_ref::<Target>().listen(
        event,
        listener,
        &js::object(&[("capture", &true.into()), ("passive", &true.into())]),
    );
}

/// A new element.
#[inline(never)]
pub fn element(document: &Document, tag: &str) -> HtmlElement {
    document.unchecked_ref::<Maker>().create(tag)
}

/// Puts `child` behind everything that is in `parent`.
#[inline(never)]
pub fn append(parent: &JsValue, child: &JsValue) {
    parent.unchecked_ref::<Part>().append(child);
}

/// Sets an attribute.
#[inline(never)]
pub fn set(element: &JsValue, name: &str, value: &str) {
    element.unchecked_ref::<Part>().set(name, value);
}

/// Calls a method of an object; `None` if the object has no such method, or the method throws.
#[inline(never)]
pub fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let arguments: Array = arguments.iter().copied().collect();
    js::get(object, method).dyn_ref::<Function>()?.apply(object, &arguments).ok()
}

/// A new object of a class; `None` if the browser does not have the class.
#[inline(never)]
pub fn make(class: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let arguments: Array = arguments.iter().copied().collect();
    let class = global(class);
    js_sys::Reflect::construct(class.dyn_ref::<Function>()?, &arguments).ok()
}
