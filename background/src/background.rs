//! Every event of the browser comes in here, and goes to the part that it concerns.
//!
//! Whatever comes in waits until what was stored has been read.

use std::rc::Rc;

use bridge::wire::{PopupState, Reply, Request};
use webext::content::Say;
use webext::menus::Chosen;
use webext::runtime::Sender;
use webext::tabs::Tab;

use crate::context::Changed;
use crate::follow_up::follow_up;
use crate::inbox::content::{self, Said};
use crate::inbox::pages;
use crate::inbox::{self, browser};
use crate::parts::Parts;
use crate::ports::Browser;
use crate::{desk, welcome};

/// How long after its start the background turns to what can wait, in milliseconds.
const HOUSEKEEPING: u32 = 300;

/// The background, over a browser.
pub(crate) struct Background<B: Browser>(Rc<Parts<B>>);

impl<B: Browser> Background<B> {
    /// Starts reading what is stored, and what is done at every start of the worker.
    pub fn start(browser: B) -> Self {
        let parts = Parts::new(browser);
        parts.spawn(async move |parts| {
            // Until then there is nothing to follow up, and what is said twice meanwhile is one change.
            parts.cx.ready.passed().await;
            loop {
                let what = parts.cx.next_change().await;
                parts.spawn(async move |parts| follow_up(&parts, what).await);
            }
        });
        parts.spawn(async move |parts| desk::boot(&parts.desk, &parts.configuration).await);
        parts.spawn(async move |parts| inbox::policy_at_start(&parts).await);
        parts.spawn(async move |parts| {
            parts.phone.make_good().await;
            parts.update.consider(&parts.phone).await;
        });
        parts.spawn(async move |parts| {
            // Not in the way of what has woken the worker.
            parts.cx.browser.pause(HOUSEKEEPING).await;
            welcome::open_once(&parts.cx).await;
            parts.desk.prune_daily().await;
        });
        parts.spawn(async move |parts| {
            parts.cx.ready.passed().await;
            if !parts.scripts.are_in_step().await {
                parts.cx.changed(Changed::Permissions);
            }
        });
        Self(parts)
    }

    /// A content script or the panel says something.
    pub fn said(&self, say: Say, sender: Sender) -> impl Future<Output = Said> + use<B> {
        let parts = self.0.clone();
        async move { content::heard(&parts, say, &sender).await }
    }

    /// A page of the extension asks something.
    pub fn asked(&self, request: Request, sender: Sender) -> impl Future<Output = Reply> + use<B> {
        let parts = self.0.clone();
        async move { pages::answer(&parts, request, &sender).await }
    }

    /// The agent wants uContact in the panel of this window. In the very turn of the click.
    pub fn panel_wanted(&self, window: Option<i32>) {
        self.0.phone.open_panel(window);
    }

    /// The agent has pressed a link to somebody, or a number's button.
    pub fn contact_chosen(&self, link: &str, sender: &Sender) {
        browser::contact_chosen(&self.0, link, sender);
    }

    /// A page follows the desk from now on; `page` is its number.
    pub fn page_follows(&self, page: u32) {
        self.0.audience.follow(page);
    }

    /// The page of this number is a panel, and this place.
    pub fn page_is_panel(&self, page: u32, instance: u32) {
        self.0.audience.name_panel(page, instance);
    }

    /// The page of this number has closed.
    pub fn page_closed(&self, page: u32) {
        self.0.audience.gone(page);
    }

    /// What a page can be told without asking anybody.
    pub fn state_at_hand(&self) -> Option<PopupState> {
        self.0.audience.state_at_hand()
    }

    /// A tab has closed.
    pub fn tab_closed(&self, tab: i32) {
        self.0.spawn(async move |parts| parts.phone.tab_closed(tab).await);
    }

    /// A notification was clicked.
    pub fn notice_clicked(&self, id: String) {
        browser::notice_clicked(&self.0, id);
    }

    /// An entry of the context menu was chosen.
    pub fn menu_chosen(&self, chosen: Chosen) {
        browser::menu_chosen(&self.0, chosen);
    }

    /// A keyboard shortcut was pressed.
    pub fn command(&self, name: &str, tab: Option<Tab>) {
        browser::command(&self.0, name, tab);
    }

    /// Host permissions were granted or taken back; the extension was installed or updated; the browser has started.
    pub fn permissions_changed(&self) {
        self.0.cx.changed(Changed::Permissions);
    }

    /// The browser has an update of the extension.
    pub fn update_available(&self) {
        self.0.spawn(async move |parts| parts.update.available(&parts.phone).await);
    }

    /// The browser says that the administrator's policy has changed.
    pub fn policy_changed(&self) {
        self.0.configuration.policy_has_changed();
        self.0.spawn(async move |parts| inbox::policy_changed(&parts).await);
    }
}
