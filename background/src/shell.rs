//! The shell around the desk: reads what is stored, feeds inputs in, performs effects, tells the pages.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use bridge::config::History;
use bridge::desk::{Desk, Effect, Input};
use bridge::journal::{Entry, Key};
use bridge::message::Event;
use bridge::view::Millis;
use futures_util::future::join;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use webext::runtime::Port;
use webext::wire::{Connection, PANEL_INSTANCE, PopupState};
use webext::{catalogue, js, storage, time};

use crate::store::{Known, Store, Stored};
use crate::{
    complain, connection, contacts, lookup, notice, offer, open, phone, post, scripts, settings, update,
    watch,
};

/// The key in `storage.session`: when old entries were removed.
const PRUNED: &str = "pruned";

/// A day in milliseconds.
const DAY: Millis = 24 * 60 * 60 * 1000;

#[derive(Default)]
struct Shell {
    desk: RefCell<Desk>,
    /// Empty where IndexedDB cannot be had: the bridge works on, without a memory.
    store: OnceCell<Option<std::rc::Rc<Store>>>,
    ready: OnceCell<Promise>,
    seq: Cell<u64>,
    ports: RefCell<Vec<Port>>,
    telling: Cell<bool>,
    /// The connection has changed since it was asked for.
    moved: Cell<bool>,
}

thread_local! {
    static SHELL: Shell = Shell::default();
}

/// Starts reading what is stored.
pub(crate) fn boot() {
    let ready = future_to_promise(async {
        let (opened, configuration) = join(Store::open(), settings::stored()).await;
        let store = match opened {
            Ok(store) => Some(std::rc::Rc::new(store)),
            Err(error) => {
                complain("the journal cannot be opened; nothing will be remembered", &error);
                None
            }
        };
        let stored = match &store {
            Some(store) => store.load().await.unwrap_or_else(|error| {
                complain("the journal cannot be read", &error);
                Stored::default()
            }),
            None => Stored::default(),
        };
        SHELL.with(|shell| {
            shell.desk.replace(Desk::restore(stored.state));
            // Entries written later sort after all earlier ones.
            shell.seq.set(time::now() * 1024);
            let _ = shell.store.set(store);
        });
        settings::load(configuration.unwrap_or_default());
        speak().await;
        let recovered: Vec<(Entry, Vec<Effect>)> = stored
            .open
            .into_iter()
            .map(|entry| {
                let effects = with_desk(|desk| desk.recover(&entry, time::now()));
                (entry, effects)
            })
            .collect();
        let effects = recovered.iter().flat_map(|(_, effects)| effects);
        with_desk(|desk| desk.fail_unfinished(effects));
        for (entry, effects) in recovered {
            spawn_local(finish(entry, effects));
        }
        spawn_local(scripts::renew_once_a_session());
        Ok(JsValue::UNDEFINED)
    });
    SHELL.with(|shell| shell.ready.set(ready).ok());
}

/// Comes back once what is stored has been read. Everything that comes in waits for it.
pub(crate) async fn ready() {
    if let Some(ready) = SHELL.with(|shell| shell.ready.get().cloned()) {
        let _ = JsFuture::from(ready).await;
    }
}

/// Looks at the desk, or changes it; never across an `await`.
pub(crate) fn with_desk<T>(look: impl FnOnce(&mut Desk) -> T) -> T {
    SHELL.with(|shell| look(&mut shell.desk.borrow_mut()))
}

fn store() -> Option<std::rc::Rc<Store>> {
    SHELL.with(|shell| shell.store.get().cloned().flatten())
}

/// Takes an input in: writes it into the journal if it has a key, and comes back then; its effects follow by
/// themselves. An input that is in the journal already is dropped.
pub(crate) async fn take(input: Input) {
    let at = time::now();
    let Some(key) = input.key() else {
        // The CRM may be asked again: the journal says what came of it at last.
        let about = input.guid().map(str::to_owned);
        // Whoever asks for a record looks for it.
        let asked = matches!(input, Input::Open { .. } | Input::Choose { .. });
        let effects = handle(input);
        spawn_local(async move {
            perform(effects, asked).await;
            remember(about.as_deref()).await;
        });
        return;
    };
    let seq = SHELL.with(|shell| {
        shell.seq.set(shell.seq.get() + 1);
        shell.seq.get()
    });
    let entry = Entry { key, seq, at, input: input.clone(), done: None, lookup: None };
    if let Some(store) = store() {
        recall(&store, &input, false).await;
        match store.add(&entry).await {
            Ok(true) => {}
            Ok(false) => {
                let about = input.guid().map(str::to_owned);
                recall(&store, &input, true).await;
                with_desk(|desk| desk.repeated(input, at));
                tell();
                spawn_local(async move { remember(about.as_deref()).await });
                return;
            }
            // A full disk must not keep the record from the agent.
            Err(error) => complain("the journal cannot be written", &error),
        }
    }
    // No `await` between the journal's answer and the desk: the desk sees things in the journal's order.
    let effects = handle(input);
    spawn_local(finish(entry, effects));
}

/// An interaction that the desk has put away for later ones, and that is told of again, is taken back from the history. A
/// new one does not wait for that.
async fn recall(store: &Store, input: &Input, repeated: bool) {
    let Some(guid) = with_desk(|desk| desk.forgot(input, repeated).map(str::to_owned)) else { return };
    match store.kept(&guid).await {
        Ok(Some(kept)) => with_desk(|desk| desk.recall(kept)),
        Ok(None) => {}
        Err(error) => complain("the history cannot be read", &error),
    }
}

/// Speaks uContact's language; the answer is whether that is a change.
async fn speak() -> bool {
    let language = with_desk(|desk| desk.language().map(str::to_owned));
    catalogue::speak(language.as_deref()).await
}

/// uContact has announced its language: menus, the button and the places where uContact lives follow.
fn follow_language() {
    spawn_local(async {
        if speak().await {
            offer::renew().await;
            contacts::renew().await;
            watch::renew().await;
            phone::tell_all().await;
        }
    });
}

/// Feeds the desk, and tells the pages.
fn handle(input: Input) -> Vec<Effect> {
    let themed = matches!(&input, Input::Event { event: Event::ChangedTheme(_), .. });
    let speaks = matches!(&input, Input::Event { event: Event::ChangedLanguage(_), .. });
    notice::settle(&input);
    let effects = with_desk(|desk| desk.handle(input, time::now()));
    tell();
    watch::heard();
    if speaks {
        follow_language();
    }
    if themed {
        spawn_local(async {
            contacts::renew().await;
            // Those that wait hear nothing of uContact's.
            phone::tell_all().await;
        });
    }
    effects
}

async fn finish(entry: Entry, effects: Vec<Effect>) {
    perform(effects, false).await;
    if entry.key == Key::assignment(entry.input.guid().unwrap_or_default()) {
        spawn_local(notice::assigned(entry.input.guid().unwrap_or_default().to_owned()));
    }
    if let Some(store) = store() {
        let mut known = known(entry.input.guid());
        // It stands with the event that it was made for.
        known.lookup =
            known.lookup.filter(|_| entry.key == Key::assignment(entry.input.guid().unwrap_or_default()));
        if let Err(error) = store.done(&entry.key, time::now(), &known).await {
            complain("the journal cannot be written", &error);
        }
    }
}

/// Stores the desk's memory, and what became of an interaction, if one is named.
async fn remember(guid: Option<&str>) {
    if let Some(store) = store() {
        let key = guid.map(Key::assignment);
        if let Err(error) = store.remember(key.as_ref(), &known(guid)).await {
            complain("the desk's state cannot be written", &error);
        }
    }
}

/// What the desk knows now, and of this interaction.
fn known(guid: Option<&str>) -> Known {
    with_desk(|desk| Known {
        state: desk.state().clone(),
        interaction: guid.and_then(|guid| desk.interaction(guid)),
        lookup: guid.and_then(|guid| desk.lookup_of(guid)).cloned(),
    })
}

/// Performs effects, and feeds the desk what came of them. `asked`: the agent has asked for them.
async fn perform(effects: Vec<Effect>, asked: bool) {
    let mut effects = VecDeque::from(effects);
    while let Some(effect) = effects.pop_front() {
        let outcome = match effect {
            Effect::OpenRecord { guid, url, how, again } => {
                let result = open::record(&url, how, again, asked).await.map_err(|error| error.to_string());
                Input::RecordOpened { guid, result }
            }
            Effect::Lookup { guid, request } => {
                Input::LookedUp { guid, outcome: lookup::ask(&request).await }
            }
            Effect::AskToChoose { guid, campaign, channel, matches, more } => {
                notice::choose(&guid, &campaign, &channel, matches, more).await;
                continue;
            }
            Effect::PostAction { id, start, prefer_tab } => {
                Input::Posted { id, result: post::start(start, prefer_tab).await }
            }
            Effect::TickAt { at } => {
                let wait = at.saturating_sub(time::now()).min(60_000) as u32;
                // Should the worker sleep before: the desk tells the time from `now` at the next look.
                spawn_local(async move {
                    time::pause(wait).await;
                    perform_boxed(handle(Input::Tick)).await;
                });
                continue;
            }
        };
        effects.extend(handle(outcome));
    }
}

fn perform_boxed(effects: Vec<Effect>) -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(perform(effects, false))
}

/// Forgets what is older than the configuration has it kept, if that was not done for a day: a browser may stay open for
/// weeks, and its worker starts many times a day.
pub(crate) async fn prune_daily() {
    ready().await;
    let last = storage::session(PRUNED).await.ok().and_then(|at| at.as_f64()).unwrap_or_default() as Millis;
    if time::now().saturating_sub(last) >= DAY {
        prune().await;
    }
}

/// Forgets what is older than the configuration has it kept.
pub(crate) async fn prune() {
    let days = with_desk(|desk| desk.config().map_or(History::default(), |config| config.history).days);
    let now = time::now();
    forget(now.saturating_sub(Millis::from(days) * DAY)).await;
    if let Err(error) = storage::set_session(PRUNED, &(now as f64).into()).await {
        complain("that old entries were removed cannot be written down", &error);
    }
}

/// Forgets all that has ended.
pub(crate) async fn erase() {
    forget(time::now()).await;
}

async fn forget(before: Millis) {
    let live = with_desk(|desk| {
        desk.forget_ended(before);
        desk.live_guids(time::now())
    });
    if let Some(store) = store()
        && let Err(error) = store.forget(before, &live).await
    {
        complain("old entries cannot be removed", &error);
    }
    remember(None).await;
    tell();
}

/// Keeps a page posted, from now on.
pub(crate) fn follow(port: Port) {
    let panel = Rc::new(Cell::new(None));
    port.on_message({
        let panel = panel.clone();
        move |said| panel.set(js::get(&said, PANEL_INSTANCE).as_f64())
    });
    port.on_disconnect({
        let gone = port.clone();
        move || {
            SHELL.with(|shell| shell.ports.borrow_mut().retain(|p| !same(p, &gone)));
            let panel = panel.get();
            spawn_local(async move {
                ready().await;
                if let Some(instance) = panel {
                    phone::unfollowed(instance as u32).await;
                }
                update::consider().await;
            });
        }
    });
    SHELL.with(|shell| shell.ports.borrow_mut().push(port.clone()));
    spawn_local(async move {
        ready().await;
        if let Some(state) = at_once().and_then(|state| js::to_js(&state).ok()) {
            let _ = port.post(&state);
        }
        tell();
    });
}

/// What a page can be told without asking anybody: a page of the CRM that is too busy to answer holds the connection up by
/// a second. Nothing before what is stored has been read, or where there is no configuration to go by.
pub(crate) fn at_once() -> Option<PopupState> {
    let knows = SHELL.with(|shell| shell.store.get().is_some()) && with_desk(|desk| desk.config().is_some());
    knows.then(|| connection::state(Connection::Asking))
}

/// Whether a page of the extension is open that follows the desk.
pub(crate) fn is_followed() -> bool {
    SHELL.with(|shell| !shell.ports.borrow().is_empty())
}

fn same(a: &Port, b: &Port) -> bool {
    AsRef::<JsValue>::as_ref(a) == AsRef::<JsValue>::as_ref(b)
}

/// Posts the state to every page that follows. Changes that come while one is on its way share the next.
pub(crate) fn tell() {
    let idle = SHELL.with(|shell| !shell.ports.borrow().is_empty() && !shell.telling.replace(true));
    if !idle {
        return;
    }
    spawn_local(async {
        ready().await;
        loop {
            SHELL.with(|shell| shell.moved.set(false));
            let connection = connection::now().await;
            if let Ok(state) = js::to_js(&connection::state(connection)) {
                let ports = SHELL.with(|shell| shell.ports.borrow().clone());
                for port in ports {
                    // One that has just gone is taken off by its `on_disconnect`.
                    let _ = port.post(&state);
                }
            }
            if !SHELL.with(|shell| shell.moved.get()) {
                break;
            }
        }
        SHELL.with(|shell| shell.telling.set(false));
    });
}

/// The same where the connection is another one now: whoever is asking the pages for it has the old answer.
pub(crate) fn tell_connection() {
    SHELL.with(|shell| shell.moved.set(true));
    tell();
}
