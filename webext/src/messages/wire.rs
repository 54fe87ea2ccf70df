//! The messages of [`bridge::wire`] as JavaScript values.

use bridge::wire::question::Save;
use bridge::wire::{Question, Reply, Request};
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::js::{get_string, object};

/// A configuration to save, as a plain object. The text is not copied into JSON: it may be megabytes long, and the
/// user waits.
pub(crate) fn save(json: &str) -> JsValue {
    object(&[("request", &Save::NAME.into()), ("json", &json.into())])
}

/// Reads a request of a page, in the background.
///
/// # Errors
/// [`Error::Shape`] if it is no request.
pub fn parse(message: &JsValue) -> Result<Request, Error> {
    let name = get_string(message, "request").unwrap_or_default();
    if name == Save::NAME
        && let Some(json) = get_string(message, "json")
    {
        return Ok(Save { json }.into());
    }
    let json = String::from(js_sys::JSON::stringify(message)?);
    Request::read(&name, &json).map_err(|error| Error::Shape(error.to_string()))
}

/// A reply as a plain object.
pub fn reply_to_js(reply: &Reply) -> JsValue {
    // A reply is always JSON text.
    js_sys::JSON::parse(reply.json()).unwrap_or(JsValue::NULL)
}

/// A reply that is not a failure, on a page. Read by hand, so that no page needs a decoder of failures for every
/// reply.
pub(crate) fn succeeded(reply: JsValue) -> Result<JsValue, Error> {
    match get_string(&reply, "failed") {
        Some(why) => Err(Error::Refused(why)),
        None if reply.is_object() => Ok(reply),
        // The worker was stopped before it could answer.
        None => Err(Error::NoReceiver),
    }
}
