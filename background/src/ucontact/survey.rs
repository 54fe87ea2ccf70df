//! Where uContact's frame is. Asked anew each time: nothing to keep in step, and nothing lost when the worker sleeps.

use futures_util::future::{join, join_all};
use webext::content::Found;
use webext::tabs::Tab;

use crate::context::Context;
use crate::ports::{Browser, Door};

/// How long a tab may take to answer, in milliseconds. A page that is busy for longer counts as without a frame.
const LIMIT: u32 = 1_000;

/// What is known of uContact's frame.
pub(crate) struct Survey {
    /// In the panel, if that has it.
    pub panel: Option<Found>,
    /// The tabs that show a configured page, the one last looked at first, and what is known there.
    pub tabs: Vec<(Tab, Option<Found>)>,
}

/// Where a frame is.
pub(crate) enum Host {
    /// In a tab.
    Tab(Tab),
    /// In the panel.
    Panel,
}

impl Host {
    /// Where to speak to it.
    pub fn door(&self) -> Door {
        match self {
            Host::Tab(tab) => Door::Tab(tab.id),
            Host::Panel => Door::Pages,
        }
    }
}

/// Asks the panel and the tabs. `thorough`: a frame that has not spoken yet counts wherever it stands; otherwise those in
/// shadow trees may be reported only later ([`webext::content::Ask::Survey`]).
pub(crate) async fn survey(cx: &Context<impl Browser>, thorough: bool) -> Survey {
    let browser = &cx.browser;
    let in_tabs = async {
        let pages = cx.in_force.pages();
        let tabs = if pages.is_empty() { Ok(Vec::new()) } else { browser.tabs_matching(&pages).await };
        let tabs = tabs.unwrap_or_default();
        let asked = tabs.iter().map(|tab| browser.ask_survey(Door::Tab(tab.id), thorough, LIMIT));
        let found = join_all(asked).await.into_iter().map(Result::unwrap_or_default);
        tabs.into_iter().zip(found).collect()
    };
    let (panel, tabs) = join(browser.ask_survey(Door::Pages, thorough, LIMIT), in_tabs).await;
    Survey { panel: panel.unwrap_or_default(), tabs }
}

impl Survey {
    /// The tab of a configured page that was last looked at.
    pub fn first(&self) -> Option<&Tab> {
        self.tabs.first().map(|(tab, _)| tab)
    }

    /// In how many tabs and panels there is a frame that can be spoken to.
    pub fn count(&self) -> usize {
        let tabs = self.tabs.iter().filter_map(|(_, found)| found.as_ref());
        tabs.chain(&self.panel).filter(|found| found.frame.is_usable()).count()
    }

    /// Where the frame is that is the one to speak to: it must be there; one that has spoken goes before one that has
    /// not, then `prefer` (no tab: the panel), then the one last looked at.
    pub fn best(self, prefer: Option<i32>) -> Option<(Host, Found)> {
        let panel = self.panel.map(|found| (Host::Panel, found, prefer.is_none()));
        let tabs = self.tabs.into_iter().filter_map(|(tab, found)| {
            let preferred = Some(tab.id) == prefer;
            Some((Host::Tab(tab), found?, preferred))
        });
        // `min_by_key` keeps the first of equals.
        let best = panel
            .into_iter()
            .chain(tabs)
            .min_by_key(|(_, found, preferred)| (std::cmp::Reverse(found.frame), !preferred));
        best.map(|(host, found, _)| (host, found))
    }
}
