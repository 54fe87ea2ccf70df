//! One phone: exactly one of the places where the extension can put uContact's frame has it.
//!
//! Places ask; one at a time, and only once the place that has the frame is known to have gone, another gets it.

mod book;
mod hand_on;
mod placement;
mod places;
mod to_panel;

use std::cell::Cell;
use std::rc::Rc;

use bridge::phone::Place;
use bridge::view::Millis;
use webext::Error;
use webext::placement::Placement;

use crate::context::{Changed, Context};
use crate::ports::Browser;
use book::Book;
use places::{dock, has_it, is_there, tell};

/// For how long a tab that is being loaded anew, or led to another page of its CRM, keeps the frame, in milliseconds; and
/// how often the tab is looked at meanwhile. The browser has an event for it, which would wake the worker for every page
/// of every tab, all day long.
const HOLD: Millis = 10_000;
const LOOK: u32 = 150;

/// Who has uContact's frame.
pub(crate) struct Phone<B: Browser> {
    cx: Rc<Context<B>>,
    book: Book,
    /// The tab whose page went with the frame, while its next page is awaited.
    held: Cell<Option<i32>>,
    /// The number of the last placement that was told.
    number: Cell<f64>,
    /// How often nobody was free since the frame last had a place.
    tries: Cell<u32>,
    /// When the agent asked for the panel.
    to_panel: Cell<Millis>,
}

impl<B: Browser> Phone<B> {
    /// Nobody has the frame, as far as is known without reading.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self {
            cx: cx.clone(),
            book: Book::default(),
            held: Cell::default(),
            number: Cell::default(),
            tries: Cell::default(),
            to_panel: Cell::default(),
        })
    }

    async fn with<T>(&self, look: impl FnOnce(&mut bridge::phone::Phone) -> T) -> T {
        self.book.with(&self.cx, look).await
    }

    async fn save(&self) {
        self.book.save(&self.cx).await;
    }

    /// A place wants uContact's frame. `eager`: the agent has just opened the place to have it there; `holds`: the place
    /// has it, from before an update of the extension, and a call may live in it. A page that asked first cannot have a
    /// call yet, so the page that already holds the frame wins.
    pub async fn wanted(&self, place: Place, eager: bool, holds: bool) -> Placement {
        let _one = self.cx.turns.phone.wait().await;
        // The one panel that the agent has asked for.
        let asked_for = place.panel && self.panel_was_asked_for();
        let home = self.with(|phone| phone.home().cloned()).await;
        if home.as_ref() == Some(&place) && self.held.get().is_none() {
            // The place comes to the front, and has the frame.
            return self.placement(true, None, &place).await;
        }
        let is_other = |home: &Place| home.instance != place.instance;
        let Some(home) = home.filter(is_other) else {
            return match self.held.get() {
                Some(tab) if place.tab != Some(tab) && !eager && !holds => {
                    self.with(|phone| phone.wait(place.clone())).await;
                    self.save().await;
                    let held = Place { instance: 0, tab: Some(tab), panel: false };
                    self.placement(false, Some(&held), &place).await
                }
                _ => self.give(place).await,
            };
        };
        if !is_there(&self.cx, &home).await {
            return self.give(place).await;
        }
        // A call goes on where it is, unless the agent has said that it may end.
        let is_live = || self.cx.with_desk(|desk| desk.has_live(self.cx.now()));
        let may_move = asked_for || holds || eager && !home.panel && !is_live();
        if may_move && self.let_go(&home, &place).await {
            return self.give(place).await;
        }
        self.wait(place, &home).await
    }

    /// The agent wants the frame at this place.
    pub async fn wanted_here(&self, place: Place) -> Placement {
        let _one = self.cx.turns.phone.wait().await;
        let home = self.with(|phone| phone.home().cloned()).await;
        if let Some(home) = home.filter(|home| home.instance != place.instance)
            && is_there(&self.cx, &home).await
            && !self.let_go(&home, &place).await
        {
            return self.wait(place, &home).await;
        }
        self.give(place).await
    }

    /// The frame stays where it is, and this place waits for it.
    async fn wait(&self, place: Place, home: &Place) -> Placement {
        self.with(|phone| phone.wait(place.clone())).await;
        self.save().await;
        self.placement(false, Some(home), &place).await
    }

    /// What a worker that was stopped in the middle left undone: a home that has gone meanwhile, or none.
    pub async fn make_good(self: &Rc<Self>) {
        self.cx.ready.passed().await;
        let _one = self.cx.turns.phone.wait().await;
        let (home, waits) = self.with(|phone| (phone.home().cloned(), !phone.waiting().is_empty())).await;
        match home {
            Some(home) if !is_there(&self.cx, &home).await => {
                let lost = self.with(|phone| phone.gone(home.instance)).await;
                self.after(lost).await;
            }
            None if waits && self.held.get().is_none() => self.after(true).await,
            _ => {}
        }
    }

    /// A place has gone. If it had the frame, the next place gets it; unless `may_come_back`, and its tab is on its way
    /// to a page that will ask.
    pub async fn gone(self: &Rc<Self>, instance: u32, may_come_back: bool) {
        let _one = self.cx.turns.phone.wait().await;
        let home = self.with(|phone| phone.home().cloned()).await;
        let lost = self.with(|phone| phone.gone(instance)).await;
        // In a CRM of many pages the phone stays in its tab.
        if let Some(Place { tab: Some(tab), panel: false, .. }) = home
            && lost
            && may_come_back
            && self.comes_back(tab).await
        {
            self.held.set(Some(tab));
            let this = self.clone();
            self.cx.browser.spawn(async move { this.hold(tab).await });
            return self.save().await;
        }
        self.after(lost).await;
    }

    /// A panel follows the desk no longer. That is how it is seen to have closed, unless it says that it is there still.
    pub async fn unfollowed(self: &Rc<Self>, instance: u32) {
        let home = self.home().await.filter(|home| home.instance == instance);
        if let Some(home) = home
            && is_there(&self.cx, &home).await
        {
            return;
        }
        self.gone(instance, false).await;
    }

    /// Waits for the tab's next page to ask; should it be none that has a dock, another place gets the frame.
    async fn hold(self: &Rc<Self>, tab: i32) {
        let end = self.cx.now() + HOLD;
        loop {
            self.cx.browser.pause(LOOK).await;
            let _one = self.cx.turns.phone.wait().await;
            if self.held.get() != Some(tab) {
                return;
            }
            if self.cx.now() >= end || !self.comes_back(tab).await {
                return self.after(true).await;
            }
        }
    }

    /// Whether a tab shows a page with a dock, or is on its way to one.
    async fn comes_back(&self, tab: i32) -> bool {
        let tab = self.cx.browser.find_tab(tab).await;
        let address = tab.and_then(|tab| tab.pending.or(tab.url));
        address.is_some_and(|address| self.cx.in_force.has_dock(&address))
    }

    /// A tab has closed.
    pub async fn tab_closed(self: &Rc<Self>, tab: i32) {
        self.cx.ready.passed().await;
        let _one = self.cx.turns.phone.wait().await;
        let lost = self.with(|phone| phone.closed(tab)).await;
        self.after(lost || self.held.get() == Some(tab)).await;
    }

    /// Where the frame is, if the extension has placed it.
    pub async fn home(&self) -> Option<Place> {
        self.with(|phone| phone.home().cloned()).await
    }

    /// Brings the frame's place to the front.
    ///
    /// # Errors
    /// [`Error::NoReceiver`] where there is none; the browser's words.
    pub async fn show(&self) -> Result<(), Error> {
        let browser = &self.cx.browser;
        match self.home().await {
            Some(Place { tab: Some(tab), .. }) => match browser.find_tab(tab).await {
                Some(tab) => browser.focus_tab(&tab).await,
                None => Err(Error::NoReceiver),
            },
            Some(place) => match has_it(&self.cx, &place).await?.window {
                Some(window) => browser.raise_window(window).await,
                None => Ok(()),
            },
            None => Err(Error::NoReceiver),
        }
    }

    /// Gives the frame to a place that asks.
    async fn give(&self, place: Place) -> Placement {
        self.held.set(None);
        self.home_is(place.clone()).await;
        self.save().await;
        self.tell_waiting().await;
        self.placement(true, None, &place).await
    }

    /// Gives the frame to a place, whose tab the browser then leaves alone when it is short of memory.
    async fn home_is(&self, place: Place) {
        let before = self.with(|phone| phone.home().and_then(|home| home.tab)).await;
        let now = place.tab;
        self.with(|phone| phone.give_to(place)).await;
        self.tries.set(0);
        if before != now {
            if let Some(tab) = before {
                self.cx.browser.keep_tab(tab, false);
            }
            if let Some(tab) = now {
                self.cx.browser.keep_tab(tab, true);
            }
        }
        self.cx.changed(Changed::Placed);
    }

    /// Has a place let go of the frame. `false` where it does not say that it has.
    async fn let_go(&self, home: &Place, to: &Place) -> bool {
        let leave = self.placement(false, Some(to), home).await;
        match dock(&self.cx, home, &leave).await {
            Ok(left) => left,
            Err(Error::TimedOut) => {
                // It will hear that in the end; what it hears next is that it has the frame still.
                let stay = self.placement(true, None, home).await;
                tell(&self.cx, home, stay);
                false
            }
            Err(_) => false,
        }
    }

    /// Tells the place that has the frame anew what it is to know.
    pub async fn tell_home(&self) {
        let _one = self.cx.turns.phone.wait().await;
        if let Some(home) = self.home().await {
            let placement = self.placement(true, None, &home).await;
            tell(&self.cx, &home, placement);
        }
    }

    /// Tells all places anew what they are to know.
    pub async fn tell_all(&self) {
        self.tell_home().await;
        let _one = self.cx.turns.phone.wait().await;
        self.tell_waiting().await;
    }

    /// Tells those who wait where the frame is now.
    async fn tell_waiting(&self) {
        let (home, waiting) = self.with(|phone| (phone.home().cloned(), phone.waiting().to_vec())).await;
        for place in waiting {
            let placement = self.placement(false, home.as_ref(), &place).await;
            tell(&self.cx, &place, placement);
        }
    }
}
