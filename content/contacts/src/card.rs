//! The card over a number: what the agent can do with the number. The card is in the page only while it is shown.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, DomRect, Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};
use webext::contacts::Contacts;
use webext::content::Say;
use webext::{js, runtime};

use crate::dom;

/// Marks the element that holds the card.
const MARK: &str = "data-ucontact-bridge-card";

/// The space between a number and its card, and between the card and the window's edge, in pixels.
const GAP: f64 = 4.0;

/// The card that is shown.
pub struct Card {
    host: HtmlElement,
    number: String,
}

thread_local! {
    static SHOWN: RefCell<Option<Card>> = const { RefCell::new(None) };
}

/// Shows the card for a number that stands at `place` in a window of this size.
pub fn show(document: &Document, known: &Contacts, number: &str, place: &DomRect, window: (f64, f64)) {
    if SHOWN.with_borrow(|shown| {
        shown.as_ref().is_some_and(|card| card.number == number && card.host.is_connected())
    }) {
        return;
    }
    hide();
    let Some((host, root)) = host(document) else { return };
    let style = dom::element(document, "style");
    // Filled before it enters the page: if the page allows no styles, Firefox refuses a style element that enters
    // empty.
    style.set_text_content(Some(include_str!("card.css")));
    let card = dom::element(document, "div");
    card.set_class_name("card");
    dom::set(&card, "role", "group");
    dom::set(&card, "aria-label", &known.texts.get("contactCard").replace("$1", number));
    let name = dom::element(document, "b");
    name.set_text_content(Some(number));
    dom::append(&card, &name);
    let digits = number.trim_start_matches('+');
    let ways = [
        ("contactCall", ["tel:", number].concat()),
        ("contactWhatsapp", ["https://wa.me/", digits].concat()),
        ("contactSms", ["sms:", number].concat()),
    ];
    for (key, link) in ways {
        let button = button(document, known.texts.get(key), move |_| {
            hide();
            reach(link.clone());
        });
        dom::append(&card, &button);
    }
    let (copied, copy) = (known.texts.get("contactCopied").to_owned(), number.to_owned());
    let button = button(document, known.texts.get("contactCopy"), move |button| {
        let board = js::get(&dom::global("navigator"), "clipboard");
        if dom::call(&board, "writeText", &[&copy.as_str().into()]).is_some() {
            button.set_text_content(Some(&copied));
        }
    });
    dom::append(&card, &button);
    if let Some(dark) = known.dark {
        // Not on the host: the style sheet's `!important` rules for the host would win.
        dom::set(&card, "style", if dark { "color-scheme: dark" } else { "color-scheme: light" });
    }
    dom::append(&root, &style);
    dom::append(&root, &card);
    let Some(parent) = parent(document, place) else { return };
    dom::append(&parent, &host);
    dom::call(&host, "showPopover", &[]);
    place_beside(&host, &style, place, window);
    SHOWN.set(Some(Card { host, number: number.to_owned() }));
}

/// Where the card is put: into the page, or into the modal dialog that the number is in. Outside the dialog nothing
/// could be clicked.
fn parent(document: &Document, place: &DomRect) -> Option<Element> {
    let (x, y) = (place.left() + place.width() / 2.0, place.top() + place.height() / 2.0);
    let at = document.element_from_point(x as f32, y as f32);
    at.and_then(|at| at.closest(":modal").ok().flatten()).or_else(|| document.document_element())
}

fn host(document: &Document) -> Option<(HtmlElement, ShadowRoot)> {
    let host = dom::element(document, "div");
    dom::set(&host, MARK, "");
    dom::set(&host, "popover", "manual");
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Closed)).ok()?;
    Some((host, root))
}

/// Puts the card below the number, or above the number if there is no room below; within the window.
fn place_beside(host: &HtmlElement, style: &HtmlElement, place: &DomRect, (width, height): (f64, f64)) {
    let own = host.get_bounding_client_rect();
    let left = place.left().min(width - own.width() - GAP).max(GAP);
    let below = place.bottom() + GAP;
    let top = if below + own.height() > height { place.top() - own.height() - GAP } else { below };
    // In the shadow tree's own rule, which wins over all rules of the page for this element.
    let rule = js::get(&js::get(&js::get(&js::get(style, "sheet"), "cssRules"), "0"), "style");
    let at = |name: &str, length: f64| {
        let value = [&whole(length), "px"].concat();
        dom::call(&rule, "setProperty", &[&name.into(), &value.into(), &"important".into()]);
    };
    at("left", left);
    at("top", top.max(GAP));
}

/// A length without a fraction, as text.
fn whole(length: f64) -> String {
    js_sys::Number::from(length.round()).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

fn button(document: &Document, name: &str, then: impl Fn(&HtmlElement) + 'static) -> HtmlElement {
    let button = dom::element(document, "button");
    dom::set(&button, "type", "button");
    button.set_text_content(Some(name));
    let this = Rc::new(button.clone());
    dom::on(&button, "click", false, move |_| then(&this));
    button
}

/// The agent wants to contact somebody by this link.
fn reach(link: String) {
    spawn_local(async move { drop(runtime::send(&Say::Contact { link }.to_js()).await) });
}

/// Whether the pointer is on the card, or near it.
pub fn is_near(x: f64, y: f64) -> bool {
    const ROOM: f64 = 12.0;
    SHOWN.with_borrow(|shown| {
        let Some(card) = shown else { return false };
        let own = card.host.get_bounding_client_rect();
        x >= own.left() - ROOM && x <= own.right() + ROOM && y >= own.top() - ROOM && y <= own.bottom() + ROOM
    })
}

/// Whether the card is shown.
pub fn is_shown() -> bool {
    SHOWN.with_borrow(Option::is_some)
}

/// Whether `node` is the card's element.
pub fn is_its(node: &JsValue) -> bool {
    SHOWN.with_borrow(|shown| shown.as_ref().is_some_and(|card| JsValue::from(card.host.clone()) == *node))
}

/// Takes the card away.
pub fn hide() {
    if let Some(card) = SHOWN.take() {
        card.host.unchecked_ref::<web_sys::Element>().remove();
    }
}
