//! uContact's frame in this page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::message::EVENTS;
use bridge::view::Start;
use pages::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlIFrameElement, MessageEvent};
use webext::content::{FrameState, Say};
use webext::outbox::Outbox;

/// The frame, while it is here.
pub(crate) struct Home {
    /// uContact's origin, as a string of the browser's.
    origin: RefCell<JsValue>,
    frame: RefCell<Option<HtmlIFrameElement>>,
    url: RefCell<String>,
    spoken: Cell<bool>,
    /// Counts the frames that were put here.
    number: Cell<u32>,
    outbox: Outbox,
}

impl Home {
    /// Starts without a frame. It listens from now on, so that no message of a frame is missed, and calls `heard` with
    /// each.
    pub fn new(heard: impl Fn(&frame::Heard) + 'static) -> Rc<Self> {
        let home = Rc::new(Home {
            origin: RefCell::new(JsValue::UNDEFINED),
            frame: RefCell::default(),
            url: RefCell::default(),
            spoken: Cell::new(false),
            number: Cell::new(0),
            outbox: Outbox::new(|| {}),
        });
        dom::listen(&dom::window(), "message", {
            let home = home.clone();
            move |event| {
                let event: MessageEvent = event.unchecked_into();
                let said = frame::hear(&event, &dom::window(), &home.origin.borrow(), &EVENTS);
                let Some(said) = said else { return };
                home.spoken.set(true);
                heard(&said);
                home.outbox.send(match said {
                    frame::Heard::Message(json) => Say::Event { json },
                    frame::Heard::TooLarge { event, size } => Say::TooLarge { event, size },
                });
            }
        });
        home
    }

    /// Puts the frame into `place`. A frame that is there already, with the same address, stays: a call may live in it.
    /// `true` if the frame is new.
    pub fn put(&self, place: &Element, url: &str, origin: &str) -> bool {
        if self.is_here() && *self.url.borrow() == url {
            return false;
        }
        self.take_away();
        let Some(frame) = frame::create(&dom::document(), url) else { return false };
        *self.origin.borrow_mut() = origin.into();
        let _ = place.append_child(&frame);
        *self.frame.borrow_mut() = Some(frame);
        self.number.set(self.number.get().wrapping_add(1));
        url.clone_into(&mut self.url.borrow_mut());
        true
    }

    /// Takes the frame away.
    pub fn take_away(&self) {
        *self.origin.borrow_mut() = JsValue::UNDEFINED;
        self.spoken.set(false);
        if let Some(frame) = self.frame.borrow_mut().take() {
            frame.remove();
        }
    }

    /// Whether the frame is here.
    pub fn is_here(&self) -> bool {
        self.frame.borrow().is_some()
    }

    /// The number of the frame that was put here last.
    pub fn number(&self) -> u32 {
        self.number.get()
    }

    /// How far the frame is known; `None` if it is not here.
    pub fn state(&self) -> Option<FrameState> {
        self.is_here().then(|| if self.spoken.get() { FrameState::Spoken } else { FrameState::There })
    }

    /// Posts a `startInteraction` to the frame; `false` if that failed.
    pub fn post(&self, start: &Start) -> bool {
        let Some(window) = self.frame.borrow().as_ref().and_then(HtmlIFrameElement::content_window) else {
            return false;
        };
        let Some(origin) = self.origin.borrow().as_string() else { return false };
        let data = [
            ("campaign", start.campaign.as_str()),
            ("channel", start.channel.as_str()),
            ("clientId", start.client_id.as_str()),
        ];
        frame::post(&window, &origin, "startInteraction", &data).is_ok()
    }
}
