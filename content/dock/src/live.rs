//! What the dock learns from uContact's messages: which interactions are live, and the theme.

use js_sys::JSON;
use wasm_bindgen::JsValue;
use web_sys::{HtmlIFrameElement, MessageEvent, Window};
use webext::js;

/// The events that matter here.
const EVENTS: [&str; 3] = ["assignedInteraction", "finishedInteraction", "changedTheme"];

/// At most so many interactions are counted. An agent has a few.
const MOST: usize = 256;

/// The interactions that would end with uContact's frame.
#[derive(Default)]
pub(crate) struct Live(Vec<String>);

/// What a message changes.
#[derive(Debug, PartialEq)]
pub(crate) enum News {
    /// An interaction has begun.
    Begun(String),
    /// An interaction is over.
    Over(String),
    /// The theme: dark, and the primary colour.
    Theme(bool, String),
}

/// What a message from uContact's frame says; `None` for any other message. It is believed if `frame::hear` believes
/// it, and if it comes from this very frame or a frame below it: the page may embed another uContact of its own.
pub(crate) fn news(
    event: &MessageEvent,
    host: &Window,
    frame: &HtmlIFrameElement,
    origin: &JsValue,
) -> Option<News> {
    let frame::Heard::Message(json) = frame::hear(event, host, origin, &EVENTS)? else { return None };
    let (source, window) = (event.source()?, frame.content_window()?);
    if source != *AsRef::<js_sys::Object>::as_ref(&window)
        && !frame::is_below(wasm_bindgen::JsCast::unchecked_ref(&source), &window)
    {
        return None;
    }
    let message = JSON::parse(&json).ok()?;
    let data = js::get(&message, "data");
    match js::get_string(&message, "event")?.as_str() {
        "assignedInteraction" => Some(News::Begun(js::get_string(&data, "guid")?)),
        "finishedInteraction" => Some(News::Over(js::get_string(&data, "guid")?)),
        _ => Some(News::Theme(js::get(&data, "dark").as_bool()?, js::get_string(&data, "primary")?)),
    }
}

impl Live {
    /// Whether an interaction is live.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// An interaction has begun. uContact may announce it twice (after a transfer or a reload): it counts once.
    pub fn begin(&mut self, guid: String) {
        if self.0.len() < MOST && !self.0.contains(&guid) {
            self.0.push(guid);
        }
    }

    /// An interaction is over.
    pub fn end(&mut self, guid: &str) {
        self.0.retain(|live| live != guid);
    }

    /// The frame has gone, and all interactions with it.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_that_is_announced_twice_ends_once() {
        let mut live = Live::default();
        live.begin("a".into());
        live.begin("a".into());
        live.begin("b".into());
        live.end("a");
        live.end("never");
        assert!(live.any());
        live.end("b");
        assert!(!live.any());
        (0..1000).for_each(|n| live.begin(n.to_string()));
        assert_eq!(live.0.len(), MOST);
        live.clear();
        assert!(!live.any());
    }
}
