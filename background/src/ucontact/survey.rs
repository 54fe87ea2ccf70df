//! Where uContact's frame is. Asked anew each time: nothing to keep in step, and nothing lost when the worker sleeps.

use bridge::connection::{Answered, Answers, Place};
use futures_util::future::{join, join_all};
use webext::content::Found;
use webext::tabs::Tab;

use crate::context::Context;
use crate::ports::{Browser, Door};

/// How long a tab may take to answer, in milliseconds. A page that is busy for longer counts as without a frame.
const LIMIT: u32 = 1_000;

/// What is known of uContact's frame.
pub(crate) struct Survey {
    /// In the panel, if the panel has it.
    pub panel: Option<Found>,
    /// The tabs that show a configured page, the one last looked at first, and what is known there.
    pub tabs: Vec<(Tab, Option<Found>)>,
}

/// Where a frame is.
pub(crate) enum Host<'a> {
    /// In a tab.
    Tab(&'a Tab),
    /// In the panel.
    Panel,
}

impl Host<'_> {
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
    /// What was answered, as `bridge` judges it.
    pub fn answers(&self) -> Answers {
        let frame = |found: &Option<Found>| found.as_ref().map(|found| found.frame);
        let answered = |(tab, found): &(Tab, Option<Found>)| Answered { tab: tab.id, frame: frame(found) };
        Answers { panel: frame(&self.panel), tabs: self.tabs.iter().map(answered).collect() }
    }

    /// The frame to show and to post to, wherever it is: see [`Answers::best`].
    pub fn best(&self, prefer: Option<i32>) -> Option<(Host<'_>, &Found)> {
        match self.answers().best(prefer)?.0 {
            Place::Panel => Some((Host::Panel, self.panel.as_ref()?)),
            Place::Tab(at) => {
                let (tab, found) = self.tabs.get(at)?;
                Some((Host::Tab(tab), found.as_ref()?))
            }
        }
    }
}
