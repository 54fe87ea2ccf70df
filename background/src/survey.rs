//! Where uContact's frame is. Asked anew each time: nothing to keep in step, and nothing lost when the worker sleeps.

use futures_util::future::join_all;
use webext::content::{Ask, Found};
use webext::tabs::{self, Tab};

use crate::settings;

/// How long a tab may take to answer, in milliseconds. A page that is busy for longer counts as without a frame.
const LIMIT: u32 = 1_000;

/// The tabs that show a configured page, the one last looked at first, and what is known of uContact's frame there.
pub(crate) async fn survey() -> Vec<(Tab, Option<Found>)> {
    let pages = settings::pages();
    if pages.is_empty() {
        return Vec::new();
    }
    let tabs = tabs::matching(&pages).await.unwrap_or_default();
    let ask = Ask::Survey.to_js();
    let answers = join_all(tabs.iter().map(|tab| tabs::send(tab.id, &ask, LIMIT))).await;
    tabs.into_iter()
        .zip(answers)
        .map(|(tab, answer)| (tab, answer.ok().as_ref().and_then(Found::from_js)))
        .collect()
}

/// The tab whose frame is the one to speak to: it must be there; one that has spoken goes before one that has not,
/// then `prefer`, then the one last looked at.
pub(crate) fn best(survey: Vec<(Tab, Option<Found>)>, prefer: Option<i32>) -> Option<(Tab, Found)> {
    let known = survey.into_iter().filter_map(|(tab, found)| Some((tab, found?)));
    // `min_by_key` keeps the first of equals, and the survey is ordered by the last look.
    known.min_by_key(|(tab, found)| (std::cmp::Reverse(found.frame), Some(tab.id) != prefer))
}
