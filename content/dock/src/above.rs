//! What the page puts above the dock: a modal dialog, or an element in full screen.
//!
//! The browser then makes everything else inert, the dock too: neither pointer nor key reaches it. Only the topmost
//! element, and what is in it, can be used. The dock does not move into the page's dialog: a page may remove its
//! dialogs without notice, and the call would end with them. Instead all of the dock stands in a dialog of its own, and
//! that is the topmost dialog for as long as the agent's pointer is on it.

use std::cell::{Cell, OnceCell};

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent};
use webext::js;

use crate::context::Context;
use crate::dom;
use crate::parts::Parts;
use crate::stand::Stand;

/// This key brings the keyboard focus to the dock and back, as it does between the parts of a browser's window.
const KEY: &str = "F6";

/// Follows what the page puts above the dock.
pub(crate) struct Above {
    context: &'static Context,
    stand: &'static Stand,
    /// Hears pointer and keyboard while something of the page is above the dock.
    listener: OnceCell<Function>,
    /// The agent has made the dock the topmost dialog by the keyboard.
    by_key: Cell<bool>,
}

impl Above {
    pub fn new(context: &'static Context, stand: &'static Stand) -> Self {
        Above { context, stand, listener: OnceCell::new(), by_key: Cell::default() }
    }

    /// The page has shown something, or moved the focus: is something above the dock now? `event` tells which element
    /// to look at; without one, the whole page is looked at.
    pub fn look_up(&'static self, event: &JsValue) {
        let Some(parts) = self.stand.parts() else { return };
        let above = above(event);
        if above > 1.0 {
            // The agent is to see the new dialog at once.
            parts.close();
            parts.lift();
        }
        self.watch(&parts, above != 0.0);
    }

    /// Listens to pointer and keyboard while something is above the dock, and only then.
    fn watch(&'static self, parts: &Parts, above: bool) {
        let listener = self.listener.get_or_init(|| {
            js::keep(Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                let parts = self.stand.parts();
                if let Some(parts) = parts.filter(|_| event.is_trusted() && !self.context.is_stopped()) {
                    self.comes_or_goes(&parts, &event);
                }
            }))
        });
        let change = if above || parts.is_up() { dom::listen } else { dom::unlisten };
        for event in ["pointermove", "pointerdown", "keydown"] {
            change(&self.context.window, event, listener, true);
        }
    }

    /// The pointer comes to the dock or leaves it, or a key is pressed.
    fn comes_or_goes(&'static self, parts: &Parts, event: &Event) {
        let is_key = event.type_() == "keydown";
        let leads = is_key && is_lead(event.unchecked_ref());
        let on_dock = event.target().as_ref() == Some(parts.host.as_ref());
        let is_up = parts.is_up();
        let visits = parts.is_visited();
        let changes = match (is_key, is_up) {
            (true, true) => leads || visits,
            (true, false) => leads,
            // An agent who came by the keyboard may push the mouse by accident, and stays.
            (false, true) => !on_dock && (!self.by_key.get() || event.type_() == "pointerdown"),
            // If the browser itself gives the pointer to the dock, nothing is above the dock any more.
            (false, false) => on_dock || parts.is_at(event.unchecked_ref()),
        };
        if !changes {
            return;
        }
        let above = above(event);
        if is_up {
            // The browser gives the focus back to what had it in the page.
            parts.close();
            if !is_key && !visits {
                // What the agent is typing to uContact must not go on in a field of the page.
                dom::call(&js::get(&self.context.document, "activeElement"), "blur", &[]);
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

/// Whether the key is [`KEY`], without a modifier.
fn is_lead(key: &KeyboardEvent) -> bool {
    key.key() == KEY && !key.shift_key() && !key.ctrl_key() && !key.alt_key() && !key.meta_key()
}

/// The answer of the loader's function of this name.
fn above(event: &JsValue) -> f64 {
    let found = dom::call(&dom::global("ucontactDock"), "above", &[event]);
    found.and_then(|found| found.as_f64()).unwrap_or_default()
}
