//! One phone: exactly one of the places where the extension can put uContact's frame has it.
//!
//! Places ask; one at a time, and only once the one that has it is known to have gone, another gets it. Who has it and
//! who waits is kept in `storage.session`: it ends with the browser, as the places do.

mod hand_on;
mod to_panel;

use std::cell::{Cell, RefCell};

use bridge::framing::Ancestor;
use bridge::phone::{Phone, Place};
use bridge::view::Millis;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::content::Ask;
use webext::placement::{DOCK_TEXTS, Elsewhere, Placement};
use webext::tabs::Tab;
use webext::texts::Texts;
use webext::{Error, i18n, js, panel, runtime, storage, tabs, time};

use crate::{complain, settings, shell, turn, watch};
use hand_on::after;
pub(crate) use to_panel::open_panel;

/// The key in `storage.session`.
const KEY: &str = "phone";

/// How long a place may take to answer, in milliseconds. A page that is busy for longer is there, and busy.
const LIMIT: u32 = 1_000;

/// For how long a tab that is being loaded anew, or led to another page of its CRM, has the frame still, in milliseconds;
/// and how often it is looked at meanwhile. The browser has an event for it, which would wake the worker for every page
/// of every tab, all day long.
const HOLD: Millis = 10_000;
const LOOK: u32 = 150;

thread_local! {
    static PHONE: RefCell<Option<Phone>> = const { RefCell::new(None) };
    /// The tab whose page went with the frame, while its next one is awaited.
    static HELD: Cell<Option<i32>> = const { Cell::new(None) };
    /// The number of the last placement that was told.
    static NUMBER: Cell<f64> = const { Cell::new(0.0) };
}

/// A place wants uContact's frame. `eager`: the agent has just opened it to have it there; `holds`: it has it, from before
/// an update of the extension, and a call may live in it. Who was quicker than that place to ask has none yet.
pub(crate) async fn wanted(place: Place, eager: bool, holds: bool) -> Placement {
    let _one = turn::take(turn::Of::Phone).await;
    // The one panel that the agent has asked for.
    let asked_for = place.panel && to_panel::was_asked_for();
    let home = with(|phone| phone.home().cloned()).await;
    if home.as_ref() == Some(&place) && HELD.get().is_none() {
        // It comes to the front, and has it.
        return placement(true, None, &place).await;
    }
    let is_other = |home: &Place| home.instance != place.instance;
    let Some(home) = home.filter(is_other) else {
        return match HELD.get() {
            Some(tab) if place.tab != Some(tab) && !eager && !holds => {
                with(|phone| phone.wait(place.clone())).await;
                save().await;
                placement(false, Some(&Place { instance: 0, tab: Some(tab), panel: false }), &place).await
            }
            _ => settle(place).await,
        };
    };
    if !is_there(&home).await {
        return settle(place).await;
    }
    // A call goes on where it is, unless the agent has said that it may end.
    let may_move =
        asked_for || holds || eager && !home.panel && !shell::with_desk(|desk| desk.has_live(time::now()));
    if may_move && give_up(&home, &place).await {
        return settle(place).await;
    }
    with(|phone| phone.wait(place.clone())).await;
    save().await;
    placement(false, Some(&home), &place).await
}

/// The agent wants it here.
pub(crate) async fn take(place: Place) -> Placement {
    let _one = turn::take(turn::Of::Phone).await;
    let home = with(|phone| phone.home().cloned()).await;
    if let Some(home) = home.filter(|home| home.instance != place.instance)
        && is_there(&home).await
        && !give_up(&home, &place).await
    {
        with(|phone| phone.wait(place.clone())).await;
        save().await;
        return placement(false, Some(&home), &place).await;
    }
    settle(place).await
}

/// What a worker that was stopped in the middle left undone: a home that has gone meanwhile, or none.
pub(crate) async fn make_good() {
    shell::ready().await;
    let _one = turn::take(turn::Of::Phone).await;
    let (home, waits) = with(|phone| (phone.home().cloned(), !phone.waiting().is_empty())).await;
    match home {
        Some(home) if !is_there(&home).await => {
            let lost = with(|phone| phone.gone(home.instance)).await;
            after(lost).await;
        }
        None if waits && HELD.get().is_none() => after(true).await,
        _ => {}
    }
}

/// A place has gone. If it had the frame, the next one gets it; unless `may_come_back`, and its tab is on its way to a
/// page that will ask.
pub(crate) async fn gone(instance: u32, may_come_back: bool) {
    let _one = turn::take(turn::Of::Phone).await;
    let home = with(|phone| phone.home().cloned()).await;
    let lost = with(|phone| phone.gone(instance)).await;
    // In a CRM of many pages the phone stays in its tab.
    if let Some(Place { tab: Some(tab), panel: false, .. }) = home
        && lost
        && may_come_back
        && comes_back(tab).await
    {
        HELD.set(Some(tab));
        spawn_local(hold(tab));
        return save().await;
    }
    after(lost).await;
}

/// A panel follows the desk no longer. That is how it is seen to have closed, unless it says that it is there still.
pub(crate) async fn unfollowed(instance: u32) {
    let home = home().await.filter(|home| home.instance == instance);
    if let Some(home) = home
        && is_there(&home).await
    {
        return;
    }
    gone(instance, false).await;
}

/// Waits for the tab's next page to ask; should it be none that has a dock, another place gets the frame.
async fn hold(tab: i32) {
    let end = time::now() + HOLD;
    loop {
        time::pause(LOOK).await;
        let _one = turn::take(turn::Of::Phone).await;
        if HELD.get() != Some(tab) {
            return;
        }
        if time::now() >= end || !comes_back(tab).await {
            return after(true).await;
        }
    }
}

/// Whether a tab shows a page with a dock, or is on its way to one.
async fn comes_back(tab: i32) -> bool {
    let tab = tabs::find(tab).await;
    let address = tab.and_then(|tab| tab.pending.or(tab.url));
    address.is_some_and(|address| settings::has_dock(&address))
}

/// A tab has closed.
pub(crate) fn closed(tab: i32) {
    spawn_local(async move {
        shell::ready().await;
        let _one = turn::take(turn::Of::Phone).await;
        let lost = with(|phone| phone.closed(tab)).await;
        after(lost || HELD.get() == Some(tab)).await;
    });
}

/// Where the frame is, if the extension has placed it.
pub(crate) async fn home() -> Option<Place> {
    with(|phone| phone.home().cloned()).await
}

/// Brings the frame's place to the front.
pub(crate) async fn show() -> Result<(), Error> {
    match home().await {
        Some(Place { tab: Some(tab), .. }) => match tabs::find(tab).await {
            Some(tab) => tabs::focus(&tab).await,
            None => Err(Error::NoReceiver),
        },
        Some(place) => {
            let answer = ask(&place, &Ask::Home { instance: place.instance }).await?;
            match js::get(&answer, "window").as_f64() {
                Some(window) => panel::raise(window as i32).await,
                None => Ok(()),
            }
        }
        None => Err(Error::NoReceiver),
    }
}

async fn settle(place: Place) -> Placement {
    HELD.set(None);
    home_is(place.clone()).await;
    save().await;
    tell_waiting().await;
    placement(true, None, &place).await
}

/// Gives the frame to a place, whose tab the browser then leaves alone when it is short of memory.
async fn home_is(place: Place) {
    let before = with(|phone| phone.home().and_then(|home| home.tab)).await;
    let now = place.tab;
    with(|phone| phone.settle(place)).await;
    hand_on::found();
    if before != now {
        if let Some(tab) = before {
            tabs::keep(tab, false);
        }
        if let Some(tab) = now {
            tabs::keep(tab, true);
        }
    }
    watch::soon();
}

/// Has a place let go of the frame. `false` where it does not say that it has.
async fn give_up(home: &Place, to: &Place) -> bool {
    let instance = home.instance;
    let leave = placement(false, Some(to), home).await;
    match ask(home, &Ask::Dock { instance, placement: leave }).await {
        Ok(answer) => answer.is_truthy(),
        Err(Error::TimedOut) => {
            // It will hear that in the end; what it hears next is that it has the frame still.
            let stay = placement(true, None, home).await;
            tell(home, &Ask::Dock { instance, placement: stay });
            false
        }
        Err(_) => false,
    }
}

/// Tells the place that has the frame anew what it is to know.
pub(crate) async fn tell_home() {
    let _one = turn::take(turn::Of::Phone).await;
    if let Some(home) = home().await {
        let placement = placement(true, None, &home).await;
        tell(&home, &Ask::Dock { instance: home.instance, placement });
    }
}

/// Tells all places anew what they are to know.
pub(crate) async fn tell_all() {
    tell_home().await;
    let _one = turn::take(turn::Of::Phone).await;
    tell_waiting().await;
}

/// Tells those who wait where the frame is now.
async fn tell_waiting() {
    let (home, waiting) = with(|phone| (phone.home().cloned(), phone.waiting().to_vec())).await;
    for place in waiting {
        let placement = placement(false, home.as_ref(), &place).await;
        tell(&place, &Ask::Dock { instance: place.instance, placement });
    }
}

/// Tells a place, and waits for nothing.
fn tell(place: &Place, ask: &Ask) {
    let ask = ask.to_js();
    match place.tab {
        Some(tab) if !place.panel => tabs::tell(tab, &ask),
        _ => spawn_local(async move { drop(runtime::send_to_pages(&ask, LIMIT).await) }),
    }
}

/// Whether a place still has the frame.
async fn is_there(place: &Place) -> bool {
    match ask(place, &Ask::Home { instance: place.instance }).await {
        Ok(answer) => answer.is_truthy(),
        Err(Error::TimedOut) => match place.tab {
            // Busy, or put to sleep.
            Some(tab) => tabs::find(tab).await.is_some_and(|tab| !tab.discarded),
            None => true,
        },
        Err(_) => false,
    }
}

async fn ask(place: &Place, ask: &Ask) -> Result<JsValue, Error> {
    ask_within(place, ask, LIMIT).await
}

async fn ask_within(place: &Place, ask: &Ask, limit: u32) -> Result<JsValue, Error> {
    match place.tab {
        Some(tab) if !place.panel => tabs::send(tab, &ask.to_js(), limit).await,
        _ => runtime::send_to_pages(&ask.to_js(), limit).await,
    }
}

/// What a place is told. The title of a tab goes to the panel, and to pages of the same origin only: others may find a
/// way to read what stands in their dock.
async fn placement(here: bool, home: Option<&Place>, place: &Place) -> Placement {
    let elsewhere = match home {
        None => None,
        Some(Place { panel: true, .. }) => Some(Elsewhere::Panel),
        Some(home) => {
            let (home, own) = (tab_of(home).await, tab_of(place).await);
            let origin = |tab: &Option<Tab>| Ancestor::of_url(tab.as_ref()?.url.as_deref()?);
            let may_know = place.panel || (origin(&home).is_some() && origin(&home) == origin(&own));
            let title = home.filter(|_| may_know).map(|tab| tab.title);
            Some(Elsewhere::Tab(title.unwrap_or_default()))
        }
    };
    let theme = shell::with_desk(|desk| desk.theme().map(|theme| (theme.dark, theme.primary.clone())));
    let live = shell::with_desk(|desk| if here { desk.live_guids(time::now()) } else { Vec::new() });
    // The dock cannot read the extension's files.
    let texts = if place.panel { Texts::default() } else { i18n::of_other_language(&DOCK_TEXTS) };
    // Also after a worker has started anew.
    let number = NUMBER.get().max(time::now() as f64) + 1.0;
    NUMBER.set(number);
    Placement { number, here, elsewhere, theme, texts, live, wrong: here && watch::is_wrong().await }
}

async fn tab_of(place: &Place) -> Option<Tab> {
    tabs::find(place.tab?).await
}

/// Looks at who has the frame, or changes it.
async fn with<T>(look: impl FnOnce(&mut Phone) -> T) -> T {
    if PHONE.with_borrow(Option::is_none) {
        let stored = storage::session(KEY).await.ok().and_then(|value| js::from_js(&value).ok());
        PHONE.with_borrow_mut(|phone| {
            phone.get_or_insert_with(|| stored.unwrap_or_default());
        });
    }
    PHONE.with_borrow_mut(|phone| look(phone.get_or_insert_with(Phone::default)))
}

async fn save() {
    let Ok(phone) = js::to_js(&with(|phone| phone.clone()).await) else { return };
    if let Err(error) = storage::set_session(KEY, &phone).await {
        complain("where uContact is cannot be written down", &error);
    }
}
