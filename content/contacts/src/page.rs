//! The document in which this script runs: the settings for it, and the agent's pointer.

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

/// The card comes or goes when the pointer has rested for so many milliseconds.
const REST: u32 = 150;

struct Page {
    window: Window,
    document: Document,
    /// What the settings say of this page.
    known: RefCell<Option<Contacts>>,
    scan: RefCell<Option<Rc<Scan>>>,
    /// Where the pointer is.
    pointer: Cell<(f64, f64)>,
    /// A wait until the pointer rests is under way.
    waiting: Cell<bool>,
    /// The pointer has moved since that wait began its last round.
    moved: Cell<bool>,
    /// Counts the readings of the settings, so that only the last of them counts.
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
    // First listen, then read: settings that arrive between the two are newer than those that are read.
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
        // After an update of the extension, the new copy of this script calls `stop`, which silences this copy.
        let stop = js::keep(Closure::<dyn Fn()>::new({
            let page = self.clone();
            move || {
                page.stopped.set(true);
                page.follow(None);
            }
        }));
        let _ = Reflect::set(&dom::global("ucontactContacts"), &"stop".into(), &stop);
    }

    /// Reads the settings for this page: at the start, and whenever they have changed.
    fn read(self: &Rc<Self>) {
        let page = self.clone();
        let turn = self.reading.get() + 1;
        self.reading.set(turn);
        spawn_local(async move {
            let stored = storage::local(SETTINGS).await.unwrap_or(JsValue::UNDEFINED);
            // A reading that began later gives newer settings.
            if page.reading.get() == turn && !page.stopped.get() {
                let address = page.window.location().href().unwrap_or_default();
                page.follow(Contacts::of_page(&stored, &address));
            }
        });
    }

    /// The numbers in this document that the agent is likely to mean. If there are none the answer is silence: another
    /// document of the page may have some.
    fn near(&self) -> Option<JsValue> {
        let near = self.scan.borrow().as_ref()?.near();
        (!near.is_empty()).then(|| Written::answer(&near))
    }

    /// Puts settings in force. The page is searched anew only if the settings name other places to search.
    fn follow(&self, known: Option<Contacts>) {
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

    /// Shows the card or takes it away, once the pointer rests.
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
        // Language and theme may have changed since the settings were read.
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
