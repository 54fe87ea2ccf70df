//! The first-run page opens by itself, once: when somebody has installed the extension for themselves.

use crate::context::Context;
use crate::ports::{Browser, Stored, Value};

/// The page.
const PAGE: &str = "welcome/welcome.html";

/// The key in `storage.local`: the page was shown.
const SHOWN: &str = "welcomed";

/// Opens it, unless it was, or there is a configuration. What an administrator's policy installs on many machines is
/// configured by policy, too, and that may arrive a moment later: no agent is asked anything then.
///
/// At every start, not at `runtime.onInstalled`: a background that is stopped before it came to it, such as by a browser
/// that is closed right after installing, is not told again.
pub(crate) async fn open_once(cx: &Context<impl Browser>) {
    cx.ready.passed().await;
    if cx.in_force.text().is_some() || cx.in_force.managed().is_some() || was_shown(cx).await {
        return;
    }
    if cx.browser.installed_by_admin().await {
        return;
    }
    if let Err(error) = cx.browser.open_tab(&cx.browser.url(PAGE)).await {
        return cx.complain("the first-run page cannot be opened", &error);
    }
    // Afterwards: a worker that is stopped in between shows it twice rather than never.
    if let Err(error) = cx.browser.set_local(&[(SHOWN, Value::Yes)]).await {
        cx.complain("that the first-run page was shown cannot be written down", &error);
    }
}

/// Whether it was shown; also where that cannot be read.
async fn was_shown(cx: &Context<impl Browser>) -> bool {
    cx.browser.local(&[SHOWN]).await.map_or(true, |values| values.first() != Some(&Stored::Nothing))
}
