//! Posting a `startInteraction` to uContact's frame: once, or not at all.

use bridge::view::{Start, StartFailure};
use webext::Error;

use crate::context::Context;
use crate::ports::Browser;
use crate::ucontact::survey::survey;

/// How long the page may take, in milliseconds.
const LIMIT: u32 = 3_000;

/// Posts to the frame that carries the live interaction, else to the one last used.
pub(super) async fn start(
    cx: &Context<impl Browser>,
    start: &Start,
    prefer: Option<i32>,
) -> Result<(), StartFailure> {
    if cx.config().is_none() {
        return Err(StartFailure::NoConfiguration);
    }
    let survey = survey(cx, true).await;
    let Some((host, found)) = survey.best(prefer) else {
        return Err(StartFailure::NoFrame);
    };
    if !found.frame.is_usable() {
        return Err(StartFailure::NoFrame);
    }
    // Never a second try: the first may have been heard.
    match cx.browser.ask_post(host.door(), found.instance, start, LIMIT).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(Error::NoReceiver) => Err(StartFailure::FrameGone),
        Err(_) => Err(StartFailure::Interrupted),
    }
}
