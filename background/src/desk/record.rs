//! Opening records: the screen pop.

use bridge::config::WhileTyping;
use bridge::desk::How;
use bridge::record::{same_origin, shows};
use bridge::view::{Millis, Opened};
use futures_util::future::{join, join_all};
use webext::Error;
use webext::content::Busy;
use webext::tabs::Tab;

use super::Runner;
use crate::ports::Browser;

/// How long a tab may take to say that it may be led elsewhere, in milliseconds; silence for longer means no.
const LIMIT: u32 = 300;

/// How many tabs of a CRM are asked before a new one is opened.
const MOST_ASKED: usize = 8;

/// For how long a tab counts as showing what it was led to, whatever it says, in milliseconds: Firefox tells a new
/// tab's address only when it has loaded.
const ON_ITS_WAY: Millis = 10_000;

/// What was found among the tabs of a CRM.
struct Free<'a> {
    /// One that may be led elsewhere.
    tab: Option<&'a Tab>,
    /// There is one that may not, because something in it is not saved.
    unsaved: bool,
    /// The one that a new tab stands for, else one in a group: the new tab belongs there, too.
    neighbour: Option<Tab>,
}

impl<B: Browser> Runner<B> {
    /// Shows a record to the agent. `again`: it may have been done before the worker stopped, so whatever already shows
    /// it will do. `asked`: the agent has asked for it, and sees it whatever he types; otherwise it opens behind what he is
    /// typing in, unless the configuration says that it does not.
    ///
    /// One at a time, so that the next one sees what this one opened.
    pub(super) async fn open_record(
        &self,
        url: &str,
        how: How,
        again: bool,
        asked: bool,
    ) -> Result<Opened, Error> {
        let browser = &self.cx.browser;
        let _one = self.cx.turns.records.wait().await;
        let polite = self.cx.config().is_none_or(|config| config.while_typing == WhileTyping::Behind);
        let may_yield = polite && !asked;
        let (mut neighbour, mut spared) = (None, false);
        if how == How::Reuse || again {
            let open = browser.all_tabs().await?;
            // A tab may close between the question and the use: then the next best will do.
            if let Some(tab) = open.iter().find(|tab| self.is_showing(tab, url)) {
                if !tab.active && self.typing(may_yield).await {
                    return Ok(Opened::Behind);
                }
                if browser.focus_tab(tab).await.is_ok() {
                    return Ok(Opened::Focused);
                }
            }
            if how == How::Reuse {
                let free = self.free(&open, url).await;
                (neighbour, spared) = (free.neighbour, free.unsaved);
                if let Some(tab) = free.tab {
                    let (led_there, typing) =
                        join(browser.lead_tab(tab.id, url), self.typing(may_yield)).await;
                    if led_there.is_ok() {
                        self.led(tab.id, url);
                        return Ok(self.shown(tab, typing, Opened::Reused).await);
                    }
                }
            }
        }
        if how == How::Window {
            let behind = self.typing(may_yield).await;
            browser.open_window(url, !behind).await?;
            return Ok(if behind { Opened::Behind } else { Opened::Window });
        }
        // It loads while the agent's page is asked.
        let (tab, typing) = join(browser.open_tab_behind(url), self.typing(may_yield)).await;
        let Some(tab) = tab? else { return Ok(Opened::Tab) };
        self.led(tab.id, url);
        if let Some(Tab { group: Some(group), window, .. }) = neighbour
            && window == tab.window
        {
            browser.group_tab(tab.id, group).await;
        }
        Ok(self.shown(&tab, typing, if spared { Opened::Spared } else { Opened::Tab }).await)
    }

    /// Shows a tab that has been led to the record, unless the agent is typing.
    async fn shown(&self, tab: &Tab, typing: bool, how: Opened) -> Opened {
        if typing {
            return Opened::Behind;
        }
        // It may have closed meanwhile.
        drop(self.cx.browser.focus_tab(tab).await);
        how
    }

    /// Whether the agent is typing, in the page in front. One that cannot be asked, or does not answer in time, is no page
    /// of the CRM's.
    async fn typing(&self, may_yield: bool) -> bool {
        if !may_yield {
            return false;
        }
        let Some(tab) = self.cx.browser.tab_in_front().await else { return false };
        self.cx.browser.ask_typing(tab.id, LIMIT).await.unwrap_or_default()
    }

    /// Whether a tab shows the record, or will: where it is on its way to another address, that one counts.
    fn is_showing(&self, tab: &Tab, url: &str) -> bool {
        let destination = self.on_its_way(tab).or_else(|| tab.pending.clone()).or_else(|| tab.url.clone());
        destination.is_some_and(|at| shows(&at, url))
    }

    /// Where we led this tab a moment ago, if it has not arrived.
    fn on_its_way(&self, tab: &Tab) -> Option<String> {
        let now = self.cx.now();
        let mut led = self.led.borrow_mut();
        led.retain(|(_, _, at)| now.saturating_sub(*at) < ON_ITS_WAY);
        let to = led.iter().rev().find(|(id, _, _)| *id == tab.id).map(|(_, url, _)| url.clone())?;
        let arrived = tab.url.as_deref().is_some_and(|at| shows(at, &to));
        (!arrived).then_some(to)
    }

    fn led(&self, tab: i32, url: &str) {
        self.led.borrow_mut().push((tab, url.to_owned(), self.cx.now()));
    }

    /// A tab of the record's CRM that may be led elsewhere, in the agent's window before others: one that hosts uContact's
    /// frame or holds unsaved input says no, one that cannot be asked is left alone, and so is one that the agent has pinned.
    async fn free<'a>(&self, open: &'a [Tab], url: &str) -> Free<'a> {
        let of_the_crm =
            |tab: &&Tab| tab.url.as_deref().is_some_and(|at| same_origin(at, url)) && !tab.discarded;
        // The document that would answer is about to go, and the record it goes for must not be lost.
        let settled = |tab: &&Tab| tab.pending.is_none() && self.on_its_way(tab).is_none();
        // The first that is in front is in the window that was looked at last.
        let window = open.iter().find(|tab| tab.active).map(|tab| tab.window);
        let mut tabs: Vec<&Tab> = open.iter().filter(of_the_crm).filter(settled).collect();
        tabs.sort_by_key(|tab| Some(tab.window) != window);
        tabs.truncate(MOST_ASKED);
        // All at once: one that is too busy to answer must not hold up the next.
        let answers = join_all(tabs.iter().map(|tab| self.cx.browser.ask_guard(tab.id, LIMIT))).await;
        let free = tabs.iter().zip(&answers).find(|(tab, answer)| !tab.pinned && matches!(answer, Ok(None)));
        let unsaved = answers.iter().position(|answer| *answer == Ok(Some(Busy::Unsaved)));
        let neighbour =
            unsaved.map(|at| tabs[at]).or_else(|| tabs.iter().find(|tab| tab.group.is_some()).copied());
        Free { tab: free.map(|(tab, _)| *tab), unsaved: unsaved.is_some(), neighbour: neighbour.cloned() }
    }
}
