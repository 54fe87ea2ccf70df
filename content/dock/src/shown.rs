//! What is in the page: uContact's frame, a note, or nothing.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;
use webext::content::{Say, Settings};
use webext::placement::Placement;
use webext::{i18n, js};

use crate::guard::{self, Guard};
use crate::live::{News, news};
use crate::page::Dock;
use crate::parts::Parts;
use crate::{dom, hands, memory, theme};

impl Dock {
    /// uContact is to be here, or is elsewhere. `false` where it is to be here and cannot.
    pub fn settle(self: &Rc<Self>, placement: Placement) -> bool {
        let here = self.here.borrow().clone().filter(|_| self.taken.get() <= guard::MOST);
        let Some(here) = here else { return !placement.here };
        if !placement.here && placement.elsewhere.is_none() {
            self.leave();
            return true;
        }
        let Some(parts) = self.have_parts(&here.url) else { return !placement.here };
        let spoken = i18n::spoken();
        i18n::use_catalogue(&placement.texts.catalogue());
        if i18n::spoken() != spoken {
            parts.speak();
        }
        let before = parts.frame();
        // What was live before an update still is.
        if placement.here && before.is_some() && self.placement.borrow().is_none() {
            placement.live.iter().for_each(|guid| self.live.borrow_mut().begin(guid.clone()));
            self.ask_before_unload();
        }
        hands::keeping_focus(&parts, || {
            if placement.here {
                let frame = parts.have_frame(&self.document, &here.url);
                if before != frame {
                    self.no_frame();
                }
                tell_content("dock", &frame.map_or(JsValue::UNDEFINED, JsValue::from));
            } else {
                parts.drop_frame();
                self.no_frame();
            }
            if let Some((dark, primary)) = &placement.theme {
                theme::paint(&parts.rule, *dark, primary);
            }
            *self.placement.borrow_mut() = Some(placement.clone());
            self.present();
        });
        if placement.here && before.is_none() {
            // Another tab of this site may have been its home, and have moved it, since this one was loaded.
            let dock = self.clone();
            spawn_local(async move {
                if let Some(place) = memory::recall(&dock.origin()).await
                    && dock.held.get().is_none()
                {
                    dock.put(place);
                }
            });
        }
        true
    }

    /// The dock's elements; they are built and put into the page where there are none.
    pub fn have_parts(self: &Rc<Self>, url: &str) -> Option<Rc<Parts>> {
        if let Some(parts) = self.parts.borrow().as_ref() {
            return Some(parts.clone());
        }
        let parts = Rc::new(Parts::build(&self.document, url)?);
        hands::listen(self, &parts);
        *self.parts.borrow_mut() = Some(parts.clone());
        if self.guard.get().is_none()
            && let Some(guard) = Guard::new(self)
        {
            let _ = self.guard.set(guard);
        }
        if let Some(guard) = self.guard.get() {
            guard.watch(&self.document);
        }
        self.look_up(&JsValue::UNDEFINED);
        Some(parts)
    }

    /// The page has changed its root's children: is the dock still there?
    pub fn look_after(self: &Rc<Self>) {
        let Some(parts) = self.parts.borrow().clone() else { return };
        let root = self.document.document_element();
        if self.stopped.get() || parts.host.parent_element() == root && root.is_some() {
            return;
        }
        self.taken.set(self.taken.get() + 1);
        if self.taken.get() > guard::MOST {
            self.give_up();
            return;
        }
        // The frame starts again in it: what was live has ended with the old one.
        self.live.borrow_mut().clear();
        self.live_changed();
        parts.put_back(&self.document);
        if let Some(guard) = self.guard.get() {
            guard.watch(&self.document);
        }
    }

    /// The page will not have the dock. The content script says so to whoever asks what is wrong here.
    pub fn give_up(self: &Rc<Self>) {
        self.leave();
        tell_content("removed", &JsValue::TRUE);
        self.say(&Say::Broken { instance: self.instance });
    }

    /// The page has taken the dock out of the browser's top layer, where nothing covers it: back, but not for ever.
    pub fn raise_again(&self) {
        let lowered = self.lowered.get();
        if let Some(parts) = self.parts.borrow().as_ref()
            && lowered < guard::MOST_LOWERED
            && parts.raise()
        {
            self.lowered.set(lowered + 1);
        }
    }

    /// Takes the dock out of the page.
    pub fn leave(self: &Rc<Self>) {
        if let Some(guard) = self.guard.get() {
            guard.rest();
        }
        self.no_frame();
        if let Some(parts) = self.parts.borrow_mut().take() {
            parts.remove();
        }
        *self.placement.borrow_mut() = None;
    }

    /// There is no frame here any more: nothing to post to, and nothing that a navigation would end.
    pub fn no_frame(self: &Rc<Self>) {
        tell_content("dock", &JsValue::UNDEFINED);
        self.live.borrow_mut().clear();
        self.live_changed();
    }

    pub fn hear(self: &Rc<Self>, event: &Event) {
        let Some(parts) = self.parts.borrow().clone() else { return };
        let Some(frame) = parts.frame() else { return };
        let Some(origin) = self.here.borrow().as_ref().map(|here| JsValue::from_str(&here.origin)) else {
            return;
        };
        match news(event.unchecked_ref(), &self.window, &frame, &origin) {
            None => return,
            Some(News::Begun(guid)) => self.live.borrow_mut().begin(guid),
            Some(News::Over(guid)) => self.live.borrow_mut().end(&guid),
            Some(News::Theme(dark, primary)) => theme::paint(&parts.rule, dark, &primary),
        }
        self.live_changed();
    }

    /// Another interaction is live, or none is any more: then the settings are taken that were put off.
    pub fn live_changed(self: &Rc<Self>) {
        self.ask_before_unload();
        if !self.live.borrow().any() && self.put_off.replace(false) {
            let dock = self.clone();
            spawn_local(async move { dock.configure(Settings::stored().await.as_ref()) });
        }
    }

    /// While an interaction is live the browser asks before the page is left. Only then: a listener keeps the page out of
    /// the browser's cache.
    pub fn ask_before_unload(&self) {
        let listener = self.before_unload.get_or_init(|| {
            js::keep(Closure::<dyn FnMut(Event)>::new(|event: Event| event.prevent_default()))
        });
        if self.live.borrow().any() && !self.stopped.get() {
            dom::listen(&self.window, "beforeunload", listener, false);
        } else {
            dom::unlisten(&self.window, "beforeunload", listener, false);
        }
    }
}

/// Leaves something where the content script finds it: uContact's frame, as `dock`, to post to it; that it was taken
/// away, as `removed`.
fn tell_content(name: &str, what: &JsValue) {
    let bridge = dom::global("ucontactBridge");
    if bridge.is_object() {
        let _ = Reflect::set(&bridge, &name.into(), what);
        dom::call(&bridge, "renew", &[]);
    }
}
