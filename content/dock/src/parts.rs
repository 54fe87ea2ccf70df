//! The dock's elements, and what they show.

use std::cell::{Cell, RefCell};

use js_sys::Number;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleDeclaration, Document, Element, HtmlElement, HtmlIFrameElement, MouseEvent, ShadowRoot,
    ShadowRootInit, ShadowRootMode,
};
use webext::placement::{Elsewhere, Placement};
use webext::{i18n, js};

use crate::dom::{self, button, element, name, pixels, say, set, show};
use crate::former;
use crate::geometry::{self, Edges, Form, Place, Rect, View};
use crate::icons;

/// The classes of the grips: each letter is an edge.
const GRIPS: [&str; 8] = ["t", "b", "l", "r", "tl", "tr", "bl", "br"];

/// The keys that the bar understands, as ARIA writes them.
const KEYS: &str = "ArrowLeft ArrowRight ArrowUp ArrowDown Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp \
                    Shift+ArrowDown Home End Enter Escape";

/// The dock's elements.
pub(crate) struct Parts {
    /// The element in the page. Everything else is in its closed shadow tree.
    pub host: HtmlElement,
    root: ShadowRoot,
    /// The style of the host. This rule stands in the shadow tree, where `!important` wins over the page's rules.
    pub rule: CssStyleDeclaration,
    /// Everything that is shown. A dialog, so that it can stand above dialogs of the page ([`crate::above`]).
    pub whole: HtmlElement,
    pub bar: HtmlElement,
    /// The agent takes hold of this to move the dock, by pointer and by keyboard.
    pub hold: HtmlElement,
    label: HtmlElement,
    /// Brings uContact to the front, if it is elsewhere.
    pub there: HtmlElement,
    /// Opens the page that says what is wrong.
    pub wrong: HtmlElement,
    pub side: HtmlElement,
    pub panel: HtmlElement,
    pub fold: HtmlElement,
    pub grips: Vec<(HtmlElement, Edges)>,
    /// The question before uContact moves away from a live interaction.
    pub question: HtmlElement,
    words: HtmlElement,
    pub go: HtmlElement,
    pub stay: HtmlElement,
    /// Screen readers read this out for the bar.
    help: HtmlElement,
    /// uContact's frame and its address.
    frame: RefCell<Option<(HtmlIFrameElement, String)>>,
    /// Where the dock stands.
    rect: Cell<Rect>,
}

impl Parts {
    /// Builds the elements, and puts them into the page. If a former copy of this script has left uContact's frame at
    /// `url` there, the frame stays where it is: a call may live in it.
    pub fn build(document: &Document, url: &str) -> Option<Self> {
        let page = document.document_element()?;
        let (host, root) = match former::dock(document) {
            Some(left) => left,
            None => {
                let host = element(document, "div", "");
                set(&host, former::MARK, "");
                let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Closed)).ok()?;
                (host, root)
            }
        };
        let frame = former::adopt(&root, url);
        let whole = frame.as_ref().and_then(|frame| frame.parent_element());
        let whole = whole.map_or_else(|| element(document, "dialog", ""), Element::unchecked_into);
        if frame.is_none() {
            dom::append(&root, &whole);
        }
        for (part, name, value) in [
            (&host, "role", "region"),
            (&host, "aria-label", "uContact"),
            (&host, "popover", "manual"),
            (&whole, "aria-label", "uContact"),
            (&whole, "tabindex", "-1"),
            // No key closes it: the keys are for the page's dialog.
            (&whole, "closedby", "none"),
        ] {
            set(part, name, value);
        }
        // Filled before it enters the document: if the page allows no styles, Firefox refuses a style element that
        // enters empty.
        let sheet = element(document, "style", "");
        sheet.set_text_content(Some(include_str!("style.css")));
        dom::insert(&root, &sheet, root.first_child());
        if host.parent_element().as_ref() != Some(&page) {
            dom::append(&page, &host);
        }
        // The style element has its rules once the host is in the document.
        let rule = first_rule(sheet.unchecked_ref())?;
        let this = Parts {
            bar: element(document, "div", "bar"),
            hold: button(document, "hold"),
            label: element(document, "span", "label"),
            there: button(document, "words"),
            wrong: button(document, "words"),
            side: button(document, ""),
            panel: button(document, ""),
            fold: button(document, ""),
            grips: GRIPS.into_iter().map(|edges| grip(document, edges)).collect(),
            question: element(document, "div", "ask"),
            words: element(document, "p", ""),
            help: element(document, "span", "unseen"),
            go: button(document, ""),
            stay: button(document, ""),
            frame: RefCell::new(frame.map(|frame| (frame, url.to_owned()))),
            rect: Cell::default(),
            host,
            root,
            rule,
            whole,
        };
        dom::insert(&this.whole, &this.bar, this.whole.first_child());
        this.furnish(document);
        // A dialog of a former dock may be open.
        this.close();
        this.raise();
        Some(this)
    }

    /// Puts the texts that do not depend on the form, in the current language.
    pub fn speak(&self) {
        for (part, key) in [
            (&self.help, "dockHelp"),
            (&self.there, "dockShow"),
            (&self.wrong, "dockWrong"),
            (&self.words, "dockAsk"),
            (&self.stay, "dockStay"),
            (&self.go, "dockGo"),
        ] {
            say(part, key);
        }
        name(&self.side, "dockSide");
        name(&self.panel, "dockToPanel");
        set(&self.host, "lang", &i18n::message(i18n::CATALOGUE, &[]));
    }

    fn furnish(&self, document: &Document) {
        self.help.set_id("help");
        set(&self.hold, "aria-describedby", "help");
        set(&self.hold, "aria-keyshortcuts", KEYS);
        icons::icon(document, &self.hold, icons::HOLD);
        dom::append(&self.hold, &self.label);
        for (button, path) in
            [(&self.side, icons::SIDES), (&self.panel, icons::PANEL), (&self.fold, icons::MINIMISE)]
        {
            icons::icon(document, button, path);
        }
        self.speak();
        for part in [&self.hold, &self.there, &self.wrong, &self.side, &self.panel, &self.fold, &self.help] {
            dom::append(&self.bar, part);
        }
        self.words.set_id("question");
        let choice = element(document, "div", "");
        for (parent, child) in [
            (&choice, &self.stay),
            (&choice, &self.go),
            (&self.question, &self.words),
            (&self.question, &choice),
        ] {
            dom::append(parent, child);
        }
        set(&self.question, "role", "alertdialog");
        set(&self.question, "aria-labelledby", "question");
        show(&self.question, false);
        for part in self.grips.iter().map(|(grip, _)| grip).chain([&self.question]) {
            dom::append(&self.whole, part);
        }
    }

    /// Puts the dock into the page again, above everything else. This loads uContact's frame anew.
    pub fn put_back(&self, document: &Document) {
        if let Some(root) = document.document_element() {
            dom::append(&root, &self.host);
            self.raise();
        }
    }

    /// Puts the dock into the browser's top layer: above everything that the page shows now, whatever its z-index.
    /// `false` if the dock is in the top layer already.
    pub fn raise(&self) -> bool {
        dom::call(&self.host, "showPopover", &[]).is_some()
    }

    /// Puts the dock above what has come into the top layer after it.
    pub fn lift(&self) {
        dom::call(&self.host, "hidePopover", &[]);
        self.raise();
    }

    /// Makes the dock the topmost dialog. Everything else is then inert.
    pub fn open(&self) {
        dom::call(&self.whole, "showModal", &[]);
    }

    /// Whether the dock is a modal dialog now.
    pub fn is_up(&self) -> bool {
        js::get(&self.whole, "open").is_truthy()
    }

    /// Makes the dock no modal dialog any more.
    pub fn close(&self) {
        dom::call(&self.whole, "close", &[]);
    }

    /// Whether the pointer is where the dock stands, and drags nothing.
    pub fn is_at(&self, pointer: &MouseEvent) -> bool {
        let Rect { x, y, width, height } = self.rect.get();
        let (right, down) = (pointer.client_x() - x, pointer.client_y() - y);
        let drags = pointer.buttons() != 0 && pointer.type_() != "pointerdown";
        !drags && (0..width).contains(&right) && (0..height).contains(&down)
    }

    /// The element that has the focus, among the dock's own.
    pub fn focused(&self) -> Option<Element> {
        self.root.active_element()
    }

    /// Whether the focus is on the dock as a whole: the pointer has come to it, and the agent has not clicked yet.
    pub fn is_visited(&self) -> bool {
        self.focused().as_ref() == Some(self.whole.as_ref())
    }

    /// Makes a change that may take the focused element away. The focus is then on the bar, and not lost.
    pub fn keep_focus(&self, change: impl FnOnce()) {
        let had = self.focused().is_some();
        change();
        if had && self.focused().is_none() {
            dom::focus(&self.hold);
        }
    }

    /// Takes everything out of the page.
    pub fn remove(&self) {
        self.host.remove();
    }

    /// uContact's frame, if it is in the page.
    pub fn frame(&self) -> Option<HtmlIFrameElement> {
        self.frame.borrow().as_ref().map(|(frame, _)| frame.clone())
    }

    /// Puts uContact's frame at `url` into the page, unless it is there: that frame stays untouched, for a call may
    /// live in it.
    pub fn have_frame(&self, document: &Document, url: &str) -> Option<HtmlIFrameElement> {
        if self.frame.borrow().as_ref().is_some_and(|(_, known)| known == url) {
            return self.frame();
        }
        self.drop_frame();
        let frame = frame::create(document, url)?;
        dom::insert(&self.whole, &frame, self.bar.next_sibling());
        *self.frame.borrow_mut() = Some((frame.clone(), url.to_owned()));
        Some(frame)
    }

    /// Takes uContact's frame out of the page.
    pub fn drop_frame(&self) {
        if let Some((frame, _)) = self.frame.borrow_mut().take() {
            frame.remove();
        }
    }

    /// Shows the dock in this form: which elements are visible, and their texts.
    pub fn present(&self, form: Form, placement: Option<&Placement>) {
        let (open, note) = (form == Form::Open, form == Form::Note);
        let elsewhere = placement.and_then(|placement| placement.elsewhere.as_ref());
        self.label.set_text_content(Some(&match elsewhere {
            Some(Elsewhere::Tab(title)) if note => i18n::message("dockInTab", &[title]),
            Some(Elsewhere::Panel) if note => i18n::message("dockInPanel", &[]),
            _ => "uContact".to_owned(),
        }));
        self.bar.set_class_name(if note { "bar note" } else { "bar" });
        show(&self.there, note);
        show(&self.wrong, !note && placement.is_some_and(|placement| placement.wrong));
        show(&self.panel, !note);
        show(&self.fold, !note);
        name(&self.fold, if open { "dockFold" } else { "dockUnfold" });
        set(&self.fold, "aria-expanded", if open { "true" } else { "false" });
        icons::redraw(&self.fold, if open { icons::MINIMISE } else { icons::RESTORE });
        for (grip, _) in &self.grips {
            show(grip, open);
        }
        if let Some(frame) = self.frame() {
            frame.set_class_name(if open { "" } else { "away" });
        }
    }

    /// Puts the dock where it belongs in a window of this size.
    pub fn lay_out(&self, place: &Place, form: Form, view: View) {
        let rect = geometry::lay_out(place, form, view);
        self.rect.set(rect);
        // The zoom of the page's root applies to the dock, too: take it back.
        let page = self.host.parent_element();
        let zoom = page.and_then(|page| js::get(&page, "currentCSSZoom").as_f64()).filter(|zoom| *zoom > 0.0);
        if let Ok(back) = Number::from(1.0 / zoom.unwrap_or(1.0)).to_string_with_radix(10) {
            dom::style(&self.rule, "zoom", &String::from(back));
        }
        for (property, length) in
            [("left", rect.x), ("top", rect.y), ("width", rect.width), ("height", rect.height)]
        {
            pixels(&self.rule, property, length);
        }
        let Some(frame) = self.frame() else { return };
        let (style, open) = (frame.style(), form == Form::Open);
        let (width, height) = geometry::frame_size(place, view);
        for (property, length) in [("width", width), ("height", height)] {
            if open {
                let _ = style.remove_property(property);
            } else {
                // The frame keeps its size while the dock is minimised, so that uContact need not lay itself out anew.
                pixels(&style, property, length);
            }
        }
    }
}

fn first_rule(sheet: &JsValue) -> Option<CssStyleDeclaration> {
    let rules = js::get(&js::get(sheet, "sheet"), "cssRules");
    let style = js::get(&js::get(&rules, "0"), "style");
    style.is_object().then(|| style.unchecked_into())
}

fn grip(document: &Document, edges: &str) -> (HtmlElement, Edges) {
    let grip = element(document, "div", &["grip ", edges].concat());
    let has = |edge| edges.contains(edge);
    (grip, Edges { top: has('t'), bottom: has('b'), left: has('l'), right: has('r') })
}
