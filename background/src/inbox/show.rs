//! Bringing uContact's frame to the front.

use webext::Error;

use crate::parts::Parts;
use crate::ports::Browser;
use crate::ucontact::survey::{Host, survey};

/// Brings uContact's frame to the front, wherever it is; `false` where there is none.
pub(super) async fn show<B: Browser>(parts: &Parts<B>) -> Result<bool, Error> {
    let survey = survey(&parts.cx, true).await;
    match survey.best(None) {
        Some((Host::Tab(tab), _)) => parts.cx.browser.focus_tab(tab).await.map(|()| true),
        Some((Host::Panel, _)) => parts.phone.show().await.map(|()| true),
        None => Ok(false),
    }
}
