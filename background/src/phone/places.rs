//! Speaking to a place: asking it, and telling it.

use bridge::phone::Place;
use webext::Error;
use webext::content::Ask;
use webext::placement::Placement;

use crate::context::Context;
use crate::ports::{Browser, Door, Presence};

/// How long a place may take to answer, in milliseconds. A page that is busy for longer is there, and busy.
pub(super) const LIMIT: u32 = 1_000;

/// Where to speak to a place.
pub(super) fn door(place: &Place) -> Door {
    match place.tab {
        Some(tab) if !place.panel => Door::Tab(tab),
        _ => Door::Pages,
    }
}

/// Whether a place still has the frame.
pub(super) async fn is_there(cx: &Context<impl Browser>, place: &Place) -> bool {
    match has_it(cx, place).await {
        Ok(presence) => presence.yes,
        Err(Error::TimedOut) => match place.tab {
            // Busy, or put to sleep.
            Some(tab) => cx.browser.find_tab(tab).await.is_some_and(|tab| !tab.discarded),
            None => true,
        },
        Err(_) => false,
    }
}

/// Asks a place whether it has the frame.
pub(super) async fn has_it(cx: &Context<impl Browser>, place: &Place) -> Result<Presence, Error> {
    cx.browser.ask_home(door(place), place.instance, LIMIT).await
}

/// Asks a place whether it could have the frame; nothing changes by it.
pub(super) async fn is_free(
    cx: &Context<impl Browser>,
    place: &Place,
    limit: u32,
) -> Result<Presence, Error> {
    cx.browser.ask_free(door(place), place.instance, limit).await
}

/// Has a place take the frame or let go of it; answers whether it has done so.
pub(super) async fn dock(
    cx: &Context<impl Browser>,
    place: &Place,
    placement: &Placement,
) -> Result<bool, Error> {
    cx.browser.ask_dock(door(place), place.instance, placement, LIMIT).await
}

/// Tells a place where the frame is, and waits for nothing.
pub(super) fn tell(cx: &Context<impl Browser>, place: &Place, placement: Placement) {
    cx.browser.tell(door(place), &Ask::Dock { instance: place.instance, placement });
}
