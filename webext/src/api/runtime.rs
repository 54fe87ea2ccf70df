//! `browser.runtime`: messages between the parts, ports, the extension's own addresses.

use bridge::wire::{Checked, Question, Reply};
use js_sys::{Function, Promise, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, from_js, get, get_string, settle, to_js};
use crate::messages::content::{self, Ask};
use crate::messages::wire;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = sendMessage)]
    fn send_message_raw(message: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = getURL)]
    fn get_url_raw(path: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = getManifest)]
    fn manifest_raw() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = openOptionsPage)]
    fn open_options_raw() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = connect)]
    fn connect_raw(info: &JsValue) -> Result<Port, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "runtime", "onMessage"], js_name = addListener)]
    fn on_message_raw(listener: &Function);
    #[wasm_bindgen(js_namespace = ["browser", "runtime", "onConnect"], js_name = addListener)]
    fn on_connect_raw(listener: &Function);
    #[wasm_bindgen(js_namespace = ["browser", "runtime", "onInstalled"], js_name = addListener)]
    fn on_installed_raw(listener: &Function);
    #[wasm_bindgen(js_namespace = ["browser", "runtime", "onStartup"], js_name = addListener)]
    fn on_startup_raw(listener: &Function);
    #[wasm_bindgen(js_namespace = ["browser", "runtime", "onUpdateAvailable"], js_name = addListener)]
    fn on_update_available_raw(listener: &Function);
    /// Reloads the extension, with its update if there is one.
    #[wasm_bindgen(js_namespace = ["browser", "runtime"])]
    pub fn reload();

    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "runtime"], js_name = id)]
    static ID: Option<String>;

    /// One end of a connection between a page and the background.
    #[derive(Clone, Debug)]
    pub type Port;
    #[wasm_bindgen(method, getter, js_name = name)]
    fn name_raw(this: &Port) -> String;
    #[wasm_bindgen(method, getter, js_name = sender)]
    fn sender_raw(this: &Port) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_raw(this: &Port, message: &JsValue) -> Result<(), JsValue>;
}

/// Sends a plain object to the background (or whoever listens) and waits for the answer.
///
/// # Errors
/// [`Error::NoReceiver`] if the worker died on the way: sending again wakes it. [`Error::Gone`] when this script
/// outlived its extension.
pub async fn send(message: &JsValue) -> Result<JsValue, Error> {
    settle(send_message_raw(message)).await
}

/// Sends a message from the background to the open pages of the extension. The first answer counts.
///
/// # Errors
/// [`Error::NoReceiver`] if none listens; [`Error::TimedOut`] after `limit` milliseconds.
pub async fn send_to_pages(message: &JsValue, limit: u32) -> Result<JsValue, Error> {
    super::time::within(limit, send(message)).await
}

/// Asks the open pages of the extension, from the background. The first answer counts.
///
/// # Errors
/// As [`send_to_pages`].
pub async fn ask_pages(ask: &Ask, limit: u32) -> Result<content::Answer, Error> {
    Ok(content::Answer::of(ask, &send_to_pages(&ask.to_js(), limit).await?))
}

/// Asks the background, from a page of the extension.
///
/// The future has the same type for all questions with the same reply, so that a page contains its code once.
///
/// # Errors
/// As [`send`]; [`Error::Refused`] if the background could not do it; [`Error::Shape`] when the answer is no such reply.
pub fn ask<Q: Question>(question: &Q) -> impl Future<Output = Result<Q::Reply, Error>> + use<Q> {
    reply(to_js(question))
}

/// Asks the background to check a configuration, and to put it in force if it has no errors
/// ([`question::Save`](bridge::wire::question::Save)). The text is not copied into JSON, because it may be megabytes
/// long, and the user waits.
///
/// # Errors
/// As [`ask`].
pub async fn save(json: &str) -> Result<Checked, Error> {
    reply(Ok(wire::save(json))).await
}

async fn reply<R: DeserializeOwned>(question: Result<JsValue, Error>) -> Result<R, Error> {
    let answer = send(&question?).await?;
    from_js(&wire::succeeded(answer)?)
}

/// The absolute address of a file of the extension; for `""` the root, which ends in `/`.
pub fn url(path: &str) -> String {
    get_url_raw(path).unwrap_or_default()
}

/// The extension's version, as its manifest says.
pub fn version() -> String {
    manifest_raw().ok().and_then(|manifest| get_string(&manifest, "version")).unwrap_or_default()
}

/// Opens the options page, or brings it to the front.
///
/// # Errors
/// The browser's message.
pub async fn open_options() -> Result<(), Error> {
    settle(open_options_raw()).await.map(|_| ())
}

/// Connects a page to the background on the port `name`.
///
/// # Errors
/// [`Error::Gone`] after an update of the extension.
pub fn connect(name: &str) -> Result<Port, Error> {
    Ok(connect_raw(&js::object(&[("name", &JsValue::from_str(name))]))?)
}

/// The port that the page's first script (`early.js`) connected before the Rust code was there. It is returned once,
/// and keeps messages until somebody listens.
pub fn early_port() -> Option<Port> {
    let early = get(&js_sys::global(), "early");
    let port = get(&early, "port");
    Reflect::delete_property::<JsValue>(early.unchecked_ref(), &"port".into()).ok()?;
    (!port.is_undefined()).then(|| port.unchecked_into())
}

impl Port {
    /// The name it was connected with.
    pub fn name(&self) -> String {
        self.name_raw()
    }

    /// Who connected; known only in the background.
    pub fn sender(&self) -> Sender {
        Sender::from_js(&self.sender_raw())
    }

    /// Sends a plain object to the other end.
    ///
    /// # Errors
    /// If the other end is gone.
    pub fn post(&self, message: &JsValue) -> Result<(), Error> {
        Ok(self.post_raw(message)?)
    }

    /// Calls `listener` with every message of the other end.
    pub fn on_message(&self, listener: impl FnMut(JsValue) + 'static) {
        self.listen("onMessage", listener);
    }

    /// Calls `listener` once the other end is gone (a closed page, a sleeping worker).
    pub fn on_disconnect(&self, mut listener: impl FnMut() + 'static) {
        self.listen("onDisconnect", move |_| listener());
    }

    fn listen(&self, event: &str, listener: impl FnMut(JsValue) + 'static) {
        let listener = js::keep(Closure::<dyn FnMut(JsValue)>::new(listener));
        let event = get(self, event);
        if let Ok(add) = get(&event, "addListener").dyn_into::<Function>() {
            let _ = add.call1(&event, &listener);
        }
    }
}

/// Who sent a message, according to the browser, not to the message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// The extension's id. If it is not ours, the message is not for us.
    pub id: Option<String>,
    /// The tab, if it came from one.
    pub tab: Option<i32>,
    /// That tab's window.
    pub window: Option<i32>,
    /// The frame within the tab; 0 is the top.
    pub frame: Option<i32>,
    /// The document, if the browser names it (Chromium).
    pub document: Option<String>,
    /// The address of the sender's frame.
    pub url: Option<String>,
    /// The origin of the sender's frame; `null` if the frame is sandboxed. Not every browser gives it.
    pub origin: Option<String>,
}

impl Sender {
    fn from_js(value: &JsValue) -> Self {
        let number = |object: &JsValue, key: &str| get(object, key).as_f64().map(|n| n as i32);
        Sender {
            id: get_string(value, "id"),
            tab: number(&get(value, "tab"), "id"),
            window: number(&get(value, "tab"), "windowId"),
            frame: number(value, "frameId"),
            document: get_string(value, "documentId"),
            url: get_string(value, "url"),
            origin: get_string(value, "origin"),
        }
    }

    /// Whether the sender belongs to this extension.
    pub fn is_ours(&self) -> bool {
        self.id.is_some() && ID.with(|id| *id == self.id)
    }

    /// Whether one of the extension's own pages (or its worker) sent it.
    pub fn is_own_page(&self) -> bool {
        let root = url("");
        !root.is_empty() && self.url.as_deref().is_some_and(|u| u.starts_with(&root))
    }
}

/// Answers one message. If it is dropped without an answer, the sender gets `undefined` or an error.
pub struct Respond(Function);

impl Respond {
    /// Sends the answer.
    pub fn with(self, answer: &JsValue) {
        let _ = self.0.call1(&JsValue::UNDEFINED, answer);
    }

    /// Sends the reply to a page's question.
    pub fn reply(self, reply: &Reply) {
        self.with(&wire::reply_to_js(reply));
    }
}

/// When a message is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// After this turn, through [`Respond`].
    Later,
    /// Now, or never.
    Now,
}

/// Registers the only listener for messages. Answers go through [`Respond`], never through a returned promise,
/// because this works in every version of both browsers.
pub fn on_message(mut listener: impl FnMut(JsValue, Sender, Respond) -> Answer + 'static) {
    let closure =
        Closure::<dyn FnMut(JsValue, JsValue, Function) -> bool>::new(move |message, sender, respond| {
            listener(message, Sender::from_js(&sender), Respond(respond)) == Answer::Later
        });
    on_message_raw(&js::keep(closure));
}

/// Registers the only listener of a content script. It answers at once, or stays silent so that other frames of the
/// tab can answer. Only the extension itself can send to it.
pub fn on_ask(mut listener: impl FnMut(JsValue) -> Option<JsValue> + 'static) {
    let closure =
        Closure::<dyn FnMut(JsValue, JsValue, Function)>::new(move |message, _, respond: Function| {
            if let Some(answer) = listener(message) {
                let _ = respond.call1(&JsValue::UNDEFINED, &answer);
            }
        });
    on_message_raw(&js::keep(closure));
}

/// Registers a listener for ports that pages connect.
pub fn on_connect(listener: impl FnMut(Port) + 'static) {
    on_connect_raw(&js::keep(Closure::<dyn FnMut(Port)>::new(listener)));
}

/// Registers a listener for installation and update, the browser's and the extension's.
pub fn on_installed(listener: impl FnMut() + 'static) {
    on_installed_raw(&js::keep(Closure::<dyn FnMut()>::new(listener)));
}

/// Registers a listener for an available update of the extension.
pub fn on_update_available(listener: impl FnMut() + 'static) {
    on_update_available_raw(&js::keep(Closure::<dyn FnMut()>::new(listener)));
}

/// Registers a listener for the browser's start.
pub fn on_startup(listener: impl FnMut() + 'static) {
    on_startup_raw(&js::keep(Closure::<dyn FnMut()>::new(listener)));
}
