//! `browser.scripting`: the content scripts of configured pages.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::Error;
use crate::js::{self, get, get_string, settle};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = getRegisteredContentScripts)]
    fn registered_raw() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = registerContentScripts)]
    fn register_raw(scripts: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = unregisterContentScripts)]
    fn unregister_raw(filter: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = insertCSS)]
    fn insert_css_raw(injection: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = removeCSS)]
    fn remove_css_raw(injection: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = executeScript)]
    fn execute_raw(injection: &JsValue) -> Result<Promise, JsValue>;
}

/// When a content script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the page's own code.
    Start,
    /// Once the page is parsed.
    End,
    /// Once the page is idle.
    Idle,
}

impl When {
    const ALL: [When; 3] = [When::Start, When::End, When::Idle];

    fn name(self) -> &'static str {
        match self {
            When::Start => "document_start",
            When::End => "document_end",
            When::Idle => "document_idle",
        }
    }
}

/// In which frames a content script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// In the page's top frame.
    Top,
    /// In all frames.
    All,
    /// Also in frames without an address of their own (`about:blank`, `srcdoc`). Browsers allow it only with patterns
    /// whose path is `/*`.
    Blank,
}

/// A content script for matching pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Its name within the extension.
    pub id: String,
    /// Match patterns.
    pub matches: Vec<String>,
    /// Files of the extension.
    pub files: Vec<String>,
    /// Style sheets of the extension.
    pub styles: Vec<String>,
    /// When it runs.
    pub when: When,
    /// Where it runs.
    pub frames: Frames,
}

/// The scripts that are registered now.
///
/// # Errors
/// The browser's message.
pub async fn registered() -> Result<Vec<Script>, Error> {
    let list = |value: JsValue| -> Vec<String> {
        if !value.is_object() {
            return Vec::new();
        }
        Array::from(&value).iter().filter_map(|s| s.as_string()).collect()
    };
    let scripts = Array::from(&settle(registered_raw()).await?);
    Ok(scripts
        .iter()
        .map(|script| Script {
            id: get_string(&script, "id").unwrap_or_default(),
            matches: list(get(&script, "matches")),
            files: list(get(&script, "js")),
            styles: list(get(&script, "css")),
            when: {
                let name = get_string(&script, "runAt").unwrap_or_default();
                When::ALL.into_iter().find(|when| when.name() == name).unwrap_or(When::Idle)
            },
            frames: match ["matchOriginAsFallback", "allFrames"].map(|key| get(&script, key).is_truthy()) {
                [true, _] => Frames::Blank,
                [false, true] => Frames::All,
                [false, false] => Frames::Top,
            },
        })
        .collect())
}

/// Registers scripts, beyond this session.
///
/// # Errors
/// The browser's message, such as for an invalid pattern; then none is registered.
pub async fn register(scripts: &[Script]) -> Result<(), Error> {
    let scripts: Array = scripts
        .iter()
        .map(|script| {
            js::object(&[
                ("id", &script.id.as_str().into()),
                ("matches", &js::strings(&script.matches)),
                ("js", &js::strings(&script.files)),
                ("css", &js::strings(&script.styles)),
                ("allFrames", &(script.frames != Frames::Top).into()),
                ("matchOriginAsFallback", &(script.frames == Frames::Blank).into()),
                ("runAt", &script.when.name().into()),
                ("persistAcrossSessions", &true.into()),
            ])
        })
        .collect();
    settle(register_raw(&scripts)).await.map(|_| ())
}

/// Unregisters scripts. Pages that have them keep them.
///
/// # Errors
/// The browser's message.
pub async fn unregister(ids: &[String]) -> Result<(), Error> {
    settle(unregister_raw(&js::object(&[("ids", &js::strings(ids))]))).await.map(|_| ())
}

/// Where to put a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Every frame of a tab that the extension may touch.
    AllFrames {
        /// The tab.
        tab: i32,
    },
    /// One frame.
    Frame {
        /// The tab.
        tab: i32,
        /// The frame; 0 is the top.
        frame: i32,
        /// The document, if the browser names it: a frame that has navigated since is left alone.
        document: Option<String>,
    },
}

/// Puts a style sheet of the extension into every frame of an open tab, once.
///
/// # Errors
/// The browser's message, such as for a tab that has closed or may not be touched.
pub async fn style(tab: i32, file: &str) -> Result<(), Error> {
    let target = js::object(&[("tabId", &tab.into()), ("allFrames", &true.into())]);
    let injection = js::object(&[("target", &target), ("files", &js::strings(&[file]))]);
    // Otherwise a style sheet that is there already would be there twice.
    let _ = settle(remove_css_raw(&injection)).await;
    settle(insert_css_raw(&injection)).await.map(|_| ())
}

/// Runs a file of the extension in open pages, now.
///
/// # Errors
/// The browser's message, such as for a tab that has closed or may not be touched.
pub async fn execute(target: &Target, file: &str) -> Result<(), Error> {
    results(target, &[file]).await.map(|_| ())
}

/// Runs files of the extension in open pages, now, one after the other. Returns the value of the last file's last
/// expression in each frame; a promise is awaited.
///
/// # Errors
/// As [`execute`].
pub async fn results(target: &Target, files: &[&str]) -> Result<Vec<JsValue>, Error> {
    let target = match target {
        Target::AllFrames { tab } => js::object(&[("tabId", &(*tab).into()), ("allFrames", &true.into())]),
        Target::Frame { tab, document: Some(document), .. } => {
            js::object(&[("tabId", &(*tab).into()), ("documentIds", &js::strings(&[document]))])
        }
        Target::Frame { tab, frame, document: None } => {
            js::object(&[("tabId", &(*tab).into()), ("frameIds", &Array::of1(&(*frame).into()).into())])
        }
    };
    let injection = js::object(&[
        ("target", &target),
        ("files", &js::strings(files)),
        ("injectImmediately", &true.into()),
    ]);
    let frames = Array::from(&settle(execute_raw(&injection)).await?);
    Ok(frames.iter().map(|frame| get(&frame, "result")).collect())
}
