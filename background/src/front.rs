//! The tab in front.

use webext::tabs::Tab;

use crate::context::Context;
use crate::ports::Browser;

/// The tab in front; the page behind the popup, where that is a tab or a window of its own.
pub(crate) async fn tab_in_front(cx: &Context<impl Browser>, popup: Option<i32>) -> Option<Tab> {
    let tab = cx.browser.tab_in_front().await?;
    if Some(tab.id) != popup {
        return Some(tab);
    }
    cx.browser.tabs_matching(&cx.in_force.pages()).await.ok()?.into_iter().next()
}
