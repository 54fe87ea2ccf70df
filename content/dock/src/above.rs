//! What the page puts above the dock: a modal dialog, or an element in full screen.
//!
//! The browser makes everything else inert then, the dock too: no pointer and no key reaches it. Only being in what is
//! topmost, or being it, helps. The dock is not moved into the page's dialog: a page takes its dialogs out of the
//! document without a word, and the call would end with them. All of the dock stands in a dialog of its own, and that
//! becomes the topmost one for as long as the agent's pointer is on it.

use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent};
use webext::js;

use crate::dom;
use crate::page::Dock;
use crate::parts::{Parts, focused};

/// By which the keyboard comes to the dock and back, as from part to part of a browser's window.
const KEY: &str = "F6";

impl Dock {
    /// Something has been shown, or has got the focus: is it modal, or in what is? Without an event: is there anything?
    pub fn look_up(self: &Rc<Self>, event: &JsValue) {
        let Some(parts) = self.parts.borrow().clone() else { return };
        let above = above(event);
        if above > 1.0 {
            // To be seen at once.
            parts.close();
            parts.lift();
        }
        self.watch(&parts, above != 0.0);
    }

    /// Listens to pointer and keyboard while something is above the dock, and only then.
    fn watch(self: &Rc<Self>, parts: &Parts, above: bool) {
        let listener = self.over.get_or_init(|| {
            let dock = self.clone();
            js::keep(Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                let parts = dock.parts.borrow().clone();
                if let Some(parts) = parts.filter(|_| event.is_trusted() && !dock.stopped.get()) {
                    dock.comes_or_goes(&parts, &event);
                }
            }))
        });
        let change = if above || parts.is_up() { dom::listen } else { dom::unlisten };
        for event in ["pointermove", "pointerdown", "keydown"] {
            change(&self.window, event, listener, true);
        }
    }

    /// The pointer comes to the dock or leaves it, or a key is pressed.
    fn comes_or_goes(self: &Rc<Self>, parts: &Parts, event: &Event) {
        let is_key = event.type_() == "keydown";
        let leads = is_key && is_lead(event.unchecked_ref());
        let on_dock = event.target().as_ref() == Some(parts.host.as_ref());
        let is_up = parts.is_up();
        // The pointer is on it, and the agent has not clicked anything in it.
        let visits = focused(parts).as_ref() == Some(parts.whole.as_ref());
        let changes = match (is_key, is_up) {
            (true, true) => leads || visits,
            (true, false) => leads,
            // Whoever came by the keyboard may push the mouse, and stays.
            (false, true) => !on_dock && (!self.by_key.get() || event.type_() == "pointerdown"),
            // If it gets there by itself nothing is above it any more.
            (false, false) => on_dock || parts.is_at(event.unchecked_ref()),
        };
        if !changes {
            return;
        }
        let above = above(event);
        if is_up {
            // What had the focus in the page has it again.
            parts.close();
            if !is_key && !visits {
                // What the agent is typing to uContact must not go on in a field of the page.
                dom::call(&js::get(&self.document, "activeElement"), "blur", &[]);
            }
        } else if above > 0.0 && !on_dock {
            parts.open();
            self.by_key.set(leads);
            dom::focus(if leads { &parts.hold } else { &parts.whole });
        }
        if leads && (is_up || above > 0.0) {
            event.prevent_default();
        }
        self.watch(parts, above != 0.0);
    }
}

/// Whether it is the key that leads, and nothing else with it.
fn is_lead(key: &KeyboardEvent) -> bool {
    key.key() == KEY && !key.shift_key() && !key.ctrl_key() && !key.alt_key() && !key.meta_key()
}

/// What the loader's function of this name says.
fn above(event: &JsValue) -> f64 {
    let found = dom::call(&dom::global("ucontactDock"), "above", &[event]);
    found.and_then(|found| found.as_f64()).unwrap_or_default()
}
