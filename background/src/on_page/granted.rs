//! The configured pages that the browser has granted.

use crate::context::Context;
use crate::ports::Browser;

/// Those of the configured pages that the browser has granted.
pub(crate) async fn granted(cx: &Context<impl Browser>) -> Vec<String> {
    let pages = cx.in_force.pages();
    let missing = cx.browser.missing(&pages).await;
    pages.into_iter().filter(|page| !missing.contains(page)).collect()
}
