//! What keeps the dock in the page, within bounds.

use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MutationObserver, MutationObserverInit};
use webext::js;

use crate::page::Dock;

/// How often the dock comes back after the page took it away; then it says so, and stays away.
pub(crate) const MOST: u32 = 5;

/// How often it goes back into the browser's top layer. Nothing is loaded anew by that.
pub(crate) const MOST_LOWERED: u32 = 100;

/// Watches the two places where the page could take the dock away: the root's children, and the root itself.
pub(crate) struct Guard(MutationObserver);

impl Guard {
    /// Watches from now on.
    pub fn new(dock: &Rc<Dock>) -> Option<Self> {
        let dock = Rc::downgrade(dock);
        let changed = js::keep(Closure::<dyn FnMut(JsValue)>::new(move |_| {
            if let Some(dock) = dock.upgrade() {
                dock.look_after();
            }
        }));
        MutationObserver::new(changed.unchecked_ref()).ok().map(Guard)
    }

    /// Watches the document's root as it is now, and no other.
    pub fn watch(&self, document: &web_sys::Document) {
        self.0.disconnect();
        let children = MutationObserverInit::new();
        children.set_child_list(true);
        let _ = self.0.observe_with_options(document, &children);
        if let Some(root) = document.document_element() {
            let _ = self.0.observe_with_options(&root, &children);
        }
    }

    /// Watches no longer.
    pub fn rest(&self) {
        self.0.disconnect();
    }
}
