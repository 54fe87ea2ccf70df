//! What every part of the dock is handed: the document, this dock's number, and the way to the background.
//!
//! A part owns its own state, in private fields; it knows the parts that it was given, and no part above it. The parts
//! live as long as the page, so they are handed on as `&'static`: no reference is counted.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Window};
use webext::content::Say;
use webext::{js, runtime};

#[wasm_bindgen]
extern "C" {
    // Not `web_sys::window()`: in Firefox the global object of a content script is a sandbox, no Window.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
}

/// The document, and who this dock is.
pub(crate) struct Context {
    pub window: Window,
    pub document: Document,
    /// A random number: the background knows this dock by it.
    pub instance: u32,
    stopped: Cell<bool>,
}

/// Gives a part to the page, for as long as the page lives.
pub(crate) fn forever<T>(part: T) -> &'static T {
    Box::leak(Box::new(part))
}

impl Context {
    /// This page's; `None` if its window shows no document.
    pub fn new() -> Option<&'static Self> {
        let window = WINDOW.with(Window::clone);
        let document = window.document()?;
        let instance = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        Some(forever(Context { window, document, instance, stopped: Cell::default() }))
    }

    /// The origin of the document.
    pub fn origin(&self) -> String {
        js::get_string(&self.window, "origin").unwrap_or_default()
    }

    /// Tells the background. A message that is lost does no harm: the background asks before it relies on the dock.
    pub fn say(&self, say: &Say) {
        let message = say.to_js();
        spawn_local(async move { drop(runtime::send(&message).await) });
    }

    /// Whether another copy of this script has taken over. This one then does nothing any more.
    pub fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// Another copy takes over.
    pub fn stop(&self) {
        self.stopped.set(true);
    }
}
