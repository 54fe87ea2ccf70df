//! What content scripts report to the background.

use wasm_bindgen::JsValue;

use crate::js::{get, get_string, object};

/// What a content script reports to the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// uContact's message, as JSON text `{"event": …, "data": …}`. Its origin and source were checked.
    Event {
        /// The text.
        json: String,
    },
    /// uContact's message, too large to pass on.
    TooLarge {
        /// Its `event`.
        event: String,
        /// Its length in UTF-16 units.
        size: u32,
    },
    /// The page's policy forbids wasm: put the same binary as JavaScript into this frame.
    Twin {
        /// The script that needs its twin.
        of: Script,
    },
    /// uContact has sent a message and the page is not parsed yet: put [`super::CODE_FILE`] into this frame now.
    Code,
    /// A place asks for uContact's frame: at its start, and whenever it comes to the front. Answer: a
    /// [`crate::placement::Placement`].
    Dock {
        /// Identifies the place among all places from now on; random.
        instance: u32,
        /// The agent has just opened this place to have uContact there.
        eager: bool,
        /// The frame is there, left by the script's version before an update; a call may be live in it.
        holds: bool,
    },
    /// The agent wants uContact's frame at this place, wherever the frame is now. Answer: a
    /// [`crate::placement::Placement`].
    Take {
        /// The place.
        instance: u32,
    },
    /// The place disappears: its page is being left. No answer.
    Gone {
        /// The place.
        instance: u32,
    },
    /// The page removed uContact's frame again and again; this place gives up. No answer.
    Broken {
        /// The place.
        instance: u32,
    },
    /// uContact's frame is in an open shadow tree of this document. Sent some time after a [`super::Ask::Survey`],
    /// once the trees are searched. No answer.
    Found,
    /// Bring uContact's frame to the front, wherever it is. No answer.
    Show,
    /// Open the side panel, to have uContact there. No answer. In Chromium it must come from an agent's click.
    ToPanel,
    /// Open the diagnosis. No answer.
    Doctor,
    /// Which phone numbers are in these texts of the page? Each text comes with the label beside it, which may say
    /// what it is. Answer: a list with one text per item, as [`crate::contacts::Number::list`] reads it.
    Numbers {
        /// Label and text.
        items: Vec<(String, String)>,
    },
    /// The agent wants to contact the number or address of this link, such as `tel:+59829001234`. No answer.
    Contact {
        /// The link.
        link: String,
    },
}

/// A script that a page's policy may forbid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// [`super::FILE`].
    Content,
    /// [`super::DOCK_FILE`].
    Dock,
    /// [`crate::contacts::FILE`].
    Contacts,
}

impl Script {
    /// The same binary as JavaScript.
    pub fn twin_file(self) -> &'static str {
        match self {
            Script::Content => "content-twin.js",
            Script::Dock => "dock-twin.js",
            Script::Contacts => "contacts-twin.js",
        }
    }
}

impl Say {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        match self {
            Say::Event { json } => object(&[("say", &"event".into()), ("json", &json.into())]),
            Say::TooLarge { event, size } => {
                object(&[("say", &"tooLarge".into()), ("event", &event.into()), ("size", &(*size).into())])
            }
            Say::Twin { of } => {
                let of = match of {
                    Script::Content => "content",
                    Script::Dock => "dock",
                    Script::Contacts => "contacts",
                };
                object(&[("say", &"twin".into()), ("of", &of.into())])
            }
            Say::Code => object(&[("say", &"code".into())]),
            Say::Dock { instance, eager, holds } => object(&[
                ("say", &"dock".into()),
                ("instance", &(*instance).into()),
                ("eager", &(*eager).into()),
                ("holds", &(*holds).into()),
            ]),
            Say::Take { instance } => object(&[("say", &"take".into()), ("instance", &(*instance).into())]),
            Say::Gone { instance } => object(&[("say", &"gone".into()), ("instance", &(*instance).into())]),
            Say::Broken { instance } => {
                object(&[("say", &"broken".into()), ("instance", &(*instance).into())])
            }
            Say::Found => object(&[("say", &"found".into())]),
            Say::Show => object(&[("say", &"show".into())]),
            Say::ToPanel => object(&[("say", &"toPanel".into())]),
            Say::Doctor => object(&[("say", &"doctor".into())]),
            Say::Numbers { items } => {
                let items: js_sys::Array = items
                    .iter()
                    .flat_map(|(label, text)| [JsValue::from_str(label), JsValue::from_str(text)])
                    .collect();
                object(&[("say", &"numbers".into()), ("items", &items)])
            }
            Say::Contact { link } => object(&[("say", &"contact".into()), ("link", &link.into())]),
        }
    }

    /// From a plain object; `None` if it is not a message of a content script.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let instance = || get(value, "instance").as_f64().map(|n| n as u32);
        match get_string(value, "say")?.as_str() {
            "event" => Some(Say::Event { json: get_string(value, "json")? }),
            "tooLarge" => Some(Say::TooLarge {
                event: get_string(value, "event")?,
                size: get(value, "size").as_f64()? as u32,
            }),
            "twin" => Some(Say::Twin {
                of: match get_string(value, "of").as_deref() {
                    Some("dock") => Script::Dock,
                    Some("contacts") => Script::Contacts,
                    _ => Script::Content,
                },
            }),
            "code" => Some(Say::Code),
            "dock" => Some(Say::Dock {
                instance: instance()?,
                eager: get(value, "eager").is_truthy(),
                holds: get(value, "holds").is_truthy(),
            }),
            "take" => Some(Say::Take { instance: instance()? }),
            "gone" => Some(Say::Gone { instance: instance()? }),
            "broken" => Some(Say::Broken { instance: instance()? }),
            "found" => Some(Say::Found),
            "show" => Some(Say::Show),
            "toPanel" => Some(Say::ToPanel),
            "doctor" => Some(Say::Doctor),
            "numbers" => {
                let texts: Vec<String> =
                    js_sys::Array::from(&get(value, "items")).iter().filter_map(|s| s.as_string()).collect();
                let items = texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
                Some(Say::Numbers { items })
            }
            "contact" => Some(Say::Contact { link: get_string(value, "link")? }),
            _ => None,
        }
    }
}
