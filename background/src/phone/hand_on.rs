//! Handing uContact's frame on when its place has gone.

use std::cell::Cell;

use bridge::phone::Place;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use webext::content::Ask;
use webext::{Error, time};

use super::{HELD, LIMIT, ask, ask_within, home_is, make_good, placement, save, tell_waiting, with};
use crate::shell;

/// How soon the place nearest to the agent must answer to be the next to have the frame, in milliseconds.
const AT_ONCE: u32 = 150;

/// How often it is tried again where nobody answers; the last time after a minute in all.
const MOST_TRIES: u32 = 6;

thread_local! {
    /// How often nobody was free since the frame last had a place.
    static TRIES: Cell<u32> = const { Cell::new(0) };
}

/// The frame has a place.
pub(super) fn found() {
    TRIES.set(0);
}

/// The frame's place may be gone: then another one has it, and all who wait hear where it is.
pub(super) async fn after(lost: bool) {
    if lost {
        HELD.set(None);
        hand_on().await;
        tell_waiting().await;
        shell::tell();
        try_again().await;
    }
    save().await;
}

/// Where all who wait were too busy to answer: later, and less and less often.
async fn try_again() {
    let nobody = with(|phone| phone.home().is_none() && !phone.waiting().is_empty()).await;
    let tries = TRIES.get();
    if nobody && tries < MOST_TRIES {
        TRIES.set(tries + 1);
        spawn_local(async move {
            time::pause(LIMIT << tries).await;
            make_good().await;
        });
    }
}

/// Gives the frame to a place that waits. It is asked first, which changes nothing there: one that is too busy to
/// answer would take the frame in the end, when another has it already.
async fn hand_on() {
    while let Some(place) = who_is_free().await {
        // Written down first: a worker that starts in the middle asks this one, and gives the frame to no other.
        home_is(place.clone()).await;
        save().await;
        let placement = placement(true, None, &place).await;
        let took = ask(&place, &Ask::Dock { instance: place.instance, placement }).await;
        // It was there just now: busy, it hears in the end that it has the frame, and nobody else may have it.
        if matches!(took, Err(Error::TimedOut)) || took.is_ok_and(|took| took.is_truthy()) {
            return;
        }
        with(|phone| phone.gone(place.instance)).await;
    }
}

/// The place nearest to the agent that answers at once; else the first of all that does. Those that have gone without
/// a word are forgotten.
async fn who_is_free() -> Option<Place> {
    let is_free = async |place: Place, limit: u32| {
        let answer = ask_within(&place, &Ask::Free { instance: place.instance }, limit).await;
        let is_free = answer.as_ref().is_ok_and(JsValue::is_truthy);
        if !is_free && !matches!(answer, Err(Error::TimedOut)) {
            with(|phone| phone.gone(place.instance)).await;
        }
        is_free.then_some(place)
    };
    while let Some(nearest) = with(|phone| phone.waiting().last().cloned()).await {
        let instance = nearest.instance;
        let free = is_free(nearest, AT_ONCE).await;
        if free.is_some() {
            return free;
        }
        if with(|phone| phone.waiting().last().is_some_and(|last| last.instance == instance)).await {
            break;
        }
    }
    let all = with(|phone| phone.waiting().to_vec()).await;
    let mut answers: FuturesUnordered<_> = all.into_iter().map(|place| is_free(place, LIMIT)).collect();
    while let Some(answer) = answers.next().await {
        if answer.is_some() {
            return answer;
        }
    }
    None
}
