//! uContact's frame, docked in a CRM page that knows nothing of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement, ShadowRootInit, ShadowRootMode, Window};
use webext::{i18n, js};

/// The element that holds the dock; its name is how a later copy of this script knows that one is there already.
const HOST: &str = "ucontact-bridge-dock";

/// The dock of this page, if there is one.
#[derive(Default)]
pub(crate) struct Dock {
    placed: Rc<RefCell<Option<Placed>>>,
    /// Wanted, and waiting for the document to be parsed.
    wanted: Rc<RefCell<Option<String>>>,
}

struct Placed {
    host: HtmlElement,
    frame: HtmlIFrameElement,
    url: String,
}

impl Dock {
    /// Shows uContact at `url`, or nothing. A frame that is there already stays untouched: a call may live in it.
    pub fn show(&mut self, document: &Document, url: Option<&str>) {
        let unchanged = self.placed.borrow().as_ref().map(|p| p.url.as_str()) == url;
        *self.wanted.borrow_mut() = url.map(str::to_owned);
        if unchanged {
            return;
        }
        if let Some(placed) = self.placed.borrow_mut().take() {
            placed.host.remove();
        }
        if url.is_none() {
            return;
        }
        if js::get_string(document, "readyState").as_deref() != Some("loading") {
            place(document, &self.wanted, &self.placed);
            return;
        }
        let (wanted, placed, of) = (self.wanted.clone(), self.placed.clone(), document.clone());
        let ready = js::keep(Closure::<dyn FnMut()>::new(move || place(&of, &wanted, &placed)));
        let _ = document.add_event_listener_with_callback("DOMContentLoaded", &ready);
    }

    /// Whether uContact's frame stands in the page.
    pub fn is_shown(&self) -> bool {
        self.placed.borrow().as_ref().is_some_and(|p| p.frame.is_connected())
    }

    /// The frame's window.
    pub fn window(&self) -> Option<Window> {
        self.placed.borrow().as_ref()?.frame.content_window()
    }
}

fn place(document: &Document, wanted: &RefCell<Option<String>>, placed: &RefCell<Option<Placed>>) {
    if placed.borrow().is_some() {
        return;
    }
    if let Some(url) = wanted.borrow().clone()
        // A copy of this script from before an update left its dock, with uContact in it.
        && document.query_selector(HOST).is_ok_and(|found| found.is_none())
    {
        *placed.borrow_mut() = build(document, url);
    }
}

fn build(document: &Document, url: String) -> Option<Placed> {
    let host: HtmlElement = document.create_element(HOST).ok()?.unchecked_into();
    // Styles are set through the object model: a page's `style-src` does not reach there.
    style(
        &host,
        &[
            ("all", "initial"),
            ("position", "fixed"),
            ("inset-block-end", "0"),
            ("inset-inline-end", "16px"),
            ("inline-size", "min(400px, 100vw - 32px)"),
            ("z-index", "2147483647"),
            ("display", "block"),
            ("color-scheme", "light dark"),
            ("border-radius", "12px 12px 0 0"),
            ("overflow", "hidden"),
            ("box-shadow", "0 4px 24px rgb(0 0 0 / 28%)"),
        ],
    );
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok()?;
    let frame = frame::create(document, &url)?;
    style(
        &frame,
        &[
            ("display", "block"),
            ("inline-size", "100%"),
            ("block-size", "min(600px, 100vh - 80px)"),
            ("border", "0"),
            ("background", "Canvas"),
        ],
    );
    let handle = handle(document, &frame)?;
    root.append_child(&handle).ok()?;
    root.append_child(&frame).ok()?;
    document.document_element()?.append_child(&host).ok()?;
    Some(Placed { host, frame, url })
}

/// The bar above the frame; a click folds the frame away and back. Folded, it keeps running.
fn handle(document: &Document, frame: &HtmlIFrameElement) -> Option<Element> {
    let button: HtmlElement = document.create_element("button").ok()?.unchecked_into();
    button.set_attribute("type", "button").ok()?;
    button.set_attribute("aria-expanded", "true").ok()?;
    button.set_text_content(Some("uContact"));
    button.set_attribute("title", &i18n::message("dockFold", &[])).ok()?;
    style(
        &button,
        &[
            ("display", "block"),
            ("inline-size", "100%"),
            ("padding", "10px 16px"),
            ("border", "0"),
            ("background", "#14343b"),
            ("color", "#fff"),
            ("font", "600 14px/1.2 system-ui, sans-serif"),
            ("text-align", "start"),
            ("cursor", "pointer"),
        ],
    );
    let folded = Cell::new(false);
    let (frame, of) = (frame.clone(), button.clone());
    let click = js::keep(Closure::<dyn FnMut()>::new(move || {
        folded.set(!folded.get());
        let (size, visibility, expanded, title) = if folded.get() {
            ("0", "hidden", "false", "dockUnfold")
        } else {
            ("min(600px, 100vh - 80px)", "visible", "true", "dockFold")
        };
        style(&frame, &[("block-size", size), ("visibility", visibility)]);
        let _ = of.set_attribute("aria-expanded", expanded);
        let _ = of.set_attribute("title", &i18n::message(title, &[]));
    }));
    button.add_event_listener_with_callback("click", &click).ok()?;
    Some(button.into())
}

/// Sets CSS properties above all that the page's styles say.
fn style(element: &HtmlElement, properties: &[(&str, &str)]) {
    let style: JsValue = element.style().into();
    let style: web_sys::CssStyleDeclaration = style.unchecked_into();
    for (name, value) in properties {
        let _ = style.set_property_with_priority(name, value, "important");
    }
}
