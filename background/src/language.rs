//! uContact's language, in which the extension speaks.

use crate::context::Context;
use crate::ports::Browser;

/// Speaks uContact's language; answers whether that is a change.
pub(crate) async fn speak(cx: &Context<impl Browser>) -> bool {
    let language = cx.with_desk(|desk| desk.language().map(str::to_owned));
    cx.browser.speak(language.as_deref()).await
}
