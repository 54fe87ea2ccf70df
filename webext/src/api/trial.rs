//! A tab behind the others, to see what the browser shows for an address.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::tabs::{self, Tab};
use super::time;
use crate::error::Error;
use crate::js::{get_string, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "tabs", "onUpdated"], js_name = addListener)]
    fn add_raw(listener: &JsValue);
    #[wasm_bindgen(js_namespace = ["browser", "tabs", "onUpdated"], js_name = removeListener)]
    fn remove_raw(listener: &JsValue);
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = remove)]
    fn close_raw(tab: i32) -> Result<Promise, JsValue>;
}

/// The tab. When this is dropped, the tab is closed.
pub struct Trial {
    /// The browser's id of the tab.
    pub tab: i32,
    _loads: Loads,
    loaded: Promise,
}

/// Listens for tabs that have loaded, until it is dropped.
struct Loads(Closure<dyn FnMut(i32, JsValue)>);

/// The tab that is waited for. Its id is known only after it may have loaded.
#[derive(Default)]
struct Waiting {
    tab: Cell<Option<i32>>,
    loaded: RefCell<Vec<i32>>,
    tell: RefCell<Option<Function>>,
}

impl Waiting {
    fn look(&self) {
        let there = self.tab.get().is_some_and(|tab| self.loaded.borrow().contains(&tab));
        if let Some(tell) = self.tell.borrow().as_ref().filter(|_| there) {
            let _ = tell.call0(&JsValue::NULL);
        }
    }
}

impl Loads {
    fn listen(waiting: Rc<Waiting>) -> Self {
        let listener = Closure::<dyn FnMut(i32, JsValue)>::new(move |tab, change: JsValue| {
            if get_string(&change, "status").as_deref() == Some("complete") {
                waiting.loaded.borrow_mut().push(tab);
                waiting.look();
            }
        });
        add_raw(listener.as_ref());
        Self(listener)
    }
}

impl Drop for Loads {
    fn drop(&mut self) {
        remove_raw(self.0.as_ref());
    }
}

impl Trial {
    /// Opens `url` in a new tab.
    ///
    /// # Errors
    /// The browser's message, such as that no window is open.
    pub async fn of(url: &str) -> Result<Self, Error> {
        let waiting = Rc::new(Waiting::default());
        let loaded = Promise::new(&mut |tell, _| *waiting.tell.borrow_mut() = Some(tell));
        let loads = Loads::listen(waiting.clone());
        let tab = tabs::create_behind(url).await?.ok_or_else(|| Error::Browser("no tab came".to_owned()))?;
        waiting.tab.set(Some(tab.id));
        waiting.look();
        Ok(Self { tab: tab.id, _loads: loads, loaded })
    }

    /// The tab once it has loaded, even if only an error page, or as it is after `limit` milliseconds; `None` if it
    /// has closed.
    pub async fn loaded(&self, limit: u32) -> Option<Tab> {
        let loaded = async { Ok(JsFuture::from(self.loaded.clone()).await?) };
        let _ = time::limited(limit, loaded).await;
        tabs::find(self.tab).await
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        let closed = close_raw(self.tab);
        spawn_local(async { drop(settle(closed).await) });
    }
}
