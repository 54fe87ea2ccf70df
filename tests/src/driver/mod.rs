//! Real browsers, driven by WebDriver through their own drivers.
//!
//! [`launch`] gives a [`Browser`]. Everything that differs between the two is behind that trait.

pub mod chromium;
pub mod firefox;
pub(crate) mod process;
pub mod webdriver;

use anyhow::{Result, bail};
pub use process::{Scratch, find_binary, target_dir};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chromium by chromedriver.
    Chromium,
    /// Firefox by geckodriver.
    Firefox,
}

impl Kind {
    /// Its name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Chromium => "chromium",
            Kind::Firefox => "firefox",
        }
    }

    /// The folder of its build below `target/e2e` or `dist`.
    pub fn build(self) -> &'static str {
        match self {
            Kind::Chromium => "chrome",
            Kind::Firefox => "firefox",
        }
    }
}

/// How to start a browser.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The unpacked extension to load; `None` for a browser without extension.
    pub extension: Option<PathBuf>,
    /// With windows on a display, instead of headless.
    pub headed: bool,
    /// A folder that this browser, and no other on the machine, sees as the folder of the administrator's policies.
    pub policies: Option<PathBuf>,
    /// A profile to use and to keep, instead of a fresh one. What the extension stored stays in it. Firefox forgets a
    /// temporary add-on with the browser, so there it must be installed again.
    pub profile: Option<PathBuf>,
    /// The toolbar's popup opens when the extension asks for it, without a user's click (Firefox 149 and later).
    /// Otherwise the popup opens as a window there, which a driver can look into.
    pub popup: bool,
    /// The browser's question before a page is left waits for [`Browser::answer`]. Otherwise drivers say yes by
    /// themselves, unseen, unless a client also speaks BiDi.
    pub asks: bool,
}

impl Options {
    /// The capabilities of such a session, besides the browser's own.
    fn prompts(&self) -> Value {
        match self.asks {
            true => json!({"webSocketUrl": true, "unhandledPromptBehavior": {"beforeUnload": "ignore"}}),
            false => json!({}),
        }
    }
}

/// A tab: a WebDriver window handle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tab(pub String);

/// What a tab shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabInfo {
    /// The tab.
    pub tab: Tab,
    /// Its address.
    pub url: String,
}

/// One line that a page, a content script or the background wrote to the console, or an uncaught error of one of
/// these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleLine {
    /// The whole line as the browser logged it, with the source if the browser gives it.
    pub text: String,
}

/// How long a page of the extension may take until its code has started.
const BEGINS: Duration = Duration::from_secs(10);

/// A running browser; it quits when dropped.
pub trait Browser {
    /// Which it is.
    fn kind(&self) -> Kind;

    /// Opens a tab in front, and waits until its page has loaded.
    fn open(&self, url: &str) -> Result<Tab>;

    /// Navigates a tab, and waits until the page has loaded.
    fn navigate(&self, tab: &Tab, url: &str) -> Result<()>;

    /// Brings a tab to the front of its window.
    fn activate(&self, tab: &Tab) -> Result<()>;

    /// Closes a tab.
    fn close(&self, tab: &Tab) -> Result<()>;

    /// The open tabs, without the extension page that [`Browser::in_extension`] uses.
    fn tabs(&self) -> Result<Vec<TabInfo>>;

    /// Runs the body of an async function in a page and returns its value. In Firefox the script sees the page's DOM,
    /// not the page's own variables. In Chromium it brings the tab to the front, as chromedriver does with every tab
    /// that it switches to.
    fn eval(&self, tab: &Tab, script: &str, args: &[Value]) -> Result<Value>;

    /// Clicks the element that a selector finds, with the mouse as a user would: a hidden or covered element is an
    /// error. An `option` is chosen in its list. Brings the tab to the front.
    fn click(&self, tab: &Tab, selector: &str) -> Result<()>;

    /// Types a text into the element that a selector finds, key by key, after the existing text; `\u{e007}` is Enter,
    /// `\u{e004}` Tab. Brings the tab to the front.
    fn type_into(&self, tab: &Tab, selector: &str, text: &str) -> Result<()>;

    /// Moves the mouse and presses keys, by WebDriver's [actions](https://www.w3.org/TR/webdriver2/#actions),
    /// wherever the pointer and the focus are. Brings the tab to the front.
    fn input(&self, tab: &Tab, actions: &Value) -> Result<()>;

    /// Whether the browser asks in a tab before the page is left; only with [`Options::asks`].
    fn is_asking(&self, tab: &Tab) -> Result<bool>;

    /// Answers that question: the page is left, or stays.
    fn answer(&self, tab: &Tab, leave: bool) -> Result<()>;

    /// Runs the body of an async function in a page of the extension (`manifest.json`, which has no code of its own),
    /// with `browser.*`. The page stays open between calls. It is not a tab in Chromium, and never in front in
    /// Firefox.
    fn in_extension(&self, script: &str, args: &[Value]) -> Result<Value>;

    /// Closes the page that [`Browser::in_extension`] uses; the next call opens a fresh one.
    fn close_extension_page(&self) -> Result<()>;

    /// `chrome-extension://…` or `moz-extension://…`, without a slash at the end.
    fn extension_origin(&self) -> Result<String>;

    /// Opens a page of the extension as a tab in front. Its Rust code, which comes when the page has been parsed, has
    /// started: the texts are there.
    fn open_extension(&self, path: &str) -> Result<Tab> {
        let tab = self.open(&format!("{}/{path}", self.extension_origin()?))?;
        let texts =
            "const first = document.querySelector('[data-i18n]'); return !first || first.textContent !== ''";
        eventually(BEGINS, &format!("{path} to begin"), || {
            Ok((self.eval(&tab, texts, &[])? == true).then_some(()))
        })?;
        Ok(tab)
    }

    /// Leaves the tab that had input last (its window may close, and in Firefox scripts run there), and gives the
    /// window its size back.
    fn come_home(&self) -> Result<()> {
        Ok(())
    }

    /// Opens the extension's side panel or sidebar in the window that was opened last.
    fn open_side(&self) -> Result<()>;

    /// Closes the side panel or sidebar, in every window where it is open.
    fn close_side(&self) -> Result<()>;

    /// Whether the worker or event page runs.
    fn background_alive(&self) -> Result<bool>;

    /// Stops the worker or event page, and waits until it is gone.
    fn kill_background(&self) -> Result<()>;

    /// What the browser does when this command's shortcut is pressed while the only tab at `url` is in front. No
    /// driver can press the browser's own keys.
    fn press_shortcut(&self, command: &str, url: &str) -> Result<()>;

    /// What the browser does when an entry of the context menu is chosen in the only tab at `url`; `info` is the
    /// API's `OnClickData`.
    fn choose_in_menu(&self, info: &Value, url: &str) -> Result<()>;

    /// Reloads the extension as its developer or an update does, and waits until it is back.
    fn reload_extension(&self) -> Result<()>;

    /// Makes the browser install the extension in this folder under another version, as an update from a store.
    /// Returns the outcome: `postponed`, `installed`, or the reason of a failure.
    fn offer_update(&self, folder: &Path, version: &str) -> Result<String>;

    /// Whether such an update waits until the extension agrees.
    fn update_waits(&self) -> Result<bool>;

    /// Makes the browser read the administrator's policies again, if it does not notice changes by itself.
    fn reread_policies(&self) -> Result<()>;

    /// What was written to any console since the last [`Browser::clear_console`].
    fn console(&self) -> Result<Vec<ConsoleLine>>;

    /// Forgets the console so far.
    fn clear_console(&self) -> Result<()>;

    /// Decides about the microphone for pages of an origin: `granted`, `denied`, or `prompt` for undecided. There is
    /// a microphone that plays a tone.
    fn set_microphone(&self, origin: &str, state: &str) -> Result<()> {
        self.set_media(origin, "microphone", state)
    }

    /// The same for `microphone` or `camera`.
    fn set_media(&self, origin: &str, medium: &str, state: &str) -> Result<()>;

    /// The size of a tab's viewport, in CSS pixels.
    fn resize(&self, tab: &Tab, width: u32, height: u32) -> Result<()>;

    /// Switches the colour scheme that pages see.
    fn set_dark(&self, tab: &Tab, dark: bool) -> Result<()>;

    /// A picture of what a tab shows, as a PNG file.
    fn screenshot(&self, tab: &Tab, path: &Path) -> Result<()>;

    /// The version as the browser states it.
    fn version(&self) -> String;
}

/// Turns a function body that may `await` into one that returns a promise.
fn in_async(script: &str) -> String {
    format!("return (async function () {{ {script}\n }}).apply(null, arguments);")
}

/// A script for a page before its picture: finishes every change from one colour scheme to the other. Half way, a
/// button's text has the colour of its background.
pub const REST: &str = "document.getAnimations().forEach((one) => { \
                    if (one.effect?.getTiming().iterations !== Infinity) one.finish(); });";

/// Starts a browser.
pub fn launch(kind: Kind, options: &Options) -> Result<Box<dyn Browser>> {
    Ok(match kind {
        Kind::Chromium => Box::new(chromium::Chromium::launch(options)?),
        Kind::Firefox => Box::new(firefox::Firefox::launch(options)?),
    })
}

/// Asks every few milliseconds until the answer is `Some`. At the deadline the error says what was waited for and, if
/// the question itself failed, why.
pub fn eventually<T>(limit: Duration, what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        let failure = match ask() {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => None,
            Err(e) => Some(e),
        };
        if Instant::now() >= deadline {
            match failure {
                Some(e) => return Err(e.context(format!("waited {limit:?} for {what}"))),
                None => bail!("waited {limit:?} for {what}"),
            }
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
