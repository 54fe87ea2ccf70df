//! The document this script lives in: what holds in it, and the agent's hand on it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, KeyboardEvent, MouseEvent, Window};
use webext::contacts::{self, Contacts, SETTINGS, Written};
use webext::content::Ask;
use webext::{js, runtime, storage, time};

use crate::scan::Scan;
use crate::{card, dom};

/// For how long the pointer rests before the card comes, or goes, in milliseconds.
const REST: u32 = 150;

struct Page {
    window: Window,
    document: Document,
    known: RefCell<Option<Contacts>>,
    scan: RefCell<Option<Rc<Scan>>>,
    /// Where the pointer is.
    pointer: Cell<(f64, f64)>,
    /// Its rest is being waited for; and it has moved since.
    waiting: Cell<bool>,
    moved: Cell<bool>,
    reading: Cell<u32>,
    stopped: Cell<bool>,
}

/// Starts: reads the settings.
pub(crate) fn start() {
    let window = dom::WINDOW.with(Window::clone);
    let Some(document) = window.document() else { return };
    let page = Rc::new(Page {
        window,
        document,
        known: RefCell::default(),
        scan: RefCell::default(),
        pointer: Cell::default(),
        waiting: Cell::default(),
        moved: Cell::default(),
        reading: Cell::default(),
        stopped: Cell::default(),
    });
    page.listen();
    // First listen, then read: what is told between the two is newer than what was read.
    runtime::on_ask({
        let page = page.clone();
        move |message| {
            if contacts::is_ask_near(&message) {
                return page.near();
            }
            if let Some(Ask::Settings { .. }) = Ask::from_js(&message) {
                page.read();
            }
            None
        }
    });
    page.read();
}

impl Page {
    fn listen(self: &Rc<Self>) {
        let page = self.clone();
        dom::on(&self.document, "pointermove", true, move |event| {
            if page.scan.borrow().is_some() {
                let event: &MouseEvent = event.unchecked_ref();
                page.pointer.set((event.client_x().into(), event.client_y().into()));
                page.rest();
            }
        });
        for event in ["scroll", "pointerdown"] {
            dom::on(&self.document, event, true, |event| {
                let on_it = event.target().is_some_and(|target| card::is_its(&target));
                if !on_it {
                    card::hide();
                }
            });
        }
        dom::on(&self.document, "keydown", true, |event| {
            if card::is_shown() && event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                card::hide();
            }
        });
        // A later copy of this script, after the extension was updated, silences this one by `stop`.
        let stop = js::keep(Closure::<dyn Fn()>::new({
            let page = self.clone();
            move || {
                page.stopped.set(true);
                page.take(None);
            }
        }));
        let _ = Reflect::set(&dom::global("ucontactContacts"), &"stop".into(), &stop);
    }

    /// Reads what holds here: at the start, and whenever the settings have changed.
    fn read(self: &Rc<Self>) {
        let page = self.clone();
        let turn = self.reading.get() + 1;
        self.reading.set(turn);
        spawn_local(async move {
            let stored = storage::local(SETTINGS).await.unwrap_or(JsValue::UNDEFINED);
            // Of two that are under way the later one knows better.
            if page.reading.get() == turn && !page.stopped.get() {
                let address = page.window.location().href().unwrap_or_default();
                page.take(Contacts::of_page(&stored, &address));
            }
        });
    }

    /// The numbers in this document that the agent is likely to mean; silence where there are none, for another of the
    /// page's documents may have some.
    fn near(&self) -> Option<JsValue> {
        let near = self.scan.borrow().as_ref()?.near();
        (!near.is_empty()).then(|| Written::answer(&near))
    }

    fn take(&self, known: Option<Contacts>) {
        let looks = |known: &Option<Contacts>| Some(known.as_ref()?.sites.first()?.within.clone());
        let (before, now) = (looks(&self.known.borrow()), looks(&known));
        *self.known.borrow_mut() = known;
        if before == now {
            return;
        }
        card::hide();
        if let Some(scan) = self.scan.take() {
            scan.stop();
        }
        *self.scan.borrow_mut() = now.and_then(|within| Scan::start(&self.window, &self.document, &within));
    }

    /// Shows the card, or takes it away, once the pointer rests.
    fn rest(self: &Rc<Self>) {
        self.moved.set(true);
        if self.waiting.replace(true) {
            return;
        }
        let page = self.clone();
        spawn_local(async move {
            while page.moved.replace(false) {
                time::pause(REST).await;
            }
            page.waiting.set(false);
            page.rested().await;
        });
    }

    async fn rested(self: &Rc<Self>) {
        let (x, y) = self.pointer.get();
        if card::is_near(x, y) {
            return;
        }
        let found = self.scan.borrow().as_ref().and_then(|scan| {
            scan.see_again();
            scan.at(x, y)
        });
        let Some((number, place)) = found else { return card::hide() };
        // In the language and the theme of this moment.
        let stored = storage::local(SETTINGS).await.unwrap_or(JsValue::UNDEFINED);
        let address = self.window.location().href().unwrap_or_default();
        if let Some(known) = Contacts::of_page(&stored, &address)
            && self.pointer.get() == (x, y)
        {
            let size =
                |value: Result<JsValue, JsValue>| value.ok().and_then(|n| n.as_f64()).unwrap_or_default();
            let window = (size(self.window.inner_width()), size(self.window.inner_height()));
            card::show(&self.document, &known, &number, &place, window);
        }
    }
}
