//! Where uContact's frame is. Asked anew each time: nothing to keep in step, and nothing lost when the worker sleeps.

use futures_util::future::{join, join_all};
use webext::content::{Ask, Found};
use webext::tabs::{self, Tab};
use webext::{Error, runtime};

use crate::{phone, settings};

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

/// Asks the panel and the tabs. `thorough`: a frame that has not spoken yet counts wherever it stands; otherwise those in
/// shadow trees may be told of only later ([`Ask::Survey`]).
pub(crate) async fn survey(thorough: bool) -> Survey {
    let ask = Ask::Survey { thorough }.to_js();
    let in_tabs = async {
        let pages = settings::pages();
        let tabs = if pages.is_empty() { Ok(Vec::new()) } else { tabs::matching(&pages).await };
        let tabs = tabs.unwrap_or_default();
        let answers = join_all(tabs.iter().map(|tab| tabs::send(tab.id, &ask, LIMIT))).await;
        let found = answers.into_iter().map(|answer| answer.ok().as_ref().and_then(Found::from_js));
        tabs.into_iter().zip(found).collect()
    };
    let (panel, tabs) = join(runtime::send_to_pages(&ask, LIMIT), in_tabs).await;
    Survey { panel: panel.ok().as_ref().and_then(Found::from_js), tabs }
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

/// Brings uContact's frame to the front, wherever it is; `false` where there is none.
pub(crate) async fn show() -> Result<bool, Error> {
    match survey(true).await.best(None) {
        Some((Host::Tab(tab), _)) => tabs::focus(&tab).await.map(|()| true),
        Some((Host::Panel, _)) => phone::show().await.map(|()| true),
        None => Ok(false),
    }
}

impl Host {
    /// Asks whoever is there.
    pub async fn ask(&self, ask: &Ask, limit: u32) -> Result<wasm_bindgen::JsValue, Error> {
        match self {
            Host::Tab(tab) => tabs::send(tab.id, &ask.to_js(), limit).await,
            Host::Panel => runtime::send_to_pages(&ask.to_js(), limit).await,
        }
    }
}
