//! Keeps the dock in the page although the page takes it away, within bounds.

use std::cell::{Cell, OnceCell};

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MutationObserver, MutationObserverInit};
use webext::js;

use crate::context::Context;
use crate::dom::on;
use crate::parts::Parts;
use crate::stand::Stand;

/// The dock comes back so many times after the page took it away. Then it gives up, and reports that.
const MOST: u32 = 5;

/// The dock goes back into the browser's top layer so many times. Nothing is loaded anew by that.
const MOST_LOWERED: u32 = 100;

/// Watches the two places where the page could take the dock away: the root's children, and the root itself.
pub(crate) struct Guard {
    context: &'static Context,
    stand: &'static Stand,
    observer: OnceCell<MutationObserver>,
    /// How often the page has taken the dock away.
    taken: Cell<u32>,
    /// How often the page has taken the dock out of the top layer.
    lowered: Cell<u32>,
}

impl Guard {
    pub fn new(context: &'static Context, stand: &'static Stand) -> Self {
        Guard { context, stand, observer: OnceCell::new(), taken: Cell::default(), lowered: Cell::default() }
    }

    /// Calls `changed` from now on when the page changes one of the two places. A second call does nothing.
    pub fn begin(&self, changed: impl Fn() + 'static) {
        if self.observer.get().is_none() {
            let changed = js::keep(Closure::<dyn FnMut(JsValue)>::new(move |_| changed()));
            if let Ok(observer) = MutationObserver::new(changed.unchecked_ref()) {
                let _ = self.observer.set(observer);
            }
        }
    }

    /// Watches the document's root as it is now, and no other.
    pub fn watch(&self) {
        let Some(observer) = self.observer.get() else { return };
        let document = &self.context.document;
        observer.disconnect();
        let children = MutationObserverInit::new();
        children.set_child_list(true);
        let _ = observer.observe_with_options(document, &children);
        if let Some(root) = document.document_element() {
            let _ = observer.observe_with_options(&root, &children);
        }
    }

    /// Watches no longer.
    pub fn rest(&self) {
        if let Some(observer) = self.observer.get() {
            observer.disconnect();
        }
    }

    /// The page has taken the dock away once more.
    pub fn count_removal(&self) {
        self.taken.set(self.taken.get() + 1);
    }

    /// Whether the page has taken the dock away too often.
    pub fn has_given_up(&self) -> bool {
        self.taken.get() > MOST
    }

    /// Watches whether the page takes the dock out of the browser's top layer, where nothing covers it.
    pub fn watch_layer(&'static self, parts: &Parts) {
        on(&parts.host, "toggle", false, Box::new(|_| self.raise_again()));
    }

    fn raise_again(&self) {
        let lowered = self.lowered.get();
        if let Some(parts) = self.stand.parts()
            && lowered < MOST_LOWERED
            && parts.raise()
        {
            self.lowered.set(lowered + 1);
        }
    }
}
