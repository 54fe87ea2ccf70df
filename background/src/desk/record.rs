//! Opening records: the screen pop. Which tab gets a record is decided in `bridge::record`.

use bridge::config::WhileTyping;
use bridge::desk::How;
use bridge::record::choose_tab::{Guard, TabFacts, choose, showing, to_ask};
use bridge::view::Opened;
use futures_util::future::{join, join_all};
use webext::Error;
use webext::content::Busy;
use webext::tabs::Tab;

use super::Runner;
use crate::ports::Browser;

/// How long a tab may take to say that it may be led elsewhere, in milliseconds; silence for longer means no.
const LIMIT: u32 = 300;

impl<B: Browser> Runner<B> {
    /// Shows a record to the agent. `again`: it may have been done before the worker stopped, so whatever already shows
    /// it will do. `asked`: the agent has asked for it, and sees it even while typing; otherwise it opens behind what
    /// the agent is typing in, unless the configuration says that it does not.
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
            let facts: Vec<TabFacts<'_>> = open.iter().map(facts).collect();
            // A tab may close between the question and the use: then the next best will do.
            let shown = showing(&facts, &self.sent.borrow(), self.cx.now(), url);
            if let Some(tab) = shown.and_then(|at| open.get(at)) {
                if !tab.active && self.is_typing(may_yield).await {
                    return Ok(Opened::Behind);
                }
                if browser.focus_tab(tab).await.is_ok() {
                    return Ok(Opened::Focused);
                }
            }
            if how == How::Reuse {
                let asked = to_ask(&facts, &self.sent.borrow(), self.cx.now(), url);
                let choice = choose(&facts, &asked, &self.ask_guards(&open, &asked).await);
                spared = choice.unsaved;
                neighbour = choice.neighbour.and_then(|at| open.get(at)).cloned();
                if let Some(tab) = choice.tab.and_then(|at| open.get(at)) {
                    let lead = browser.lead_tab(tab.id, url);
                    let (led_there, typing) = join(lead, self.is_typing(may_yield)).await;
                    if led_there.is_ok() {
                        self.note_sent(tab, url);
                        return Ok(self.show(tab, typing, Opened::Reused).await);
                    }
                }
            }
        }
        if how == How::Window {
            let behind = self.is_typing(may_yield).await;
            browser.open_window(url, !behind).await?;
            return Ok(if behind { Opened::Behind } else { Opened::Window });
        }
        // It loads while the agent's page is asked.
        let (tab, typing) = join(browser.open_tab_behind(url), self.is_typing(may_yield)).await;
        let Some(tab) = tab? else { return Ok(Opened::Tab) };
        self.note_sent(&tab, url);
        if let Some(Tab { group: Some(group), window, .. }) = neighbour
            && window == tab.window
        {
            browser.group_tab(tab.id, group).await;
        }
        Ok(self.show(&tab, typing, if spared { Opened::Spared } else { Opened::Tab }).await)
    }

    /// Asks tabs whether they may be led elsewhere; all at once: one that is too busy to answer must not hold up the
    /// next.
    async fn ask_guards(&self, open: &[Tab], asked: &[usize]) -> Vec<Guard> {
        let tabs = asked.iter().filter_map(|at| open.get(*at));
        let answers = join_all(tabs.map(|tab| self.cx.browser.ask_guard(tab.id, LIMIT))).await;
        let guard = |answer| match answer {
            Ok(None) => Guard::Free,
            Ok(Some(Busy::Softphone)) => Guard::Softphone,
            Ok(Some(Busy::Unsaved)) => Guard::Unsaved,
            Err(_) => Guard::Silent,
        };
        answers.into_iter().map(guard).collect()
    }

    /// Shows a tab that was led to the record, unless the agent is typing.
    async fn show(&self, tab: &Tab, typing: bool, how: Opened) -> Opened {
        if typing {
            return Opened::Behind;
        }
        // It may have closed meanwhile.
        drop(self.cx.browser.focus_tab(tab).await);
        how
    }

    /// Whether the agent is typing, in the page in front. One that cannot be asked, or does not answer in time, is no
    /// page of the CRM's.
    async fn is_typing(&self, may_yield: bool) -> bool {
        if !may_yield {
            return false;
        }
        let Some(tab) = self.cx.browser.tab_in_front().await else { return false };
        self.cx.browser.ask_typing(tab.id, LIMIT).await.unwrap_or_default()
    }

    fn note_sent(&self, tab: &Tab, url: &str) {
        self.sent.borrow_mut().note(tab.id, url, self.cx.now());
    }
}

fn facts(tab: &Tab) -> TabFacts<'_> {
    TabFacts {
        id: tab.id,
        window: tab.window,
        url: tab.url.as_deref(),
        pending: tab.pending.as_deref(),
        active: tab.active,
        pinned: tab.pinned,
        grouped: tab.group.is_some(),
        discarded: tab.discarded,
    }
}
