//! Where uContact is to be: by the settings, and by what the background answers. Every event of the page and every
//! question of the background comes in here.

use std::cell::{Cell, RefCell};

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventTarget, VisibilityState};
use webext::content::{Ask, Say, Settings};
use webext::placement::Placement;
use webext::site::{Here, here};
use webext::{Error, js, runtime, time};

use crate::calls::Calls;
use crate::context::{Context, forever};
use crate::dom::{self, on};
use crate::former;
use crate::shown::Shown;
use crate::stand::Stand;

/// The longest pause between two tries to ask the background, in milliseconds.
const LONGEST_PAUSE: u32 = 5_000;

/// A document and its dock.
struct Dock {
    context: &'static Context,
    stand: &'static Stand,
    calls: &'static Calls,
    shown: Shown,
    /// What the settings say of this page; `None` where the extension is not to place uContact.
    here: RefCell<Option<Here>>,
    /// The background has sent settings: they are newer than what was read from the storage.
    configured: Cell<bool>,
    /// The number of the newest [`Placement`].
    number: Cell<f64>,
    /// The background is being asked.
    asking: Cell<bool>,
    /// The background is to be asked once more after that.
    again: Cell<bool>,
}

/// Starts: reads the settings, and asks where uContact is to be.
pub(crate) fn start() {
    let Some(context) = Context::new() else { return };
    let (stand, calls) = (forever(Stand::new(context)), forever(Calls::new(context)));
    let dock = forever(Dock {
        context,
        stand,
        calls,
        shown: Shown::new(context, stand, calls),
        here: RefCell::default(),
        configured: Cell::default(),
        number: Cell::default(),
        asking: Cell::default(),
        again: Cell::default(),
    });
    dock.listen();
    spawn_local(async {
        // First listen, then read: settings that arrive between the two are newer than those that are read.
        runtime::on_ask(|message| dock.answer(Ask::from_js(&message)?));
        stand.recall().await;
        let settings = Settings::stored().await;
        if !dock.configured.get() {
            dock.configure(settings.as_ref());
        }
    });
}

impl Dock {
    fn listen(&'static self) {
        let on_page = |target: &EventTarget, event: &str, then: fn(&'static Dock, Event)| {
            on(
                target,
                event,
                true,
                Box::new(move |event| {
                    if !self.context.is_stopped() {
                        then(self, event);
                    }
                }),
            );
        };
        let Context { window, document, .. } = self.context;
        on_page(window, "message", |dock, event| {
            if let Some(here) = dock.here.borrow().as_ref() {
                dock.shown.hear(&event, &here.origin);
            }
        });
        on_page(window, "resize", |dock, _| dock.stand.lay_out());
        // A panel beside the page may have closed, which no event reports for certain.
        on_page(window, "focus", |dock, event| {
            // Only if the window itself gets the focus, not an element in it.
            if event.event_phase() == Event::AT_TARGET {
                dock.ask();
            }
        });
        // A dialog reports that it opens and closes. A dialog in a shadow tree is noticed only by the focus that it
        // takes.
        for event in ["toggle", "fullscreenchange", "focusin"] {
            on_page(document, event, |dock, event| dock.shown.look_up(&event));
        }
        // The place that came to the front last is the next to get uContact's frame. By asking, it also learns whether
        // the place that had the frame is gone.
        on_page(document, "visibilitychange", |dock, _| {
            if dock.context.document.visibility_state() == VisibilityState::Visible {
                dock.ask();
            }
        });
        on_page(window, "pagehide", |dock, _| {
            if dock.stand.parts().is_some() || dock.asking.get() {
                dock.leave();
            }
        });
        on_page(window, "pageshow", |dock, event| {
            if js::get(&event, "persisted").is_truthy() {
                dock.ask();
            }
        });
        // After an update of the extension, the new copy of this script calls `stop`, which silences this copy for
        // good.
        let stop = js::keep(Closure::<dyn Fn()>::new(|| {
            self.context.stop();
            self.shown.stop();
        }));
        let _ = Reflect::set(&dom::global("ucontactDock"), &"stop".into(), &stop);
    }

    fn answer(&'static self, ask: Ask) -> Option<JsValue> {
        if self.context.is_stopped() {
            return None;
        }
        let me = self.context.instance;
        match ask {
            Ask::Settings { settings } => {
                self.configured.set(true);
                self.configure(settings.as_ref());
                None
            }
            Ask::Home { instance } => (instance == me && self.has_frame()).then_some(JsValue::TRUE),
            Ask::Free { instance } => {
                (instance == me && self.here.borrow().is_some()).then_some(JsValue::TRUE)
            }
            Ask::Dock { instance, placement } if instance == me => {
                (self.is_news(&placement) && self.obey(placement)).then_some(JsValue::TRUE)
            }
            _ => None,
        }
    }

    /// Whether a placement is newer than what is known.
    fn is_news(&self, placement: &Placement) -> bool {
        let is_news = placement.number > self.number.get();
        if is_news {
            self.number.set(placement.number);
        }
        is_news
    }

    /// Whether uContact's frame is here, or may be about to be.
    fn has_frame(&self) -> bool {
        self.here.borrow().is_some() && (self.stand.is_here() == Some(true) || self.asking.get())
    }

    /// uContact is to be here, or is elsewhere. `false` where it is to be here and cannot.
    fn obey(&'static self, placement: Placement) -> bool {
        let here = self.here.borrow().clone().filter(|_| !self.shown.has_given_up());
        match here {
            Some(here) => self.shown.obey(&here.url, placement),
            None => !placement.here,
        }
    }

    /// Takes the dock out of the page, and says so: uContact may live elsewhere.
    fn leave(&self) {
        self.shown.leave();
        self.context.say(&Say::Gone { instance: self.context.instance });
    }

    /// Puts settings in force: at the start, and whenever the admin's configuration changes. Settings that would end a
    /// call wait until it is over.
    fn configure(&'static self, settings: Option<&Settings>) {
        let address = self.context.window.location().href().unwrap_or_default();
        let origin = self.context.origin();
        let found = settings.and_then(|settings| here(settings, &address, &origin)).filter(|h| h.inject);
        let url_of = |here: &Option<Here>| here.as_ref().map(|here| here.url.clone());
        let ends = self.calls.any() && url_of(&self.here.borrow()) != url_of(&found);
        self.calls.when_over(ends.then(|| -> Box<dyn FnOnce()> {
            Box::new(|| spawn_local(async { self.configure(Settings::stored().await.as_ref()) }))
        }));
        if ends {
            return;
        }
        let before = self.here.replace(found.clone());
        if found.is_none() && before.is_some() {
            self.leave();
        } else if before != found {
            self.ask();
        }
    }

    /// Asks the background where uContact is to be, until it answers: a worker may die on the way.
    fn ask(&'static self) {
        if self.here.borrow().is_none() || self.shown.has_given_up() {
            return;
        }
        if self.asking.replace(true) {
            self.again.set(true);
            return;
        }
        spawn_local(async {
            let mut pause = 0;
            let url = self.here.borrow().as_ref().map(|here| here.url.clone());
            let document = &self.context.document;
            let holds =
                self.stand.parts().is_none() && url.is_some_and(|url| former::holds_frame(document, &url));
            while self.here.borrow().is_some() && !self.context.is_stopped() {
                self.again.set(false);
                let say = Say::Dock { instance: self.context.instance, eager: false, holds };
                match runtime::send(&say.to_js()).await.map(|answer| Placement::from_js(&answer)) {
                    Ok(Some(placement)) => {
                        if self.is_news(&placement) && !self.obey(placement) {
                            self.shown.give_up();
                        }
                        if !self.again.get() {
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
            self.asking.set(false);
        });
    }
}
