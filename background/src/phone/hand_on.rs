//! Handing uContact's frame on when its place has gone.

use std::rc::Rc;

use bridge::phone::Place;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use webext::Error;

use super::Phone;
use super::places::{LIMIT, dock, is_free};
use crate::context::Changed;
use crate::ports::Browser;

/// How soon the place nearest to the agent must answer to be the next to have the frame, in milliseconds.
const AT_ONCE: u32 = 150;

/// How often it is tried again where nobody answers; the last time after a minute in all.
const MOST_TRIES: u32 = 6;

impl<B: Browser> Phone<B> {
    /// The frame's place may be gone: then another one has it, and all who wait hear where it is.
    pub(super) async fn after(self: &Rc<Self>, lost: bool) {
        if lost {
            self.held.set(None);
            self.hand_on().await;
            self.tell_waiting().await;
            self.cx.changed(Changed::Connection);
            self.try_again().await;
        }
        self.save().await;
    }

    /// Where all who wait were too busy to answer: later, and less and less often.
    async fn try_again(self: &Rc<Self>) {
        let nobody = self.with(|phone| phone.home().is_none() && !phone.waiting().is_empty()).await;
        let tries = self.tries.get();
        if nobody && tries < MOST_TRIES {
            self.tries.set(tries + 1);
            let this = self.clone();
            self.cx.browser.spawn(async move {
                this.cx.browser.pause(LIMIT << tries).await;
                this.make_good().await;
            });
        }
    }

    /// Gives the frame to a place that waits. The place is asked first, which changes nothing there: one that is too busy
    /// to answer would take the frame in the end, when another has it already.
    async fn hand_on(&self) {
        while let Some(place) = self.who_is_free().await {
            // Written down first: a worker that starts in the middle asks this one, and gives the frame to no other.
            self.home_is(place.clone()).await;
            self.save().await;
            let placement = self.placement(true, None, &place).await;
            // It was there just now: busy, it hears in the end that it has the frame, and nobody else may have it.
            match dock(&self.cx, &place, &placement).await {
                Ok(true) | Err(Error::TimedOut) => return,
                _ => drop(self.with(|phone| phone.gone(place.instance)).await),
            }
        }
    }

    /// The place nearest to the agent that answers at once; else the first of all that does. Those that have gone without
    /// a word are forgotten.
    async fn who_is_free(&self) -> Option<Place> {
        let asked = async |place: Place, limit: u32| {
            let answer = is_free(&self.cx, &place, limit).await;
            let free = answer.as_ref().is_ok_and(|presence| presence.yes);
            if !free && !matches!(answer, Err(Error::TimedOut)) {
                self.with(|phone| phone.gone(place.instance)).await;
            }
            free.then_some(place)
        };
        while let Some(nearest) = self.with(|phone| phone.waiting().last().cloned()).await {
            let instance = nearest.instance;
            let free = asked(nearest, AT_ONCE).await;
            if free.is_some() {
                return free;
            }
            if self.with(|phone| phone.waiting().last().is_some_and(|last| last.instance == instance)).await {
                break;
            }
        }
        let all = self.with(|phone| phone.waiting().to_vec()).await;
        let mut answers: FuturesUnordered<_> = all.into_iter().map(|place| asked(place, LIMIT)).collect();
        while let Some(answer) = answers.next().await {
            if answer.is_some() {
                return answer;
            }
        }
        None
    }
}
