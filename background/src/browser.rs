//! The real browser, behind the ports. Here and in `lib.rs` alone there are JavaScript values.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use bridge::desk::State;
use bridge::journal::{Entry, Key};
use bridge::view::{InteractionView, Millis, Start};
use bridge::wire::PopupState;
use js_sys::JSON;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::contacts::Written;
use webext::content::{Ask, Busy, Found};
use webext::fetch::{self, Credentials, Fault};
use webext::finder::Finder;
use webext::placement::Placement;
use webext::runtime::Port;
use webext::scripting::{self, Script, Target};
use webext::store::{self, Knows};
use webext::tabs::{self, Tab};
use webext::texts::Texts;
use webext::trial::Trial as TrialTab;
use webext::web_request::{self, Watch};
use webext::{
    Error, action, catalogue, contacts, i18n, js, management, menus, notifications, panel, permissions,
    runtime, storage, time,
};

use crate::ports::{
    Clock, Door, ErrorWatch, Extension, Http, Known, Looked, Notices, Pages, Places, Presence, Remembered,
    Response, Scripts, Storage, Store, Stored, Tabs, Trial, Value,
};

/// What a script's loader answers where it was not there before.
const NEW: &str = "new";

/// How long a page of the extension may take to hear what nobody answers, in milliseconds.
const TELL_LIMIT: u32 = 1_000;

/// The browser that this worker runs in.
#[derive(Default)]
pub(crate) struct RealBrowser {
    store: RefCell<Option<Rc<store::Store>>>,
    finder: Finder,
    ports: Rc<Ports>,
}

/// The ports of the pages that follow the desk, by number.
#[derive(Default)]
pub(crate) struct Ports {
    open: RefCell<BTreeMap<u32, Port>>,
    last: Cell<u32>,
}

impl Ports {
    /// Takes a page's port in; answers with the page's number.
    pub fn add(&self, port: Port) -> u32 {
        let number = self.last.get() + 1;
        self.last.set(number);
        self.open.borrow_mut().insert(number, port);
        number
    }

    /// The page of this number has gone.
    pub fn remove(&self, page: u32) {
        self.open.borrow_mut().remove(&page);
    }
}

impl RealBrowser {
    /// The ports that pages connect.
    pub fn ports(&self) -> Rc<Ports> {
        self.ports.clone()
    }

    fn opened_store(&self) -> Result<Rc<store::Store>, Error> {
        self.store.borrow().clone().ok_or_else(|| Error::Browser("the database is not open".to_owned()))
    }
}

impl Clock for RealBrowser {
    fn now(&self) -> Millis {
        time::now()
    }

    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()> {
        time::pause(milliseconds)
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        spawn_local(task);
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn warn(&self, line: &str) {
        js::warn(line);
    }
}

impl Extension for RealBrowser {
    fn url(&self, path: &str) -> String {
        runtime::url(path)
    }

    fn version(&self) -> String {
        runtime::version()
    }

    fn reload(&self) {
        runtime::reload();
    }

    fn installed_by_admin(&self) -> impl Future<Output = bool> {
        management::installed_by_admin()
    }

    fn text(&self, key: &str, substitutions: &[&str]) -> String {
        i18n::message(key, substitutions)
    }

    fn texts_at_hand(&self, keys: &[&str]) -> Texts {
        let texts = i18n::at_hand();
        if !texts.is_object() {
            return Texts::default();
        }
        keys.iter().filter_map(|key| Some((*key, js::get_string(&texts, key)?))).collect()
    }

    fn speak(&self, language: Option<&str>) -> impl Future<Output = bool> {
        catalogue::speak(language)
    }

    fn find_numbers(&self, question: &str) -> impl Future<Output = Result<String, Error>> {
        self.finder.ask(question)
    }
}

impl Tabs for RealBrowser {
    fn all_tabs(&self) -> impl Future<Output = Result<Vec<Tab>, Error>> {
        tabs::all()
    }

    fn tabs_matching(&self, patterns: &[String]) -> impl Future<Output = Result<Vec<Tab>, Error>> {
        tabs::matching(patterns)
    }

    fn tab_in_front(&self) -> impl Future<Output = Option<Tab>> {
        tabs::in_front()
    }

    fn find_tab(&self, tab: i32) -> impl Future<Output = Option<Tab>> {
        tabs::find(tab)
    }

    async fn open_tab(&self, url: &str) -> Result<(), Error> {
        tabs::create(url).await.map(|_| ())
    }

    fn open_tab_behind(&self, url: &str) -> impl Future<Output = Result<Option<Tab>, Error>> {
        tabs::create_behind(url)
    }

    fn open_window(&self, url: &str, front: bool) -> impl Future<Output = Result<(), Error>> {
        tabs::create_window(url, front)
    }

    fn lead_tab(&self, tab: i32, url: &str) -> impl Future<Output = Result<(), Error>> {
        tabs::lead(tab, url)
    }

    fn focus_tab(&self, tab: &Tab) -> impl Future<Output = Result<(), Error>> {
        tabs::focus(tab)
    }

    fn group_tab(&self, tab: i32, group: f64) -> impl Future<Output = ()> {
        tabs::put_into_group(tab, group)
    }

    fn keep_tab(&self, tab: i32, keep: bool) {
        tabs::keep(tab, keep);
    }

    fn is_in_front(&self) -> impl Future<Output = bool> {
        tabs::browser_is_in_front()
    }

    fn raise_window(&self, window: i32) -> impl Future<Output = Result<(), Error>> {
        panel::raise(window)
    }

    fn open_panel(&self, window: i32) -> impl Future<Output = Result<(), Error>> + 'static {
        panel::open(window)
    }

    fn open_panel_window(&self) -> impl Future<Output = Result<(), Error>> {
        panel::open_window()
    }
}

async fn ask(door: Door, ask: &Ask, limit: u32) -> Result<JsValue, Error> {
    match door {
        Door::Tab(tab) => tabs::send(tab, &ask.to_js(), limit).await,
        Door::Pages => runtime::send_to_pages(&ask.to_js(), limit).await,
    }
}

async fn ask_presence(door: Door, question: Ask, limit: u32) -> Result<Presence, Error> {
    let answer = ask(door, &question, limit).await?;
    let window = js::get(&answer, "window").as_f64().map(|window| window as i32);
    Ok(Presence { yes: answer.is_truthy(), window })
}

impl Places for RealBrowser {
    async fn ask_survey(&self, door: Door, thorough: bool, limit: u32) -> Result<Option<Found>, Error> {
        Ok(Found::from_js(&ask(door, &Ask::Survey { thorough }, limit).await?))
    }

    fn ask_home(
        &self,
        door: Door,
        instance: u32,
        limit: u32,
    ) -> impl Future<Output = Result<Presence, Error>> {
        ask_presence(door, Ask::Home { instance }, limit)
    }

    fn ask_free(
        &self,
        door: Door,
        instance: u32,
        limit: u32,
    ) -> impl Future<Output = Result<Presence, Error>> {
        ask_presence(door, Ask::Free { instance }, limit)
    }

    async fn ask_dock(
        &self,
        door: Door,
        instance: u32,
        placement: &Placement,
        limit: u32,
    ) -> Result<bool, Error> {
        let question = Ask::Dock { instance, placement: placement.clone() };
        Ok(ask(door, &question, limit).await?.is_truthy())
    }

    async fn ask_guard(&self, tab: i32, limit: u32) -> Result<Option<Busy>, Error> {
        let answer = ask(Door::Tab(tab), &Ask::Guard, limit).await?;
        let unsaved = answer == Busy::Unsaved.to_js();
        Ok(answer.is_truthy().then_some(if unsaved { Busy::Unsaved } else { Busy::Softphone }))
    }

    async fn ask_typing(&self, tab: i32, limit: u32) -> Result<bool, Error> {
        Ok(ask(Door::Tab(tab), &Ask::Typing, limit).await?.is_truthy())
    }

    async fn ask_post(&self, door: Door, instance: f64, start: &Start, limit: u32) -> Result<bool, Error> {
        Ok(ask(door, &Ask::Post { instance, start: start.clone() }, limit).await?.is_truthy())
    }

    async fn ask_near(&self, tab: i32, limit: u32) -> Result<Vec<Written>, Error> {
        Ok(Written::answers(&tabs::send(tab, &contacts::ask_near(), limit).await?))
    }

    fn tell(&self, door: Door, ask: &Ask) {
        let message = ask.to_js();
        match door {
            Door::Tab(tab) => tabs::tell(tab, &message),
            Door::Pages => {
                spawn_local(async move { drop(runtime::send_to_pages(&message, TELL_LIMIT).await) });
            }
        }
    }
}

/// JSON text as the browser writes it, if it is an object.
fn text_of(value: &JsValue) -> Option<String> {
    if value.is_object() { JSON::stringify(value).ok().map(String::from) } else { None }
}

impl Storage for RealBrowser {
    async fn local(&self, keys: &[&str]) -> Result<Vec<Stored>, Error> {
        let values = storage::local_all(keys).await?;
        let stored = |key: &&str| {
            let value = js::get(&values, key);
            match (text_of(&value), value.as_string()) {
                (Some(json), _) => Stored::Json(json),
                (_, Some(text)) => Stored::Text(text),
                _ if value.is_truthy() => Stored::Yes,
                _ => Stored::Nothing,
            }
        };
        Ok(keys.iter().map(stored).collect())
    }

    async fn set_local(&self, values: &[(&str, Value<'_>)]) -> Result<(), Error> {
        let mut written = Vec::new();
        for (key, value) in values {
            let value = match value {
                Value::Null => JsValue::NULL,
                Value::Json(json) => JSON::parse(json)?,
                Value::Text(text) => JsValue::from_str(text),
                Value::Yes => JsValue::TRUE,
                Value::Settings(settings) => settings.map_or(JsValue::NULL, |settings| settings.to_js()),
                Value::Contacts(contacts) => contacts.to_js(),
            };
            written.push((*key, value));
        }
        let written: Vec<(&str, &JsValue)> = written.iter().map(|(key, value)| (*key, value)).collect();
        storage::set_local(&written).await
    }

    fn remove_local(&self, key: &str) -> impl Future<Output = Result<(), Error>> {
        storage::remove_local(key)
    }

    async fn session(&self, key: &str) -> Result<Option<String>, Error> {
        Ok(storage::session(key).await?.as_string())
    }

    async fn set_session(&self, key: &str, json: &str) -> Result<(), Error> {
        storage::set_session(key, &json.into()).await
    }

    async fn managed(&self, limit: u32) -> Result<Option<String>, Error> {
        Ok(text_of(&storage::managed(limit).await?))
    }

    fn rewrite_json(&self, json: &str, pretty: bool) -> Option<String> {
        let value = JSON::parse(json).ok().filter(JsValue::is_object)?;
        let indent = if pretty { JsValue::from(2) } else { JsValue::UNDEFINED };
        let text = JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &indent);
        text.ok().map(String::from)
    }
}

fn knows(known: &Known) -> Knows<'_> {
    Knows { state: &known.state, interaction: known.interaction.as_ref(), lookup: known.lookup.as_ref() }
}

impl Store for RealBrowser {
    async fn open_store(&self) -> Result<(), Error> {
        let opened = store::Store::open().await?;
        self.store.replace(Some(Rc::new(opened)));
        Ok(())
    }

    async fn load(&self) -> Result<Remembered, Error> {
        let store::Stored { state, open } = self.opened_store()?.load().await?;
        Ok(Remembered { state, open })
    }

    async fn add(&self, entry: &Entry) -> Result<bool, Error> {
        self.opened_store()?.add(entry).await
    }

    async fn kept(&self, guid: &str) -> Result<Option<InteractionView>, Error> {
        self.opened_store()?.kept(guid).await
    }

    async fn done(&self, key: &Key, at: Millis, known: &Known) -> Result<(), Error> {
        self.opened_store()?.done(key, at, knows(known)).await
    }

    async fn remember(&self, key: Option<&Key>, known: &Known) -> Result<(), Error> {
        self.opened_store()?.remember(key, knows(known)).await
    }

    async fn forget(&self, before: Millis, kept: &[String], state: &State) -> Result<(), Error> {
        self.opened_store()?.forget(before, kept, state).await
    }
}

impl Scripts for RealBrowser {
    fn registered(&self) -> impl Future<Output = Result<Vec<Script>, Error>> {
        scripting::registered()
    }

    fn register(&self, scripts: &[Script]) -> impl Future<Output = Result<(), Error>> {
        scripting::register(scripts)
    }

    fn unregister(&self, ids: &[String]) -> impl Future<Output = Result<(), Error>> {
        scripting::unregister(ids)
    }

    async fn put(&self, target: &Target, files: &[&str], limit: u32) -> Result<bool, Error> {
        let answers = time::limited(limit, scripting::results(target, files)).await?;
        Ok(answers.iter().any(|answer| *answer == NEW))
    }

    fn execute(&self, target: &Target, file: &str) -> impl Future<Output = Result<(), Error>> {
        scripting::execute(target, file)
    }

    fn style(&self, tab: i32, file: &str) -> impl Future<Output = Result<(), Error>> {
        scripting::style(tab, file)
    }

    async fn look(&self, target: &Target, file: &str, limit: u32) -> Result<Vec<Looked>, Error> {
        let looked = |frame: &JsValue| Looked {
            top: js::get(frame, "top").is_truthy(),
            origin: js::get_string(frame, "origin").unwrap_or_default(),
            password: js::get(frame, "password").is_truthy(),
            microphone: js::get_string(frame, "microphone"),
        };
        let frames = time::limited(limit, scripting::results(target, &[file])).await?;
        Ok(frames.iter().map(looked).collect())
    }

    async fn is_granted(&self, pattern: &str) -> bool {
        permissions::contains(&[pattern]).await.unwrap_or(false)
    }

    fn missing(&self, patterns: &[String]) -> impl Future<Output = Vec<String>> {
        permissions::missing(patterns)
    }
}

impl Notices for RealBrowser {
    fn notify(&self, id: &str, title: &str, text: &str) -> impl Future<Output = Result<(), Error>> {
        notifications::show(id, title, text)
    }

    fn clear_notice(&self, id: &str) -> impl Future<Output = ()> {
        notifications::clear(id)
    }

    fn open_popup(&self) -> impl Future<Output = Result<(), Error>> + 'static {
        notifications::open_popup()
    }

    fn show_badge(&self, text: &str, colour: &str, title: &str) -> impl Future<Output = Result<(), Error>> {
        action::show_badge(text, colour, title)
    }

    fn set_menu(&self, entries: &[menus::Entry<'_>]) -> impl Future<Output = Result<(), Error>> {
        menus::set(entries)
    }
}

impl Response for fetch::Response {
    fn status(&self) -> u16 {
        self.status()
    }

    fn header(&self, name: &str) -> Option<String> {
        self.header(name)
    }

    fn body(self, limit: usize) -> impl Future<Output = Result<Vec<u8>, Fault>> {
        self.body(limit)
    }

    async fn start_of_body(self, limit: usize) -> Result<Vec<u8>, Fault> {
        self.start_of_body(limit).await.map(|(bytes, _)| bytes)
    }
}

impl ErrorWatch for Watch {
    fn error(&self, limit: u32) -> impl Future<Output = Option<String>> {
        self.error(limit)
    }
}

impl Trial for TrialTab {
    fn loaded(&self, limit: u32) -> impl Future<Output = Option<Tab>> {
        self.loaded(limit)
    }
}

impl Http for RealBrowser {
    type Response = fetch::Response;
    type ErrorWatch = Watch;
    type Trial = TrialTab;

    fn get(
        &self,
        url: &str,
        credentials: Credentials,
        accept: &str,
        limit: u32,
    ) -> impl Future<Output = Result<fetch::Response, Fault>> {
        fetch::get_url(url, credentials, accept, limit)
    }

    fn watch_errors(&self, pattern: &str, origin: &str) -> Option<Watch> {
        // Without it the error has no name; that is all.
        web_request::watch(pattern, origin).ok()
    }

    fn open_trial(&self, url: &str) -> impl Future<Output = Result<TrialTab, Error>> {
        TrialTab::of(url)
    }
}

impl Pages for RealBrowser {
    fn post(&self, pages: &[u32], state: &PopupState) {
        let Ok(state) = js::to_js(state) else { return };
        // A page may connect or go while it is posted to.
        let ports: Vec<Port> = {
            let open = self.ports.open.borrow();
            pages.iter().filter_map(|page| open.get(page).cloned()).collect()
        };
        for port in ports {
            let _ = port.post(&state);
        }
    }
}
