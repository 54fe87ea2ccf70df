//! The calls that would end with uContact's frame: while one is live, the browser asks before the page is left, and
//! nothing is done that would end it.

use std::cell::{Cell, OnceCell, RefCell};

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use web_sys::Event;
use webext::js;

use crate::context::Context;
use crate::dom;
use crate::live::Live;

/// The live interactions, and what waits for their end.
pub(crate) struct Calls {
    context: &'static Context,
    live: RefCell<Live>,
    /// Has the browser ask before the page is left.
    before_unload: OnceCell<Function>,
    waits: Cell<Option<Box<dyn FnOnce()>>>,
}

impl Calls {
    pub fn new(context: &'static Context) -> Self {
        Calls { context, live: RefCell::default(), before_unload: OnceCell::new(), waits: Cell::new(None) }
    }

    /// Whether an interaction is live.
    pub fn any(&self) -> bool {
        self.live.borrow().any()
    }

    /// An interaction has begun.
    pub fn begin(&self, guid: String) {
        self.live.borrow_mut().begin(guid);
        self.changed();
    }

    /// An interaction is over.
    pub fn end(&self, guid: &str) {
        self.live.borrow_mut().end(guid);
        self.changed();
    }

    /// uContact's frame has gone, and all interactions with it.
    pub fn clear(&self) {
        self.live.borrow_mut().clear();
        self.changed();
    }

    /// Calls `then` once no interaction is live any more, in place of what was to be called before.
    pub fn when_over(&self, then: Option<Box<dyn FnOnce()>>) {
        self.waits.set(then);
    }

    fn changed(&self) {
        self.ask_before_unload();
        if !self.any()
            && let Some(then) = self.waits.take()
        {
            then();
        }
    }

    /// Has the browser ask before the page is left, as long as an interaction is live. No longer than that: a page with
    /// this listener is not kept in the browser's cache.
    pub fn ask_before_unload(&self) {
        let listener = self.before_unload.get_or_init(|| {
            js::keep(Closure::<dyn FnMut(Event)>::new(|event: Event| event.prevent_default()))
        });
        let change = if self.any() && !self.context.is_stopped() { dom::listen } else { dom::unlisten };
        change(&self.context.window, "beforeunload", listener, false);
    }
}
