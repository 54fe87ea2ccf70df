//! Which messages are believed.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

/// The longest message that is passed on, in UTF-16 units of its JSON text. uContact's messages usually have a few
/// hundred; the comment of a disposition may be long.
pub const MAX_SIZE: u32 = 64 * 1024;

/// A source that is nested deeper than this is not believed.
const MAX_DEPTH: usize = 64;

/// A message from uContact.
#[derive(Debug)]
pub enum Heard {
    /// As JSON text `{"event": …, "data": …}`.
    Message(String),
    /// Longer than [`MAX_SIZE`], or impossible to write as JSON.
    TooLarge {
        /// Its `event`.
        event: String,
        /// Its length in UTF-16 units; 0 if it cannot be written as JSON.
        size: u32,
    },
}

/// What `event` says, if it is one of `events` from uContact; `None` for everything else, which costs a comparison or
/// two and leaves no trace.
///
/// A message is believed if three things hold. The browser itself delivered it: a page can dispatch a `MessageEvent` of
/// its own with any origin and source, but such an event is not trusted. Its origin is exactly `origin`: a frame that
/// the page has navigated elsewhere has another one, and on a sandboxed page the origin is `null`. Its source is a
/// frame below
/// `host`: a popup of the same origin is not uContact's frame here.
pub fn hear(event: &MessageEvent, host: &Window, origin: &JsValue, events: &[&str]) -> Option<Heard> {
    if !event.is_trusted() || Reflect::get(event, &"origin".into()).ok()? != *origin {
        return None;
    }
    let source = event.source()?.unchecked_into::<Window>();
    if !is_below(&source, host) {
        return None;
    }
    let data = event.data();
    let name = Reflect::get(&data, &"event".into()).ok()?.as_string()?;
    if !events.contains(&name.as_str()) {
        return None;
    }
    // Only the two known members are passed on.
    let message = Object::new();
    for key in ["event", "data"] {
        let key = JsValue::from_str(key);
        Reflect::set(&message, &key, &Reflect::get(&data, &key).ok()?).ok()?;
    }
    Some(match JSON::stringify(&message) {
        Ok(json) if json.length() <= MAX_SIZE => Heard::Message(String::from(json)),
        Ok(json) => Heard::TooLarge { event: name, size: json.length() },
        Err(_) => Heard::TooLarge { event: name, size: 0 },
    })
}

/// Whether `source` is a frame below `host`, at any depth. Its element may stand anywhere, in a closed shadow tree,
/// too: the check reads only `parent`, which is allowed across origins.
pub fn is_below(source: &Window, host: &Window) -> bool {
    let host: &JsValue = host.as_ref();
    let mut at: JsValue = source.clone().into();
    for _ in 0..MAX_DEPTH {
        let Ok(parent) = Reflect::get(&at, &"parent".into()) else { return false };
        if parent.is_null() || parent.is_undefined() || parent == at {
            return false;
        }
        if parent == *host {
            return true;
        }
        at = parent;
    }
    false
}
