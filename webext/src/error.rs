//! One error type for all calls to the browser, classified by what the caller can do about it.

use std::fmt;

use wasm_bindgen::{JsCast, JsValue};

/// How a call to the browser can fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The extension was updated or removed under this page. Nothing can be sent any more: stop.
    Gone,
    /// Nobody listens at the other end (no content script in that tab, or a worker that was stopped on the way). Send
    /// a message to the background again.
    NoReceiver,
    /// No answer in time.
    TimedOut,
    /// The answer does not have the agreed shape: our fault, or an older part of the extension.
    Shape(String),
    /// The browser refused, with its message.
    Browser(String),
    /// The background received the question and could not do it, with its reason: in English, a detail to show.
    Refused(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Gone => f.write_str("the extension was updated or removed under this page"),
            Error::NoReceiver => f.write_str("nobody listens at the other end"),
            Error::TimedOut => f.write_str("no answer in time"),
            Error::Shape(what) => write!(f, "an answer of another shape than agreed: {what}"),
            Error::Browser(words) | Error::Refused(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Error {}

impl From<idb::Error> for Error {
    fn from(error: idb::Error) -> Self {
        Error::Browser(error.to_string())
    }
}

impl From<JsValue> for Error {
    fn from(thrown: JsValue) -> Self {
        let words = match thrown.dyn_ref::<js_sys::Error>() {
            Some(error) => error.message(),
            None => thrown.dyn_into().unwrap_or_else(|_| "an error without a message".into()),
        };
        let said = |part: &str| words.includes(part, 0);
        // The browsers have no codes for these errors, only messages (Chromium's, then Firefox's).
        if said("context invalidated") {
            Error::Gone
        } else if said("Receiving end does not exist")
            || said("message port closed")
            || said("message channel closed")
            || said("Conduits")
        {
            Error::NoReceiver
        } else {
            Error::Browser(words.into())
        }
    }
}
