//! The doctor, unasked: when the frame that the extension has placed stays silent, when a configuration or a permission
//! changes, and at the first start of a session. What is wrong stands on the toolbar's button, and in the dock.

mod facts;
pub(crate) mod microphone;
pub(crate) mod probe;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::doctor::{State, diagnose};
use bridge::wire::Connection;

use crate::context::{Changed, Context};
use crate::ports::Browser;
use crate::ucontact::connection;

pub(crate) use facts::{Look, facts, open_page};
pub(crate) use probe::engine;

/// How long uContact may take to say its first word, in milliseconds, before the doctor looks. Its page is large.
const PATIENCE: u32 = 8_000;

/// How long after something has happened the button is changed, in milliseconds.
const AFTERWARDS: u32 = 200;

/// The badge's colours: something is wrong; interactions are live. White is legible on both.
const WRONG: &str = "#b3261e";
const LIVE: &str = "#0b6b7d";

/// The doctor, unasked, and the toolbar's button.
pub(crate) struct Health<B: Browser> {
    cx: Rc<Context<B>>,
    /// uContact's first word is waited for.
    waiting: Cell<bool>,
    /// Something has happened, and the button will follow.
    heard: Cell<bool>,
    /// What the badge shows.
    shown: RefCell<Option<String>>,
}

impl<B: Browser> Health<B> {
    /// Nothing has been looked at yet.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self {
            cx: cx.clone(),
            waiting: Cell::default(),
            heard: Cell::default(),
            shown: RefCell::default(),
        })
    }

    /// uContact's frame was placed: in a while it should have spoken.
    pub async fn look_soon(&self) {
        if !self.waiting.replace(true) {
            self.cx.browser.pause(PATIENCE).await;
            self.waiting.set(false);
            self.look(true).await;
        }
    }

    /// Looks whether something is wrong that can be seen without asking uContact; `deeply`: by asking it, where it stays
    /// silent.
    pub async fn look(&self, deeply: bool) {
        self.cx.ready.passed().await;
        let wrong = match connection::now(&self.cx).await {
            Connection::BadConfiguration { .. }
            | Connection::PermissionMissing { .. }
            | Connection::Sandboxed { .. }
            | Connection::Removed { .. } => true,
            Connection::Quiet { .. } | Connection::Panel { spoken: false, .. } if deeply => {
                let facts = facts(&self.cx, Look::Unseen).await;
                diagnose(&facts).iter().any(|finding| finding.state == State::Bad)
            }
            // Nothing new is known of it.
            Connection::Quiet { .. } | Connection::Panel { spoken: false, .. } => self.cx.is_wrong().await,
            _ => false,
        };
        if wrong != self.cx.is_wrong().await {
            self.cx.set_wrong(wrong).await;
            self.cx.changed(Changed::Health);
        }
        self.badge().await;
    }

    /// Something has changed at the desk: uContact was heard, an interaction has begun or ended.
    pub async fn heard(&self) {
        if self.heard.replace(true) {
            return;
        }
        // The record first.
        self.cx.browser.pause(AFTERWARDS).await;
        self.heard.set(false);
        if self.cx.is_wrong().await {
            self.look(false).await;
        } else {
            self.badge().await;
        }
    }

    /// Shows the button anew, in another language.
    pub async fn say_anew(&self) {
        self.shown.replace(None);
        self.badge().await;
    }

    /// What the toolbar's button shows: that something is wrong, else how many interactions are live.
    async fn badge(&self) {
        let browser = &self.cx.browser;
        let live = self.cx.with_desk(|desk| desk.live_count(self.cx.now()));
        let (text, colour, title) = match (self.cx.is_wrong().await, live) {
            (true, _) => ("!".to_owned(), WRONG, browser.text("actionWrong", &[])),
            (false, 0) => (String::new(), LIVE, browser.text("appName", &[])),
            (false, live) => (live.to_string(), LIVE, browser.text("actionLive", &[&live.to_string()])),
        };
        if self.shown.borrow().as_ref() == Some(&text) {
            return;
        }
        self.shown.replace(Some(text.clone()));
        if let Err(error) = browser.show_badge(&text, colour, &title).await {
            self.cx.complain("the toolbar's button cannot be changed", &error);
        }
    }
}
