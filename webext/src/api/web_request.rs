//! `browser.webRequest`, in Firefox and for one purpose: it says why a `fetch` failed, which `fetch` does not.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::{runtime, time};
use crate::error::Error;
use crate::js::{self, get, get_string};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "webRequest", "onErrorOccurred"], js_name = addListener)]
    fn add_raw(listener: &JsValue, filter: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "webRequest", "onErrorOccurred"], js_name = removeListener)]
    fn remove_raw(listener: &JsValue);
}

/// Listens for the error of a request that this extension makes, until it is dropped.
pub struct Watch {
    listener: Closure<dyn FnMut(JsValue)>,
    error: Promise,
}

/// Starts to listen, before the request is made. `pattern` is the match pattern of its host, `origin` its origin.
///
/// # Errors
/// The browser's message, such as for an invalid pattern.
pub fn watch(pattern: &str, origin: &str) -> Result<Watch, Error> {
    let mut resolve: Option<Function> = None;
    let error = Promise::new(&mut |then, _| resolve = Some(then));
    let own = runtime::url("");
    let start = format!("{origin}/");
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |details: JsValue| {
        // Requests of that host's pages may fail at the same moment.
        let by = get_string(&details, "originUrl");
        let ours = by.is_some_and(|by| format!("{by}/").starts_with(&own));
        let asked = get_string(&details, "url").is_some_and(|url| url.starts_with(&start));
        if let (true, true, Some(resolve)) = (ours, asked, &resolve) {
            let _ = resolve.call1(&JsValue::NULL, &get(&details, "error"));
        }
    });
    let filter = js::object(&[
        ("urls", &js::strings(&[pattern])),
        ("types", &Array::of1(&"xmlhttprequest".into()).into()),
    ]);
    add_raw(listener.as_ref(), &filter)?;
    Ok(Watch { listener, error })
}

impl Watch {
    /// The browser's name or message for the error. It arrives a moment before or after `fetch` fails, so this waits
    /// for it for at most `limit` milliseconds.
    pub async fn error(&self, limit: u32) -> Option<String> {
        let told = async { Ok(JsFuture::from(self.error.clone()).await?) };
        time::within(limit, told).await.ok()?.as_string()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        remove_raw(self.listener.as_ref());
    }
}
