//! The messages between the background and the content scripts; those of the dock and of the panel among them, which
//! are places where the extension itself puts uContact's frame.
//!
//! Both ends are written here, by hand and without serde: the content script's size is felt on every configured page.

use bridge::view::Start;
use wasm_bindgen::JsValue;

use crate::js::{get, get_string, object};
use crate::placement::Placement;

/// The file with what the content script does from the first moment: it listens.
pub const FILE: &str = "content.js";
/// The file with the content script's code, which comes after [`FILE`].
pub const CODE_FILE: &str = "content-wasm.js";
/// The file with the dock, which comes beside [`FILE`] into pages where the extension places uContact's frame.
pub const DOCK_FILE: &str = "dock.js";
/// The key in `storage.local` under which the background keeps what content scripts must know ([`Settings`]).
pub const SETTINGS: &str = "content";

/// What a content script tells the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// uContact's message, as JSON text `{"event": …, "data": …}`, believed by origin and source.
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
        /// Whose.
        of: Script,
    },
    /// The page is not parsed yet, and uContact has spoken: put [`CODE_FILE`] into this frame now.
    Code,
    /// A place where uContact's frame can live wants it: at its start, and whenever it comes to the front. Answer: a
    /// [`Placement`].
    Dock {
        /// Names the place among all of them, from then on; random.
        instance: u32,
        /// The agent has just opened it to have uContact there.
        eager: bool,
        /// The frame is there, as a copy of this script from before an update left it; a call may live in it.
        holds: bool,
    },
    /// The agent wants uContact's frame at this place, wherever it is now. Answer: a [`Placement`].
    Take {
        /// The place.
        instance: u32,
    },
    /// The place is going: its page is being left. No answer.
    Gone {
        /// The place.
        instance: u32,
    },
    /// The page took uContact's frame away again and again; this place gives up. No answer.
    Broken {
        /// The place.
        instance: u32,
    },
    /// uContact's frame is in an open shadow tree of this document: known only after a while, once a [`Ask::Survey`] had
    /// that looked through. No answer.
    Found,
    /// Bring uContact's frame to the front, wherever it is. No answer.
    Show,
    /// Open the side panel, to have uContact there. No answer. In Chromium it must come from an agent's click.
    ToPanel,
    /// Open the page that tells what is wrong. No answer.
    Doctor,
    /// Which phone numbers are in these texts of the page? Each comes with what stands beside it and may say what it is.
    /// Answer: a list with one text per item, as [`crate::contacts::Number::list`] reads it.
    Numbers {
        /// Label and text.
        items: Vec<(String, String)>,
    },
    /// The agent wants to reach the one that this link leads to, such as `tel:+59829001234`. No answer.
    Contact {
        /// The link.
        link: String,
    },
}

/// A script that a page's policy may forbid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// [`FILE`].
    Content,
    /// [`DOCK_FILE`].
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

    /// From a plain object; `None` if it is no message of a content script.
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

/// What the background asks of the content scripts of a tab.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// These are the settings now; `None` where nothing is configured any more. No answer.
    Settings {
        /// What [`SETTINGS`] holds from now on.
        settings: Option<Settings>,
    },
    /// To a place: is uContact's frame with you still, or on its way? Answer: `true`, from this place only.
    Home {
        /// The place.
        instance: u32,
    },
    /// To a place: could uContact's frame live with you? Nothing changes by it. Answer: `true`, from this place only.
    Free {
        /// The place.
        instance: u32,
    },
    /// To a place: uContact's frame is to live here from now on, or no longer, or it is elsewhere now. Answer: `true`
    /// once it is done, from this place only.
    Dock {
        /// The place.
        instance: u32,
        /// Where it is.
        placement: Placement,
    },
    /// Is uContact's frame in your document? Answer: a [`Found`], or silence.
    Survey {
        /// Look through all open shadow trees before you answer, however long that holds the page up. Otherwise those
        /// are looked through later, in the page's idle time, and a frame in them is told by [`Say::Found`].
        thorough: bool,
    },
    /// May the tab be led elsewhere? Answer: a [`Busy`], or silence.
    Guard,
    /// Is the agent typing in your document just now? Answer: `true`, or silence.
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

    /// From a plain object; `None` if it asks nothing of a content script.
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

/// How far a document's uContact frame is known, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrameState {
    /// The document is sandboxed by its policy: what is framed in it has no origin that could be believed.
    Sandboxed,
    /// The extension's frame was there, and the page took it away again and again; it is not put back any more.
    Removed,
    /// A frame with uContact's address is there.
    There,
    /// A frame has spoken with uContact's origin.
    Spoken,
}

/// A document's answer to [`Ask::Survey`].
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Names the content script that answers, for [`Ask::Post`].
    pub instance: f64,
    /// How far the frame is known.
    pub frame: FrameState,
}

impl FrameState {
    /// Whether there is a frame that can be believed, and posted to.
    pub fn is_usable(self) -> bool {
        self >= FrameState::There
    }
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

/// Why a tab may not be led elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// It hosts uContact's frame: the call would die.
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
}

/// What a content script must know of the configuration; kept in `storage.local`, so that reading it wakes nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// uContact's origin.
    pub origin: String,
    /// uContact's address.
    pub url: String,
    /// Per site, in order; the first that has a page decides.
    pub sites: Vec<SiteSettings>,
}

/// [`Settings`] of one site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteSettings {
    /// Its pages as JavaScript regular expressions.
    pub pages: Vec<String>,
    /// uContact's frame is injected there.
    pub inject: bool,
    /// Links to somebody lead to uContact.
    pub links: bool,
}

impl Settings {
    /// As a plain object.
    pub fn to_js(&self) -> JsValue {
        let sites: js_sys::Array = self
            .sites
            .iter()
            .map(|site| {
                object(&[
                    ("pages", &crate::js::strings(&site.pages)),
                    ("inject", &site.inject.into()),
                    ("links", &site.links.into()),
                ])
            })
            .collect();
        object(&[
            ("origin", &self.origin.as_str().into()),
            ("url", &self.url.as_str().into()),
            ("sites", &sites.into()),
        ])
    }

    /// From a plain object; `None` where there is no configuration.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let list = |value: JsValue| js_sys::Array::from(&value);
        Some(Settings {
            origin: get_string(value, "origin")?,
            url: get_string(value, "url")?,
            sites: list(get(value, "sites"))
                .iter()
                .map(|site| {
                    let pages = list(get(&site, "pages")).iter().filter_map(|p| p.as_string()).collect();
                    SiteSettings {
                        pages,
                        inject: get(&site, "inject").is_truthy(),
                        links: get(&site, "links").is_truthy(),
                    }
                })
                .collect(),
        })
    }
}
