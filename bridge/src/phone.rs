//! One phone: of all places where the extension could put uContact's frame (docks on CRM pages, the panel), exactly
//! one has it.
//!
//! This is only the bookkeeping. Nobody reports reliably that a page has gone, so the background asks the place that
//! has the frame whether it is still there, before it gives the frame to another place.

use serde::{Deserialize, Serialize};

/// A place where uContact's frame can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Names this place. No other document ever has the same number.
    pub instance: u32,
    /// The tab that the place is in; `None` for a side panel, which is in no tab.
    pub tab: Option<i32>,
    /// Whether the place is the panel: beside the tabs, or in a window of its own.
    pub panel: bool,
}

/// Which place has the frame (its home), and which places wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Phone {
    home: Option<Place>,
    /// The place that asked last stands last.
    waiting: Vec<Place>,
}

/// How many waiting places are remembered. The oldest are forgotten: with so many tabs of a CRM, enough others are
/// left to get the frame.
const MOST_WAITING: usize = 200;

impl Phone {
    /// The place that has the frame.
    #[must_use]
    pub fn home(&self) -> Option<&Place> {
        self.home.as_ref()
    }

    /// The places that wait for the frame. The place that asked last stands last.
    #[must_use]
    pub fn waiting(&self) -> &[Place] {
        &self.waiting
    }

    /// Gives the frame to a place. The place that had the frame waits from now on.
    pub fn give_to(&mut self, place: Place) {
        let same = |known: &Place| known.instance == place.instance;
        self.waiting.retain(|known| !same(known));
        if let Some(before) = self.home.take().filter(|home| !same(home)) {
            self.wait(before);
        }
        self.home = Some(place);
    }

    /// Lets a place wait, as the next to get the frame.
    pub fn wait(&mut self, place: Place) {
        self.waiting.retain(|known| known.instance != place.instance);
        self.waiting.push(place);
        if self.waiting.len() > MOST_WAITING {
            self.waiting.remove(0);
        }
    }

    /// Forgets a place that has gone. Returns whether the place had the frame.
    pub fn gone(&mut self, instance: u32) -> bool {
        self.forget(|place| place.instance == instance)
    }

    /// Forgets all places in a tab that has closed. Returns whether one of them had the frame.
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
        phone.give_to(place(1));
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
        phone.give_to(place(1));
        phone.wait(place(2));
        phone.give_to(place(2));
        assert_eq!((phone.home(), phone.waiting()), (Some(&place(2)), &[place(1)][..]));
        phone.give_to(place(2));
        assert_eq!(phone.waiting(), [place(1)]);
    }

    #[test]
    fn a_tab_takes_all_that_is_in_it() {
        let mut phone = Phone::default();
        phone.give_to(place(1));
        for n in [2, 5, 9] {
            phone.wait(place(n));
        }
        assert!(phone.closed(1));
        assert_eq!(phone.waiting(), [place(2)]);
        assert!(!phone.closed(7));
    }

    proptest! {
        /// Whatever happens, no place is listed twice, and no place both has the frame and waits for it.
        #[test]
        fn nobody_is_there_twice(steps in prop::collection::vec((0_u8..4, 0_u32..12), 0..300)) {
            let mut phone = Phone::default();
            for (what, n) in steps {
                match what {
                    0 => phone.give_to(place(n)),
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
