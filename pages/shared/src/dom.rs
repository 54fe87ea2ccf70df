//! The few things that the pages do with the DOM. Data becomes text or the value of an attribute, and never markup.
//!
//! Each setter writes only what differs. So showing the same again disturbs neither the focus, nor the selection, nor a
//! screen reader.

use wasm_bindgen::{JsCast, UnwrapThrowExt, closure::Closure};
use web_sys::{
    CssStyleDeclaration, Document, DocumentFragment, Element, Event, EventTarget, HtmlElement,
    HtmlTemplateElement, Window,
};

/// The page's window.
pub fn window() -> Window {
    web_sys::window().unwrap_throw()
}

/// The page's document.
pub fn document() -> Document {
    window().document().unwrap_throw()
}

/// An element of the page's own HTML. If it is missing, the build is faulty, and the error names the id.
pub fn by_id<T: JsCast>(id: &str) -> T {
    match document().get_element_by_id(id).and_then(|element| element.dyn_into().ok()) {
        Some(element) => element,
        None => wasm_bindgen::throw_str(&format!("the page has no fitting element #{id}")),
    }
}

/// The elements below `root` that fit a selector. `root` is a fragment, or a document that is cast to a fragment: the
/// method belongs to `ParentNode`, which both are, but web-sys has no such type.
pub fn select_all(root: &DocumentFragment, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.get(i)).filter_map(|node| node.dyn_into().ok()).collect()
}

/// The element within `root` that is marked `data-part="name"`.
pub fn part<T: JsCast>(root: &Element, name: &str) -> T {
    match root.query_selector(&format!("[data-part={name}]")).ok().flatten().and_then(|e| e.dyn_into().ok()) {
        Some(element) => element,
        None => wasm_bindgen::throw_str(&format!("the template has no fitting part {name}")),
    }
}

/// Puts a text.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Puts an attribute.
pub fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        // Fails only for a name that is no name; ours are literals.
        let _ = element.set_attribute(name, value);
    }
}

/// Puts an attribute, or removes it.
pub fn set_optional(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => set_attribute(element, name, value),
        None if element.has_attribute(name) => {
            let _ = element.remove_attribute(name);
        }
        None => {}
    }
}

/// Shows or hides.
pub fn set_shown(element: &Element, shown: bool) {
    set_optional(element, "hidden", if shown { None } else { Some("") });
}

/// Shows the text; hides the element if there is none.
pub fn set_text_or_hide(element: &Element, text: Option<&str>) {
    // The text first: screen readers read out a live region that appears with its text.
    if let Some(text) = text {
        set_text(element, text);
    }
    set_shown(element, text.is_some());
}

/// Calls `heard` at every such event, as long as the page lives.
pub fn listen(target: &EventTarget, event: &str, heard: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(heard).into_js_value();
    let _ = target.add_event_listener_with_callback(event, closure.unchecked_ref());
}

/// Calls `late` once, after `milliseconds`.
pub fn later(milliseconds: i32, late: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(late);
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), milliseconds);
}

/// A new copy of the one element in a template.
pub fn stamp(template: &str) -> Element {
    let template: HtmlTemplateElement = by_id(template);
    let copy = template.content().first_element_child().map(|e| e.clone_node_with_deep(true));
    match copy {
        Some(Ok(copy)) => copy.unchecked_into(),
        _ => wasm_bindgen::throw_str("the template is empty"),
    }
}

/// Makes the items of a list those of `keys`, in their order. An item that stays keeps its element, with the focus, the
/// selection and what is unfolded in it. Calls `fill` with each element and its index.
pub fn keyed<K: AsRef<str>>(
    list: &Element,
    keys: &[K],
    make: impl Fn() -> Element,
    mut fill: impl FnMut(&Element, usize),
) {
    let children = list.children();
    let gone = |child: &Element| match child.get_attribute("data-key") {
        Some(key) => !keys.iter().any(|k| k.as_ref() == key),
        None => true,
    };
    let old: Vec<Element> = (0..children.length()).filter_map(|i| children.item(i)).collect();
    for child in old.iter().filter(|child| gone(child)) {
        child.remove();
    }
    for (index, key) in keys.iter().enumerate() {
        let place = children.item(index as u32);
        let there =
            place.as_ref().is_some_and(|e| e.get_attribute("data-key").as_deref() == Some(key.as_ref()));
        let element = match place {
            Some(element) if there => element,
            place => {
                let element = old
                    .iter()
                    .find(|e| {
                        e.is_connected() && e.get_attribute("data-key").as_deref() == Some(key.as_ref())
                    })
                    .cloned()
                    .unwrap_or_else(|| {
                        let made = make();
                        set_attribute(&made, "data-key", key.as_ref());
                        made
                    });
                let before = place.as_ref().map(|p| p.as_ref());
                let _ = list.insert_before(&element, before);
                element
            }
        };
        fill(&element, index);
    }
    // Equal keys share an element. More elements than keys are old copies.
    while children.length() as usize > keys.len() {
        let Some(extra) = children.item(keys.len() as u32) else { break };
        extra.remove();
    }
}

/// Shows short texts as the `<li>` items of a list.
pub fn set_items<S: AsRef<str>>(list: &Element, items: &[S]) {
    let keys: Vec<String> = (0..items.len()).map(|i| i.to_string()).collect();
    keyed(list, &keys, || create("li"), |item, i| set_text(item, items[i].as_ref()));
}

/// A new element.
pub fn create(tag: &str) -> Element {
    document().create_element(tag).unwrap_throw()
}

/// A new element with attributes and a text, which may be empty.
pub fn make(tag: &str, attributes: &[(&str, &str)], text: &str) -> Element {
    let element = create(tag);
    for (name, value) in attributes {
        set_attribute(&element, name, value);
    }
    set_text(&element, text);
    element
}

/// Puts these elements behind everything that is in `parent`.
pub fn append(parent: &Element, children: &[&Element]) {
    for child in children {
        let _ = parent.append_child(child);
    }
}

/// The target of an event, or the nearest element around it that fits the selector.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Gives the keyboard focus to an element.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// The style of an element, through which custom properties are set: the page's policy allows no style attribute.
pub fn style(element: &Element) -> Option<CssStyleDeclaration> {
    element.dyn_ref::<HtmlElement>().map(HtmlElement::style)
}
