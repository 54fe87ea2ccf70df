//! What content scripts and the panel answer to an [`Ask`].

use wasm_bindgen::JsValue;

use super::{Ask, Busy, Found};
use crate::js::get;

/// An answer to an [`Ask`], as the background reads it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// All received the question and none answered, or the answer does not have the agreed shape.
    Silence,
    /// To [`Ask::Home`], [`Ask::Free`], [`Ask::Dock`], [`Ask::Typing`] and [`Ask::Post`]: yes, or done.
    Yes {
        /// The browser's window of the place, if the place is a panel that knows it.
        window: Option<i32>,
    },
    /// To the same: no, or it could not be done.
    No,
    /// To [`Ask::Survey`].
    Found(Found),
    /// To [`Ask::Guard`]; silence means that the tab may be navigated.
    Busy(Busy),
}

impl Answer {
    /// The answer to `ask` that `value` is.
    pub fn of(ask: &Ask, value: &JsValue) -> Self {
        match ask {
            Ask::Settings { .. } => Answer::Silence,
            Ask::Survey { .. } => Found::from_js(value).map_or(Answer::Silence, Answer::Found),
            Ask::Guard => Busy::from_js(value).map_or(Answer::Silence, Answer::Busy),
            Ask::Home { .. } | Ask::Free { .. } | Ask::Dock { .. } | Ask::Typing | Ask::Post { .. } => {
                if value.is_undefined() || value.is_null() {
                    Answer::Silence
                } else if value.is_truthy() {
                    Answer::Yes { window: get(value, "window").as_f64().map(|window| window as i32) }
                } else {
                    Answer::No
                }
            }
        }
    }

    /// Whether it is [`Answer::Yes`].
    pub fn is_yes(self) -> bool {
        matches!(self, Answer::Yes { .. })
    }

    /// What was found, if this answers [`Ask::Survey`].
    pub fn found(self) -> Option<Found> {
        match self {
            Answer::Found(found) => Some(found),
            _ => None,
        }
    }
}
