//! What the background asks of content scripts, and their answers.

use bridge::frame_state::FrameState;
use bridge::view::Start;
use wasm_bindgen::JsValue;

use super::Settings;
use crate::js::{get, get_string, object};
use crate::messages::placement::Placement;

/// What the background asks of the content scripts of a tab.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The new settings; `None` if nothing is configured any more. No answer.
    Settings {
        /// The new value of [`super::SETTINGS`].
        settings: Option<Settings>,
    },
    /// To a place: do you still have uContact's frame, or is it on its way to you? Answer: `true`, from this place
    /// only.
    Home {
        /// The place.
        instance: u32,
    },
    /// To a place: could you have uContact's frame? The question changes nothing. Answer: `true`, from this place
    /// only.
    Free {
        /// The place.
        instance: u32,
    },
    /// To a place: you have uContact's frame from now on, or no longer, or it is elsewhere now. Answer: `true` once
    /// it is done, from this place only.
    Dock {
        /// The place.
        instance: u32,
        /// Where the frame is.
        placement: Placement,
    },
    /// Is uContact's frame in your document? Answer: a [`Found`], or silence.
    Survey {
        /// Search all open shadow trees before you answer, however long that blocks the page. Otherwise they are
        /// searched later, while the page is idle, and a frame in them is reported by [`super::Say::Found`].
        thorough: bool,
    },
    /// May the tab be navigated? Answer: a [`Busy`], or silence.
    Guard,
    /// Is the agent typing in your document now? Answer: `true`, or silence.
    Typing,
    /// Post a `startInteraction` to uContact's frame, if you are this instance. Answer: whether it was posted, from
    /// this instance only.
    Post {
        /// From [`Found::instance`].
        instance: f64,
        /// What to start.
        start: Start,
    },
}

impl Ask {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        match self {
            Ask::Settings { settings } => {
                let settings = settings.as_ref().map_or(JsValue::NULL, Settings::to_js);
                object(&[("ask", &"settings".into()), ("settings", &settings)])
            }
            Ask::Home { instance } => object(&[("ask", &"home".into()), ("instance", &(*instance).into())]),
            Ask::Free { instance } => object(&[("ask", &"free".into()), ("instance", &(*instance).into())]),
            Ask::Dock { instance, placement } => object(&[
                ("ask", &"dock".into()),
                ("instance", &(*instance).into()),
                ("placement", &placement.to_js()),
            ]),
            Ask::Survey { thorough } => {
                object(&[("ask", &"survey".into()), ("thorough", &(*thorough).into())])
            }
            Ask::Guard => object(&[("ask", &"guard".into())]),
            Ask::Typing => object(&[("ask", &"typing".into())]),
            Ask::Post { instance, start } => object(&[
                ("ask", &"post".into()),
                ("instance", &(*instance).into()),
                ("campaign", &start.campaign.as_str().into()),
                ("channel", &start.channel.as_str().into()),
                ("clientId", &start.client_id.as_str().into()),
            ]),
        }
    }

    /// From a plain object; `None` if it is not a question to a content script.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        match get_string(value, "ask")?.as_str() {
            "settings" => Some(Ask::Settings { settings: Settings::from_js(&get(value, "settings")) }),
            "home" => Some(Ask::Home { instance: get(value, "instance").as_f64()? as u32 }),
            "free" => Some(Ask::Free { instance: get(value, "instance").as_f64()? as u32 }),
            "dock" => Some(Ask::Dock {
                instance: get(value, "instance").as_f64()? as u32,
                placement: Placement::from_js(&get(value, "placement"))?,
            }),
            "survey" => Some(Ask::Survey { thorough: get(value, "thorough").is_truthy() }),
            "guard" => Some(Ask::Guard),
            "typing" => Some(Ask::Typing),
            "post" => Some(Ask::Post {
                instance: get(value, "instance").as_f64()?,
                start: Start {
                    campaign: get_string(value, "campaign")?,
                    channel: get_string(value, "channel")?,
                    client_id: get_string(value, "clientId")?,
                },
            }),
            _ => None,
        }
    }
}

/// A document's answer to [`Ask::Survey`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Names the content script that answers, for [`Ask::Post`].
    pub instance: f64,
    /// What is known about the frame.
    pub frame: FrameState,
}

impl Found {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        let frame = match self.frame {
            FrameState::Sandboxed => "sandboxed",
            FrameState::Removed => "removed",
            FrameState::There => "there",
            FrameState::Spoken => "spoken",
        };
        object(&[("instance", &self.instance.into()), ("frame", &frame.into())])
    }

    /// From a plain object.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let frame = match get_string(value, "frame")?.as_str() {
            "sandboxed" => FrameState::Sandboxed,
            "removed" => FrameState::Removed,
            "there" => FrameState::There,
            "spoken" => FrameState::Spoken,
            _ => return None,
        };
        Some(Found { instance: get(value, "instance").as_f64()?, frame })
    }
}

/// Why a tab may not be navigated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// It hosts uContact's frame: the call would end.
    Softphone,
    /// The agent has typed something that is not saved.
    Unsaved,
}

impl Busy {
    /// As a plain value.
    pub fn to_js(self) -> JsValue {
        match self {
            Busy::Softphone => "softphone".into(),
            Busy::Unsaved => "unsaved".into(),
        }
    }

    /// From a plain value; `None` if there was no answer.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        match value.as_string().as_deref() {
            Some("unsaved") => Some(Busy::Unsaved),
            // Any other answer does not mean that the tab is free.
            _ => value.is_truthy().then_some(Busy::Softphone),
        }
    }
}
