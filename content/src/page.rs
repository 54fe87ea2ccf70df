//! The document in which this script runs, and what the script knows of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::message::EVENTS;
use bridge::view::Start;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Event, HtmlIFrameElement, MessageEvent, Window};
use webext::content::{Ask, FrameState, Say, Settings};
use webext::outbox::Outbox;
use webext::site::{Here, here};
use webext::{js, runtime, time};

use crate::edits::Edits;

#[wasm_bindgen]
extern "C" {
    // Not `web_sys::window()`: in Firefox the global object of a content script is a sandbox, no Window.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
    /// What `content/loader.js` and `content/wasm.js` left: `{late, handOver(), stop(), shadowed(), seek()}`. If the
    /// dock's script runs beside this one, it sets two more: `dock` is uContact's frame while the dock holds it,
    /// `removed` is true once the page has taken the dock away too often. It calls `dockChanged` after every change of
    /// them.
    #[wasm_bindgen(thread_local_v2, js_namespace = globalThis, js_name = ucontactBridge)]
    static LOADER: JsValue;
}

/// At most so many messages wait until the settings are read, which takes milliseconds.
const MOST_WAITING: usize = 10_000;

/// [`Say::Found`] is sent again after so many milliseconds, and not before.
const AGAIN: f64 = 1_000.0;

/// A document and its uContact frame.
pub(crate) struct Page {
    window: Window,
    document: Document,
    /// Tells this script from those in the tab's other frames. It is no secret, and protects nothing.
    pub instance: f64,
    /// What the settings say of this page.
    here: RefCell<Option<Here>>,
    /// [`Here::origin`] as a string of the browser's, which is compared without a copy.
    origin: RefCell<JsValue>,
    /// Messages that wait until the settings are read; `None` after that.
    waiting: RefCell<Option<Vec<MessageEvent>>>,
    /// The frames that have sent a message from uContact's origin, the latest last.
    spoken: RefCell<Vec<Window>>,
    /// The iframes that [`Page::seek`] found last, as an array.
    shadowed: RefCell<Option<JsValue>>,
    /// Whether [`Page::seek`] is under way.
    seeking: Cell<bool>,
    /// When [`Say::Found`] was sent last, in milliseconds since the epoch.
    told: Cell<f64>,
    edits: RefCell<Edits>,
    outbox: Outbox,
    listeners: RefCell<Option<Listeners>>,
    stopped: Cell<bool>,
    /// Newer settings wait until the dock gives up the frame with the call in it.
    put_off: Cell<bool>,
}

struct Listeners {
    message: Closure<dyn FnMut(MessageEvent)>,
    input: Closure<dyn FnMut(Event)>,
    click: Closure<dyn FnMut(Event)>,
}

/// Starts to listen. Everything else waits for the settings.
pub(crate) fn start() {
    let window = WINDOW.with(Window::clone);
    let Some(document) = window.document() else { return };
    let loader = LOADER.with(JsValue::clone);
    let page = Rc::new_cyclic(|this: &std::rc::Weak<Page>| {
        let this = this.clone();
        Page {
            document,
            instance: js_sys::Math::random(),
            here: RefCell::default(),
            origin: RefCell::new(JsValue::UNDEFINED),
            waiting: RefCell::new(Some(Vec::new())),
            spoken: RefCell::default(),
            shadowed: RefCell::default(),
            seeking: Cell::default(),
            told: Cell::default(),
            edits: RefCell::new(Edits::new(js::get(&loader, "late").is_truthy())),
            outbox: Outbox::new(move || {
                if let Some(page) = this.upgrade() {
                    page.stop();
                }
            }),
            listeners: RefCell::default(),
            stopped: Cell::new(false),
            put_off: Cell::new(false),
            window,
        }
    });
    page.listen(&loader);
    spawn_local(async move {
        // First listen, then read: settings that arrive between the two are newer than those that are read.
        runtime::on_ask({
            let page = page.clone();
            move |message| crate::asks::answer(&page, Ask::from_js(&message)?)
        });
        let settings = Settings::stored().await;
        if !page.is_configured() {
            page.configure(settings.as_ref());
        }
    });
}

/// The dock has another frame, or none. Settings that have waited for this are now put in force.
fn dock_changed(page: Rc<Page>) {
    if page.put_off.replace(false) {
        spawn_local(async move { page.configure(Settings::stored().await.as_ref()) });
    }
}

impl Page {
    fn listen(self: &Rc<Self>, loader: &JsValue) {
        let listeners = Listeners {
            message: Closure::new({
                let page = self.clone();
                move |event| page.on_message(event)
            }),
            input: Closure::new({
                let page = self.clone();
                move |event: Event| page.edits.borrow_mut().note(&event)
            }),
            click: Closure::new({
                let page = self.clone();
                move |event: Event| {
                    if event.is_trusted() && page.here.borrow().as_ref().is_some_and(|here| here.links) {
                        crate::links::clicked(&event);
                    }
                }
            }),
        };
        // In the capture phase: no listener of the page can run first and stop the event.
        let _ = self.window.add_event_listener_with_callback_and_bool(
            "message",
            listeners.message.as_ref().unchecked_ref(),
            true,
        );
        let _ = self.document.add_event_listener_with_callback_and_bool(
            "input",
            listeners.input.as_ref().unchecked_ref(),
            true,
        );
        // In the bubble phase: after the page's own listeners.
        let _ =
            self.window.add_event_listener_with_callback("click", listeners.click.as_ref().unchecked_ref());
        *self.listeners.borrow_mut() = Some(listeners);
        // What the loader heard before this code ran comes first, in its order.
        if let Some(early) = call(loader, "handOver") {
            let early = Array::from(&early);
            for event in Array::from(&early.get(0)).iter() {
                self.on_message(event.unchecked_into());
            }
            for field in Array::from(&early.get(1)).iter() {
                self.edits.borrow_mut().remember(field.unchecked_into());
            }
        }
        // After an update of the extension, the new copy of this script calls `stop`, which silences this copy.
        let stop = js::keep(Closure::<dyn Fn()>::new({
            let page = Rc::downgrade(self);
            move || {
                if let Some(page) = page.upgrade() {
                    page.stop();
                }
            }
        }));
        let _ = Reflect::set(loader, &"stop".into(), &stop);
        let changed = js::keep(Closure::<dyn Fn()>::new({
            let page = self.clone();
            move || dock_changed(page.clone())
        }));
        let _ = Reflect::set(loader, &"dockChanged".into(), &changed);
    }

    fn on_message(&self, event: MessageEvent) {
        if let Some(waiting) = self.waiting.borrow_mut().as_mut() {
            let below = event.source().is_some_and(|s| frame::is_below(s.unchecked_ref(), &self.window));
            if event.is_trusted() && below && waiting.len() < MOST_WAITING {
                waiting.push(event);
            }
            return;
        }
        let heard = frame::hear(&event, &self.window, &self.origin.borrow(), &EVENTS);
        let Some(heard) = heard else { return };
        if let Some(source) = event.source() {
            let source: Window = source.unchecked_into();
            let mut spoken = self.spoken.borrow_mut();
            spoken.retain(|w| *w != source && frame::is_below(w, &self.window));
            spoken.push(source);
        }
        self.outbox.send(match heard {
            frame::Heard::Message(json) => Say::Event { json },
            frame::Heard::TooLarge { event, size } => Say::TooLarge { event, size },
        });
    }

    /// Whether the settings are known. Until then messages may wait, and this script answers no question.
    pub fn is_configured(&self) -> bool {
        self.waiting.borrow().is_none()
    }

    /// Puts settings in force: at the start, and whenever the admin's configuration changes.
    pub fn configure(&self, settings: Option<&Settings>) {
        if self.stopped.get() {
            return;
        }
        let address = self.window.location().href().unwrap_or_default();
        let found = settings.and_then(|settings| here(settings, &address, &self.own_origin()));
        // The dock keeps its frame until the call in it is over. Until then the frame is still believed.
        let before = self.here.borrow().as_ref().map(|here| [&here.origin, "/"].concat());
        let is_of = |url: &str| before.as_ref().is_some_and(|before| url.starts_with(before.as_str()));
        let put_off = docked().is_some_and(|frame| is_of(&frame.src()))
            && !found.as_ref().is_some_and(|found| is_of(&found.url));
        self.put_off.set(put_off);
        if put_off {
            return;
        }
        *self.origin.borrow_mut() = found.as_ref().map_or(JsValue::UNDEFINED, |h| h.origin.as_str().into());
        if found.as_ref().map(|h| &h.origin) != self.here.borrow().as_ref().map(|h| &h.origin) {
            self.spoken.borrow_mut().clear();
        }
        *self.here.borrow_mut() = found;
        let waiting = self.waiting.borrow_mut().take();
        for event in waiting.into_iter().flatten() {
            self.on_message(event);
        }
    }

    /// How far uContact's frame is known here; `None` if there is none. Unless the search is `thorough`, a frame in a
    /// shadow tree may be missed.
    pub fn frame_state(&self, thorough: bool) -> Option<FrameState> {
        let here = self.here.borrow();
        let here = here.as_ref()?;
        if self.own_origin() == "null" {
            // A frame that the CRM sandboxes, such as the text of a mail, does not matter unless uContact is in it.
            let matters = self.is_top() || !self.frames(&here.origin, thorough).is_empty();
            return matters.then_some(FrameState::Sandboxed);
        }
        if self.spoken.borrow().iter().any(|w| frame::is_below(w, &self.window)) {
            return Some(FrameState::Spoken);
        }
        if self.is_top() && LOADER.with(|loader| js::get(loader, "removed").is_truthy()) {
            return Some(FrameState::Removed);
        }
        let there = docked().is_some() || !self.frames(&here.origin, thorough).is_empty();
        there.then_some(FrameState::There)
    }

    /// Whether something that the agent has typed is not saved.
    pub fn unsaved(&self) -> bool {
        self.edits.borrow().unsaved(&self.document)
    }

    /// Whether the agent is typing here now.
    pub fn typing(&self) -> bool {
        self.edits.borrow().lately(js_sys::Date::now())
    }

    /// Posts a `startInteraction` to uContact's frame: to the frame that sent a message last, else to the dock's, else
    /// to the first with uContact's address.
    pub fn post(&self, start: &Start) -> bool {
        let Some(here) = self.here.borrow().clone() else { return false };
        let spoken = self.spoken.borrow().iter().rev().find(|w| frame::is_below(w, &self.window)).cloned();
        let target = spoken
            .or_else(|| docked()?.content_window())
            .or_else(|| self.frames(&here.origin, true).iter().find_map(|f| f.content_window()));
        let data = [
            ("campaign", start.campaign.as_str()),
            ("channel", start.channel.as_str()),
            ("clientId", start.client_id.as_str()),
        ];
        target.is_some_and(|w| frame::post(&w, &here.origin, "startInteraction", &data).is_ok())
    }

    /// The iframes with uContact's address. Only a `thorough` search looks through the shadow trees now; otherwise
    /// those frames in them count that [`Page::seek`] found last.
    fn frames(&self, origin: &str, thorough: bool) -> Vec<HtmlIFrameElement> {
        frame::find(&self.document, origin, || {
            if thorough {
                LOADER.with(|loader| call(loader, "shadowed"))
            } else {
                self.shadowed.borrow().clone()
            }
        })
    }

    /// Looks through the open shadow trees while the page is idle, and reports if uContact's frame is in one of them.
    pub fn seek(self: &Rc<Self>) {
        if self.here.borrow().is_none() || self.seeking.replace(true) {
            return;
        }
        let page = self.clone();
        spawn_local(async move {
            let sought = LOADER.with(|loader| call(loader, "seek"));
            let found = match sought {
                Some(sought) => JsFuture::from(Promise::from(sought)).await.ok(),
                None => None,
            };
            *page.shadowed.borrow_mut() = found;
            // A page that adds and removes the frame again and again must not cause a report each time.
            let rest = page.told.get() + AGAIN - js_sys::Date::now();
            if rest > 0.0 {
                time::pause(rest as u32).await;
            }
            page.seeking.set(false);
            if page.frame_state(false).is_some() {
                page.told.set(js_sys::Date::now());
                page.outbox.send(Say::Found);
            }
        });
    }

    fn own_origin(&self) -> String {
        js::get_string(&self.window, "origin").unwrap_or_default()
    }

    fn is_top(&self) -> bool {
        js::get(&self.window, "parent") == *AsRef::<JsValue>::as_ref(&self.window)
    }

    /// Falls silent for good: another copy has taken over, or the extension is gone.
    fn stop(&self) {
        self.stopped.set(true);
        *self.here.borrow_mut() = None;
        *self.origin.borrow_mut() = JsValue::UNDEFINED;
        if let Some(listeners) = self.listeners.borrow().as_ref() {
            let _ = self.window.remove_event_listener_with_callback_and_bool(
                "message",
                listeners.message.as_ref().unchecked_ref(),
                true,
            );
            let _ = self.document.remove_event_listener_with_callback_and_bool(
                "input",
                listeners.input.as_ref().unchecked_ref(),
                true,
            );
            let _ = self
                .window
                .remove_event_listener_with_callback("click", listeners.click.as_ref().unchecked_ref());
        }
    }
}

/// uContact's frame in the dock.
fn docked() -> Option<HtmlIFrameElement> {
    let frame = LOADER.with(|loader| js::get(loader, "dock"));
    let frame: HtmlIFrameElement = frame.is_object().then(|| frame.unchecked_into())?;
    frame.is_connected().then_some(frame)
}

fn call(object: &JsValue, method: &str) -> Option<JsValue> {
    js::get(object, method).dyn_ref::<Function>()?.call0(object).ok()
}
