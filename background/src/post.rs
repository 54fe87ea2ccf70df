//! Posting a `startInteraction` to uContact's frame: once, or not at all.

use bridge::view::{Start, StartFailure};
use webext::Error;
use webext::content::Ask;

use crate::{shell, survey};

/// How long the page may take, in milliseconds.
const LIMIT: u32 = 3_000;

/// Posts to the frame that carries the live interaction, else to the one last used.
pub(crate) async fn start(start: Start, prefer: Option<i32>) -> Result<(), StartFailure> {
    if shell::with_desk(|desk| desk.config().is_none()) {
        return Err(StartFailure::NoConfiguration);
    }
    let Some((host, found)) = survey::survey(true).await.best(prefer) else {
        return Err(StartFailure::NoFrame);
    };
    if !found.frame.is_usable() {
        return Err(StartFailure::NoFrame);
    }
    let ask = Ask::Post { instance: found.instance, start };
    // Never a second try: the first may have been heard.
    match host.ask(&ask, LIMIT).await {
        Ok(posted) if posted.is_truthy() => Ok(()),
        Ok(_) | Err(Error::NoReceiver) => Err(StartFailure::FrameGone),
        Err(_) => Err(StartFailure::Interrupted),
    }
}
