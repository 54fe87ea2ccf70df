//! The document this script lives in, and where uContact is to be.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Event, VisibilityState, Window};
use webext::content::{Ask, Say, Settings};
use webext::placement::Placement;
use webext::site::{Here, here};
use webext::{Error, js, runtime, time};

use crate::dom::{self, on};
use crate::geometry::Place;
use crate::guard::{self, Guard};
use crate::hands::Held;
use crate::live::Live;
use crate::memory;
use crate::parts::{self, Parts};

#[wasm_bindgen]
extern "C" {
    // Not `web_sys::window()`: in Firefox a content script's global is a sandbox, no Window.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
}

/// The longest pause between two tries to ask the background, in milliseconds.
const LONGEST_PAUSE: u32 = 5_000;

/// A document and its dock.
pub(crate) struct Dock {
    pub window: Window,
    pub document: Document,
    /// Names this place among all of them.
    pub instance: u32,
    /// What holds here; `None` where uContact is not to be placed by the extension.
    pub here: RefCell<Option<Here>>,
    /// The settings have come by themselves: newer than what was read.
    pub configured: Cell<bool>,
    /// What the background said last of uContact's place, and the number of that.
    pub placement: RefCell<Option<Placement>>,
    pub number: Cell<f64>,
    /// The background is being asked; and is to be asked again.
    pub asking: Cell<bool>,
    pub again: Cell<bool>,
    pub parts: RefCell<Option<Rc<Parts>>>,
    pub place: Cell<Place>,
    pub held: Cell<Option<Held>>,
    pub live: RefCell<Live>,
    pub guard: OnceCell<Guard>,
    pub before_unload: OnceCell<Function>,
    /// Listens to pointer and keyboard while something of the page is above the dock.
    pub over: OnceCell<Function>,
    /// The agent has come above it by the keyboard.
    pub by_key: Cell<bool>,
    /// How often the page has taken the dock away.
    pub taken: Cell<u32>,
    /// How often it has taken it out of the top layer.
    pub lowered: Cell<u32>,
    pub stopped: Cell<bool>,
    /// New settings would have ended an interaction, and are taken when none is live any more.
    pub put_off: Cell<bool>,
}

/// Starts: reads the settings, and asks where uContact is to be.
pub(crate) fn start() {
    let window = WINDOW.with(Window::clone);
    let Some(document) = window.document() else { return };
    let dock = Rc::new(Dock {
        document,
        window,
        instance: (js_sys::Math::random() * f64::from(u32::MAX)) as u32,
        here: RefCell::default(),
        placement: RefCell::default(),
        configured: Cell::default(),
        number: Cell::default(),
        asking: Cell::default(),
        again: Cell::default(),
        parts: RefCell::default(),
        place: Cell::default(),
        held: Cell::default(),
        live: RefCell::default(),
        guard: OnceCell::new(),
        before_unload: OnceCell::new(),
        over: OnceCell::new(),
        by_key: Cell::default(),
        taken: Cell::default(),
        lowered: Cell::default(),
        stopped: Cell::default(),
        put_off: Cell::default(),
    });
    dock.listen();
    spawn_local(async move {
        // First listen, then read: what is told between the two is newer than what was read.
        runtime::on_ask({
            let dock = dock.clone();
            move |message| dock.answer(Ask::from_js(&message)?)
        });
        let place = memory::recall(&dock.origin()).await;
        dock.place.set(place.unwrap_or_default());
        let settings = Settings::stored().await;
        if !dock.configured.get() {
            dock.configure(settings.as_ref());
        }
    });
}

impl Dock {
    fn listen(self: &Rc<Self>) {
        let on_page = |target: &web_sys::EventTarget, event: &str, then: fn(&Rc<Dock>, Event)| {
            let dock = self.clone();
            on(
                target,
                event,
                true,
                Box::new(move |event| {
                    if !dock.stopped.get() {
                        then(&dock, event);
                    }
                }),
            );
        };
        on_page(&self.window, "message", |dock, event| dock.hear(&event));
        on_page(&self.window, "resize", |dock, _| dock.lay_out());
        // A panel beside the page may have closed, which nobody tells for certain.
        on_page(&self.window, "focus", |dock, event| {
            // Of the window, not of what is in it.
            if event.event_phase() == Event::AT_TARGET {
                dock.ask();
            }
        });
        // A dialog tells that it opens and closes, one in a shadow tree only by the focus that it takes.
        for event in ["toggle", "fullscreenchange", "focusin"] {
            on_page(&self.document, event, |dock, event| dock.look_up(&event));
        }
        // The place that was last in front is the next home, and learns here of a home that is gone.
        on_page(&self.document, "visibilitychange", |dock, _| {
            if dock.document.visibility_state() == VisibilityState::Visible {
                dock.ask();
            }
        });
        on_page(&self.window, "pagehide", |dock, _| {
            if dock.parts.borrow().is_some() || dock.asking.get() {
                dock.leave();
                dock.say(&Say::Gone { instance: dock.instance });
            }
        });
        on_page(&self.window, "pageshow", |dock, event| {
            if js::get(&event, "persisted").is_truthy() {
                dock.ask();
            }
        });
        // A later copy of this script, after the extension was updated, silences this one by `stop`.
        let stop = js::keep(Closure::<dyn Fn()>::new({
            let dock = self.clone();
            move || dock.stop()
        }));
        let _ = Reflect::set(&dom::global("ucontactDock"), &"stop".into(), &stop);
    }

    fn answer(self: &Rc<Self>, ask: Ask) -> Option<JsValue> {
        if self.stopped.get() {
            return None;
        }
        match ask {
            Ask::Settings { settings } => {
                self.configured.set(true);
                self.configure(settings.as_ref());
                None
            }
            Ask::Home { instance } => (instance == self.instance && self.has_it()).then_some(JsValue::TRUE),
            Ask::Free { instance } => {
                (instance == self.instance && self.here.borrow().is_some()).then_some(JsValue::TRUE)
            }
            Ask::Dock { instance, placement } if instance == self.instance => {
                (self.is_news(&placement) && self.settle(placement)).then_some(JsValue::TRUE)
            }
            _ => None,
        }
    }

    /// Whether it is no older than what is known.
    fn is_news(&self, placement: &Placement) -> bool {
        let is_news = placement.number > self.number.get();
        if is_news {
            self.number.set(placement.number);
        }
        is_news
    }

    /// Whether uContact's frame is here, or may be about to be.
    fn has_it(&self) -> bool {
        let here = self.placement.borrow().as_ref().is_some_and(|placement| placement.here);
        self.here.borrow().is_some() && (here || self.asking.get())
    }

    /// Takes new settings: at the start, and whenever the admin's configuration changes. A call does not end by them.
    pub fn configure(self: &Rc<Self>, settings: Option<&Settings>) {
        let address = self.window.location().href().unwrap_or_default();
        let found =
            settings.and_then(|settings| here(settings, &address, &self.origin())).filter(|h| h.inject);
        let is_of = |here: &Option<Here>| here.as_ref().map(|here| here.url.clone());
        let ends = self.live.borrow().any() && is_of(&self.here.borrow()) != is_of(&found);
        self.put_off.set(ends);
        if ends {
            return;
        }
        let unchanged = *self.here.borrow() == found;
        let gone = found.is_none() && self.here.borrow().is_some();
        *self.here.borrow_mut() = found;
        if gone {
            self.leave();
            self.say(&Say::Gone { instance: self.instance });
        } else if !unchanged {
            self.ask();
        }
    }

    /// Asks the background where uContact is to be, until it answers: a worker may die on the way.
    pub fn ask(self: &Rc<Self>) {
        if self.here.borrow().is_none() || self.taken.get() > guard::MOST {
            return;
        }
        if self.asking.replace(true) {
            self.again.set(true);
            return;
        }
        let dock = self.clone();
        spawn_local(async move {
            let mut pause = 0;
            let url = dock.here.borrow().as_ref().map(|here| here.url.clone());
            let holds = dock.parts.borrow().is_none()
                && url.is_some_and(|url| parts::holds_frame(&dock.document, &url));
            while dock.here.borrow().is_some() && !dock.stopped.get() {
                dock.again.set(false);
                let say = Say::Dock { instance: dock.instance, eager: false, holds };
                match runtime::send(&say.to_js()).await.map(|answer| Placement::from_js(&answer)) {
                    Ok(Some(placement)) => {
                        if dock.is_news(&placement) && !dock.settle(placement) {
                            dock.give_up();
                        }
                        if !dock.again.get() {
                            break;
                        }
                    }
                    Err(Error::Gone) => break,
                    Ok(None) | Err(_) => {
                        time::pause(pause).await;
                        pause = (pause * 2).clamp(25, LONGEST_PAUSE);
                    }
                }
            }
            dock.asking.set(false);
        });
    }

    /// Tells the background; what it does not hear it will notice when it asks.
    pub fn say(&self, say: &Say) {
        let message = say.to_js();
        spawn_local(async move { drop(runtime::send(&message).await) });
    }

    pub fn origin(&self) -> String {
        js::get_string(&self.window, "origin").unwrap_or_default()
    }

    /// Falls silent for good: another copy takes over, and uContact's frame with the call in it.
    fn stop(&self) {
        self.stopped.set(true);
        self.ask_before_unload();
        if let Some(guard) = self.guard.get() {
            guard.rest();
        }
    }
}
