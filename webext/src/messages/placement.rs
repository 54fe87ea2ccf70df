//! Whether a place has uContact's frame: a dock in a CRM page, or the panel. Written by hand and without serde, like
//! every message to content scripts.

use wasm_bindgen::JsValue;

use super::texts::Texts;
use crate::js::{self, get, get_string, object};

/// The texts that a dock shows.
pub const DOCK_TEXTS: [&str; 12] = [
    "dockHelp",
    "dockFold",
    "dockUnfold",
    "dockSide",
    "dockToPanel",
    "dockInTab",
    "dockInPanel",
    "dockShow",
    "dockWrong",
    "dockAsk",
    "dockStay",
    "dockGo",
];

/// Whether a place has uContact's frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// Grows from one placement to the next. A place gets placements as answers and as messages, and an older one may
    /// arrive last: the place drops it.
    pub number: f64,
    /// Whether the frame must be there, or must not.
    pub here: bool,
    /// Where the frame is, if not here.
    pub elsewhere: Option<Elsewhere>,
    /// The theme that uContact last announced: whether it is dark, and its primary colour.
    pub theme: Option<(bool, String)>,
    /// [`DOCK_TEXTS`] in uContact's language, if that is not the browser's.
    pub texts: Texts,
    /// The live interactions, if the frame is here: those of a frame from before an update stay live.
    pub live: Vec<String>,
    /// Whether something is wrong; the doctor's page shows what.
    pub wrong: bool,
}

/// Where uContact's frame is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    /// In a tab with this title.
    Tab(String),
    /// In the side panel, the sidebar or a window of its own.
    Panel,
}

impl Placement {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        let (kind, title) = match &self.elsewhere {
            None => (JsValue::NULL, JsValue::NULL),
            Some(Elsewhere::Tab(title)) => ("tab".into(), title.as_str().into()),
            Some(Elsewhere::Panel) => ("panel".into(), JsValue::NULL),
        };
        let (dark, primary) = match &self.theme {
            None => (JsValue::NULL, JsValue::NULL),
            Some((dark, primary)) => ((*dark).into(), primary.as_str().into()),
        };
        object(&[
            ("number", &self.number.into()),
            ("here", &self.here.into()),
            ("elsewhere", &kind),
            ("title", &title),
            ("dark", &dark),
            ("primary", &primary),
            ("texts", &self.texts.to_js()),
            ("live", &js::strings(&self.live)),
            ("wrong", &self.wrong.into()),
        ])
    }

    /// From a plain object.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let elsewhere = match get_string(value, "elsewhere").as_deref() {
            Some("tab") => Some(Elsewhere::Tab(get_string(value, "title").unwrap_or_default())),
            Some("panel") => Some(Elsewhere::Panel),
            _ => None,
        };
        let theme = get(value, "dark").as_bool().zip(get_string(value, "primary"));
        Some(Placement {
            number: get(value, "number").as_f64()?,
            here: get(value, "here").as_bool()?,
            elsewhere,
            theme,
            texts: Texts::from_js(&get(value, "texts")),
            live: js::list(&get(value, "live")),
            wrong: get(value, "wrong").is_truthy(),
        })
    }
}
