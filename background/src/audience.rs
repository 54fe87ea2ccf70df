//! The extension's pages that follow the desk: each is told its state, and told again at every change.

use std::cell::Cell;
use std::rc::Rc;

use bridge::wire::{Connection, PopupState};

use crate::context::{Changed, Context, Follower};
use crate::ports::Browser;
use crate::ucontact::connection;

/// Tells the pages that follow.
pub(crate) struct Audience<B: Browser> {
    cx: Rc<Context<B>>,
    telling: Cell<bool>,
    /// What is on its way is out of date.
    stale: Cell<bool>,
}

impl<B: Browser> Audience<B> {
    /// Nobody follows yet.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self { cx: cx.clone(), telling: Cell::default(), stale: Cell::default() })
    }

    /// Keeps a page posted, from now on.
    pub fn follow(self: &Rc<Self>, page: u32) {
        self.cx.followers.borrow_mut().push(Follower { page, panel: None });
        let this = self.clone();
        self.cx.browser.spawn(async move {
            this.cx.ready.passed().await;
            if let Some(state) = this.state_at_hand() {
                this.cx.browser.post(&[page], &state);
            }
            this.tell();
        });
    }

    /// The page is a panel, and this place.
    pub fn name_panel(&self, page: u32, instance: u32) {
        let mut followers = self.cx.followers.borrow_mut();
        for follower in followers.iter_mut().filter(|follower| follower.page == page) {
            follower.panel = Some(instance);
        }
    }

    /// The page has closed.
    pub fn gone(&self, page: u32) {
        let mut followers = self.cx.followers.borrow_mut();
        let Some(at) = followers.iter().position(|follower| follower.page == page) else { return };
        let gone = followers.remove(at);
        if let Some(instance) = gone.panel {
            self.cx.changed(Changed::PanelGone(instance));
        }
        self.cx.changed(Changed::PageClosed);
    }

    /// What a page can be told without asking anybody: a page of the CRM that is too busy to answer holds the connection
    /// up by a second. Nothing before what is stored has been read, or where there is no configuration to go by.
    pub fn state_at_hand(&self) -> Option<PopupState> {
        let knows = self.cx.ready.is_open() && self.cx.config().is_some();
        knows.then(|| connection::state(&self.cx, Connection::Asking))
    }

    /// Posts the state to every page that follows. Changes that come while one is on its way share the next.
    pub fn tell(self: &Rc<Self>) {
        if !self.cx.is_followed() || self.telling.replace(true) {
            return;
        }
        let this = self.clone();
        self.cx.browser.spawn(async move {
            this.cx.ready.passed().await;
            loop {
                this.stale.set(false);
                let connection = connection::now(&this.cx).await;
                let state = connection::state(&this.cx, connection);
                let pages: Vec<u32> =
                    this.cx.followers.borrow().iter().map(|follower| follower.page).collect();
                this.cx.browser.post(&pages, &state);
                if !this.stale.get() {
                    break;
                }
            }
            this.telling.set(false);
        });
    }

    /// Like [`Self::tell`], but repeats a survey that is already running, because its answer is stale.
    pub fn tell_connection(self: &Rc<Self>) {
        self.stale.set(true);
        self.tell();
    }
}
