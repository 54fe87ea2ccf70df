//! What the background needs of the browser, as traits. `browser.rs` stands behind them in a browser; the tests have a
//! fake with a clock of its own (`fake/`).
//!
//! Nothing here knows JavaScript. A call that the browser has taken is carried out, even if the worker is stopped before
//! the answer comes: who stores or opens something must expect that.

use bridge::desk::State;
use bridge::journal::{Entry, Key};
use bridge::lookup::Head;
use bridge::view::{InteractionView, LookupOutcome, Millis, Start};
use bridge::wire::PopupState;
use webext::Error;
use webext::contacts::{Contacts, Written};
use webext::content::{Ask, Busy, Found, Settings};
use webext::fetch::{Credentials, Fault};
use webext::menus::Entry as MenuEntry;
use webext::placement::Placement;
use webext::scripting::{Script, Target};
use webext::tabs::Tab;
use webext::texts::Texts;

/// The whole browser.
pub(crate) trait Browser:
    Clock + Extension + Tabs + Places + Storage + Store + Scripts + Notices + Http + Pages + 'static
{
}

impl<B> Browser for B where
    B: Clock + Extension + Tabs + Places + Storage + Store + Scripts + Notices + Http + Pages + 'static
{
}

/// Time, chance, and what runs beside.
pub(crate) trait Clock {
    /// Milliseconds since the Unix epoch.
    fn now(&self) -> Millis;
    /// Comes back after so many milliseconds, if the worker lives that long.
    async fn pause(&self, milliseconds: u32);
    /// Runs a task beside the others, until it ends or the worker is stopped.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);
    /// A number from 0 to 1, by chance; it protects nothing.
    fn random(&self) -> f64;
    /// Writes a line to the worker's console. Never with data of an interaction.
    fn warn(&self, line: &str);
}

/// What the extension knows of itself, and its texts.
pub(crate) trait Extension {
    /// The absolute address of one of its files; `""` gives its root, ending in `/`.
    fn url(&self, path: &str) -> String;
    /// Its version.
    fn version(&self) -> String;
    /// Starts the extension anew, with its update if one waits.
    fn reload(&self);
    /// Whether an administrator's policy installed it.
    async fn installed_by_admin(&self) -> bool;
    /// The text named `key`, its placeholders filled, in the language last [spoken](Self::speak).
    fn text(&self, key: &str, substitutions: &[&str]) -> String;
    /// The texts of these keys, where they are in another language than the browser's own; none otherwise.
    fn texts_at_hand(&self, keys: &[&str]) -> Texts;
    /// Speaks this language from now on, as far as there is a catalogue; the browser's own for `None`. Answers whether
    /// that is a change.
    async fn speak(&self, language: Option<&str>) -> bool;
    /// Puts a question to the finder of phone numbers (`numbers::abi`); the module is loaded with the first question.
    async fn find_numbers(&self, question: &str) -> Result<String, Error>;
}

/// Tabs and windows.
pub(crate) trait Tabs {
    /// All tabs, the one last looked at first.
    async fn all_tabs(&self) -> Result<Vec<Tab>, Error>;
    /// Those whose address matches one of these match patterns, the one last looked at first.
    async fn tabs_matching(&self, patterns: &[String]) -> Result<Vec<Tab>, Error>;
    /// The tab in front in the window that the agent used last.
    async fn tab_in_front(&self) -> Option<Tab>;
    /// The tab of this id, if it is still there.
    async fn find_tab(&self, tab: i32) -> Option<Tab>;
    /// Opens an address in a new tab, in front.
    async fn open_tab(&self, url: &str) -> Result<(), Error>;
    /// Opens an address in a new tab, behind. Answers with the tab.
    async fn open_tab_behind(&self, url: &str) -> Result<Option<Tab>, Error>;
    /// Opens an address in a new window.
    async fn open_window(&self, url: &str, front: bool) -> Result<(), Error>;
    /// Leads a tab to an address; it stays where it stands.
    async fn lead_tab(&self, tab: i32, url: &str) -> Result<(), Error>;
    /// Shows a tab, and its window in front of the others.
    async fn focus_tab(&self, tab: &Tab) -> Result<(), Error>;
    /// Puts a tab into a group, where the browser has groups.
    async fn group_tab(&self, tab: i32, group: f64);
    /// Has the browser keep a tab in memory, or no longer. Nothing is waited for.
    fn keep_tab(&self, tab: i32, keep: bool);
    /// Whether the agent looks at the browser, and at no other program.
    async fn is_in_front(&self) -> bool;
    /// Brings a window to the front.
    async fn raise_window(&self, window: i32) -> Result<(), Error>;
    /// Opens the panel beside the tabs of a window. The browser wants the very turn of a click: the call is made before
    /// this returns.
    fn open_panel(&self, window: i32) -> impl Future<Output = Result<(), Error>> + 'static;
    /// Opens the panel as a small window of its own, which needs no click.
    async fn open_panel_window(&self) -> Result<(), Error>;
}

/// Where a message goes: to all frames of a tab, or to the extension's own pages, of which the panel is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// The content scripts of a tab.
    Tab(i32),
    /// The extension's pages that are open.
    Pages,
}

/// What a place says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Presence {
    /// It says yes.
    pub yes: bool,
    /// The window that it is in, if it is a panel.
    pub window: Option<i32>,
}

/// Questions to content scripts and to the panel. Each fails with [`Error::NoReceiver`] where nobody listens, and with
/// [`Error::TimedOut`] after `limit` milliseconds. Who is asked and says nothing is not heard: the answer is the empty one.
pub(crate) trait Places {
    /// [`Ask::Survey`]: is uContact's frame with you?
    async fn ask_survey(&self, door: Door, thorough: bool, limit: u32) -> Result<Option<Found>, Error>;
    /// [`Ask::Home`]: do you have uContact's frame still?
    async fn ask_home(&self, door: Door, instance: u32, limit: u32) -> Result<Presence, Error>;
    /// [`Ask::Free`]: could you have it?
    async fn ask_free(&self, door: Door, instance: u32, limit: u32) -> Result<Presence, Error>;
    /// [`Ask::Dock`]: have it, or let it go.
    async fn ask_dock(
        &self,
        door: Door,
        instance: u32,
        placement: &Placement,
        limit: u32,
    ) -> Result<bool, Error>;
    /// [`Ask::Guard`]: may the tab be led elsewhere? `None`: it may.
    async fn ask_guard(&self, tab: i32, limit: u32) -> Result<Option<Busy>, Error>;
    /// [`Ask::Typing`]: is the agent typing?
    async fn ask_typing(&self, tab: i32, limit: u32) -> Result<bool, Error>;
    /// [`Ask::Post`]: post this `startInteraction`. Answers whether it was posted.
    async fn ask_post(&self, door: Door, instance: f64, start: &Start, limit: u32) -> Result<bool, Error>;
    /// Which numbers stand near what the agent looks at?
    async fn ask_near(&self, tab: i32, limit: u32) -> Result<Vec<Written>, Error>;
    /// Says something that nobody answers, and waits for nothing.
    fn tell(&self, door: Door, ask: &Ask);
}

/// What stands under a key of `storage.local`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Stored {
    /// Nothing, or `null`.
    #[default]
    Nothing,
    /// An object or a list, as JSON text.
    Json(String),
    /// A text.
    Text(String),
    /// Anything else that counts as true.
    Yes,
}

/// What is to stand under a key of `storage.local`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// `null`.
    Null,
    /// What this JSON text says.
    Json(&'a str),
    /// A text.
    Text(&'a str),
    /// `true`.
    Yes,
    /// [`Settings`] of content scripts, in their own form.
    Settings(Option<&'a Settings>),
    /// [`Contacts`], in their own form.
    Contacts(&'a Contacts),
}

/// `storage.local`, which lasts; `storage.session`, which ends with the browser and with the extension's load;
/// `storage.managed`, the administrator's policy.
pub(crate) trait Storage {
    /// What stands under these keys, in their order.
    async fn local(&self, keys: &[&str]) -> Result<Vec<Stored>, Error>;
    /// Stores these values, all or none.
    async fn set_local(&self, values: &[(&str, Value<'_>)]) -> Result<(), Error>;
    /// Forgets a key.
    async fn remove_local(&self, key: &str) -> Result<(), Error>;
    /// A JSON text of the session.
    async fn session(&self, key: &str) -> Result<Option<String>, Error>;
    /// Stores a JSON text for the session.
    async fn set_session(&self, key: &str, json: &str) -> Result<(), Error>;
    /// The policy as JSON text; `None` where there is none. [`Error::TimedOut`] after `limit` milliseconds.
    async fn managed(&self, limit: u32) -> Result<Option<String>, Error>;
    /// JSON text as the browser itself writes it, on one line or `pretty`; `None` where it is no JSON object.
    fn rewrite_json(&self, json: &str, pretty: bool) -> Option<String>;
}

/// What the desk knows, to be stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    /// Its memory.
    pub state: State,
    /// The interaction that has changed, if one has.
    pub interaction: Option<InteractionView>,
    /// What became of its lookup.
    pub lookup: Option<LookupOutcome>,
}

/// What was stored when the worker stopped.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// The desk's memory.
    pub state: State,
    /// The entries whose effects are not done, oldest first.
    pub open: Vec<Entry>,
}

/// The journal, the desk's memory and the history. A write that has resolved survives the kill of the browser; each
/// method is one transaction, all or nothing.
pub(crate) trait Store {
    /// Opens the database, and makes it the first time. To be called once, before the others.
    async fn open_store(&self) -> Result<(), Error>;
    /// Reads the desk's memory and the open entries.
    async fn load(&self) -> Result<Remembered, Error>;
    /// Writes an entry down, still to be done. `false` if its key is there already: it has been handled.
    async fn add(&self, entry: &Entry) -> Result<bool, Error>;
    /// What the history has kept of an interaction.
    async fn kept(&self, guid: &str) -> Result<Option<InteractionView>, Error>;
    /// Marks an entry done, and stores what the desk knows now.
    async fn done(&self, key: &Key, at: Millis, known: &Known) -> Result<(), Error>;
    /// Stores what the desk knows now; with it, for the entry of this key, what became of a later lookup.
    async fn remember(&self, key: Option<&Key>, known: &Known) -> Result<(), Error>;
    /// Forgets what was written before this time, except for what is `kept`: keys of the journal, and guids of the
    /// history. Stores the desk's memory without it.
    async fn forget(&self, before: Millis, kept: &[String], state: &State) -> Result<(), Error>;
}

/// What a frame says to the doctor's look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Looked {
    /// It is the page itself.
    pub top: bool,
    /// Its origin.
    pub origin: String,
    /// It has a field for a password.
    pub password: bool,
    /// The state of the permission for the microphone.
    pub microphone: Option<String>,
}

/// Content scripts and permissions.
pub(crate) trait Scripts {
    /// The scripts that are registered now.
    async fn registered(&self) -> Result<Vec<Script>, Error>;
    /// Registers scripts, beyond this session, all or none.
    async fn register(&self, scripts: &[Script]) -> Result<(), Error>;
    /// Takes registered scripts back; pages that have them keep them.
    async fn unregister(&self, ids: &[String]) -> Result<(), Error>;
    /// Runs files in open pages, now. Answers whether they are new in one of the frames.
    async fn put(&self, target: &Target, files: &[&str], limit: u32) -> Result<bool, Error>;
    /// Runs one file in open pages, now.
    async fn execute(&self, target: &Target, file: &str) -> Result<(), Error>;
    /// Brings a style sheet into every frame of a tab.
    async fn style(&self, tab: i32, file: &str) -> Result<(), Error>;
    /// Runs the doctor's look in a page.
    async fn look(&self, target: &Target, file: &str, limit: u32) -> Result<Vec<Looked>, Error>;
    /// Whether this host pattern is granted.
    async fn is_granted(&self, pattern: &str) -> bool;
    /// Those of these patterns that are not granted.
    async fn missing(&self, patterns: &[String]) -> Vec<String>;
}

/// What the agent is shown outside of pages.
pub(crate) trait Notices {
    /// Shows a notification; one with the same id is replaced.
    async fn notify(&self, id: &str, title: &str, text: &str) -> Result<(), Error>;
    /// Takes a notification away, if it is there.
    async fn clear_notice(&self, id: &str);
    /// Shows the popup, from the toolbar or as a small window.
    fn open_popup(&self) -> impl Future<Output = Result<(), Error>> + 'static;
    /// Puts a short text on the toolbar's button.
    async fn show_badge(&self, text: &str, colour: &str, title: &str) -> Result<(), Error>;
    /// Makes these the entries of the context menu, and no others.
    async fn set_menu(&self, entries: &[MenuEntry<'_>]) -> Result<(), Error>;
}

/// The head and the body of an answer.
pub(crate) trait Response {
    /// The status, such as 200.
    fn status(&self) -> u16;
    /// All values of a header, joined by commas.
    fn header(&self, name: &str) -> Option<String>;
    /// The body, of at most `limit` bytes.
    async fn body(self, limit: usize) -> Result<Vec<u8>, Fault>;
    /// The first `limit` bytes of the body; the rest is not waited for.
    async fn start_of_body(self, limit: usize) -> Result<Vec<u8>, Fault>;

    /// What a lookup goes by.
    fn head(&self) -> Head {
        Head { status: self.status(), content_type: self.header("Content-Type") }
    }
}

/// Names the error of a request that fails, where the browser has a name for it.
pub(crate) trait ErrorWatch {
    /// The browser's words, if it has some within `limit` milliseconds.
    async fn error(&self, limit: u32) -> Option<String>;
}

/// A tab that was opened to see what the browser shows in it. It closes when this is dropped.
pub(crate) trait Trial {
    /// The tab once it has loaded, if only an error, or as it is after `limit` milliseconds; `None` once it has closed.
    async fn loaded(&self, limit: u32) -> Option<Tab>;
}

/// Requests. No redirect is followed.
pub(crate) trait Http {
    /// An answer.
    type Response: Response;
    /// See [`Self::watch_errors`].
    type ErrorWatch: ErrorWatch;
    /// See [`Self::open_trial`].
    type Trial: Trial;
    /// Asks by GET, within `limit` milliseconds, the body included.
    async fn get(
        &self,
        url: &str,
        credentials: Credentials,
        accept: &str,
        limit: u32,
    ) -> Result<Self::Response, Fault>;
    /// Listens for the error of a request to this host; `None` where the browser does not let us.
    fn watch_errors(&self, pattern: &str, origin: &str) -> Option<Self::ErrorWatch>;
    /// Leads a new tab to `url`, behind the others.
    async fn open_trial(&self, url: &str) -> Result<Self::Trial, Error>;
}

/// The extension's pages that follow the desk.
pub(crate) trait Pages {
    /// Posts the state to these pages; one that has gone is passed over.
    fn post(&self, pages: &[u32], state: &PopupState);
}
