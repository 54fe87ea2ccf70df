//! One phone: of all the places where the extension could put uContact's frame (docks in CRM pages, the panel), one
//! has it.
//!
//! Only bookkeeping: the shell asks a place whether it is still there before it gives its frame to another, since
//! nobody tells for certain that a page has gone.

use serde::{Deserialize, Serialize};

/// A place where uContact's frame can live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Names it among all places, and no other document ever has the name.
    pub instance: u32,
    /// The tab that it is in; `None` for a side panel, which is in none.
    pub tab: Option<i32>,
    /// Whether it is the panel, wherever that is shown: in the browser's side, or in a window of its own.
    pub panel: bool,
}

/// Where the frame is, and who else would have it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Phone {
    home: Option<Place>,
    /// The last one to ask stands last.
    waiting: Vec<Place>,
}

/// How many places are remembered to wait; the oldest go. A browser with more tabs of a CRM has others left to offer.
const MOST_WAITING: usize = 200;

impl Phone {
    /// Where the frame is.
    #[must_use]
    pub fn home(&self) -> Option<&Place> {
        self.home.as_ref()
    }

    /// The places that were told that it is elsewhere; the last one to ask stands last.
    #[must_use]
    pub fn waiting(&self) -> &[Place] {
        &self.waiting
    }

    /// Gives the frame to a place. The one that had it waits from now on.
    pub fn settle(&mut self, place: Place) {
        let same = |known: &Place| known.instance == place.instance;
        self.waiting.retain(|known| !same(known));
        if let Some(before) = self.home.take().filter(|home| !same(home)) {
            self.wait(before);
        }
        self.home = Some(place);
    }

    /// Lets a place wait, as the next in turn.
    pub fn wait(&mut self, place: Place) {
        self.waiting.retain(|known| known.instance != place.instance);
        self.waiting.push(place);
        if self.waiting.len() > MOST_WAITING {
            self.waiting.remove(0);
        }
    }

    /// Forgets a place that has gone. Answers whether the frame has gone with it.
    pub fn gone(&mut self, instance: u32) -> bool {
        self.forget(|place| place.instance == instance)
    }

    /// Forgets what was in a tab that has closed. Answers whether the frame was there.
    pub fn closed(&mut self, tab: i32) -> bool {
        self.forget(|place| place.tab == Some(tab))
    }

    fn forget(&mut self, is_gone: impl Fn(&Place) -> bool) -> bool {
        self.waiting.retain(|place| !is_gone(place));
        let lost = self.home.as_ref().is_some_and(is_gone);
        if lost {
            self.home = None;
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(instance: u32) -> Place {
        Place { instance, tab: Some(instance as i32 % 4), panel: false }
    }

    #[test]
    fn the_last_to_ask_is_the_next_to_have_it() {
        let mut phone = Phone::default();
        phone.settle(place(1));
        for n in [2, 3, 2] {
            phone.wait(place(n));
        }
        assert_eq!(phone.waiting(), [place(3), place(2)]);
        assert!(!phone.gone(3));
        phone.wait(place(3));
        assert!(phone.gone(1));
        assert_eq!((phone.home(), phone.waiting()), (None, &[place(2), place(3)][..]));
    }

    #[test]
    fn who_loses_it_waits() {
        let mut phone = Phone::default();
        phone.settle(place(1));
        phone.wait(place(2));
        phone.settle(place(2));
        assert_eq!((phone.home(), phone.waiting()), (Some(&place(2)), &[place(1)][..]));
        phone.settle(place(2));
        assert_eq!(phone.waiting(), [place(1)]);
    }

    #[test]
    fn a_tab_takes_all_that_is_in_it() {
        let mut phone = Phone::default();
        phone.settle(place(1));
        for n in [2, 5, 9] {
            phone.wait(place(n));
        }
        assert!(phone.closed(1));
        assert_eq!(phone.waiting(), [place(2)]);
        assert!(!phone.closed(7));
    }

    proptest! {
        /// Whatever happens: no place stands twice, and none both has it and waits for it.
        #[test]
        fn nobody_is_there_twice(steps in prop::collection::vec((0_u8..4, 0_u32..12), 0..300)) {
            let mut phone = Phone::default();
            for (what, n) in steps {
                match what {
                    0 => phone.settle(place(n)),
                    1 if phone.home().is_none_or(|home| home.instance != n) => phone.wait(place(n)),
                    2 => drop(phone.gone(n)),
                    _ => drop(phone.closed(n as i32)),
                }
                let mut all: Vec<u32> =
                    phone.waiting().iter().chain(phone.home()).map(|place| place.instance).collect();
                let count = all.len();
                all.sort_unstable();
                all.dedup();
                prop_assert_eq!(all.len(), count);
            }
        }
    }
}
