//! The messages of [`bridge::wire`] as JavaScript values.

use bridge::wire::question::Save;
use bridge::wire::{Question, Reply, Request};
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::js::{from_js, get_string, object};

/// A configuration to save, as a plain object. Its text goes as it is: it may be megabytes long, and the user waits.
pub(crate) fn save(json: &str) -> JsValue {
    object(&[("request", &Save::NAME.into()), ("json", &json.into())])
}

/// Reads a request of a page, in the background.
///
/// # Errors
/// [`Error::Shape`] when it is no request.
pub fn parse(message: &JsValue) -> Result<Request, Error> {
    match (get_string(message, "request"), get_string(message, "json")) {
        (Some(request), Some(json)) if request == Save::NAME => Ok(Save { json }.into()),
        _ => from_js(message),
    }
}

/// A reply as a plain object.
pub fn reply_to_js(reply: &Reply) -> JsValue {
    // A reply is JSON text always.
    js_sys::JSON::parse(reply.json()).unwrap_or(JsValue::NULL)
}

/// A reply that is no failure, on a page. Read by hand, so that no page decodes failures beside every reply.
pub(crate) fn succeeded(reply: JsValue) -> Result<JsValue, Error> {
    match get_string(&reply, "failed") {
        Some(why) => Err(Error::Refused(why)),
        None if reply.is_object() => Ok(reply),
        // The worker was stopped before it could answer.
        None => Err(Error::NoReceiver),
    }
}
