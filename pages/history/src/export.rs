//! Saves the history as a file.

use js_sys::Array;
use pages::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// After so many milliseconds the browser has certainly fetched the file, and its address is released.
const FETCHED: i32 = 60_000;

/// Saves a text as a file, by a download of the browser.
///
/// # Errors
/// Those of the browser.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = dom::create("a").unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    dom::later(FETCHED, move || {
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
