//! Which tab gets a record: decided from the browser's tabs, from where the extension sent tabs a moment ago, and from
//! what the tabs answer.
//!
//! The caller lists the tabs, focuses the tab that [`showing`] names, else asks the tabs that [`to_ask`] names whether
//! they may go elsewhere, and navigates the tab that [`choose`] names; else it opens a new tab.

use super::{same_origin, shows};
use crate::view::Millis;

/// How many tabs of a CRM are asked before a new tab is opened.
pub const MOST_ASKED: usize = 8;

/// For how long a tab counts as on its way to the address that it was sent to, in milliseconds. Firefox reports a tab's
/// new address only when the page is loaded.
pub const ON_ITS_WAY: Millis = 10_000;

/// What counts of a tab. Functions here take tabs in the browser's order of use: the tab that the agent looked at last
/// stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TabFacts<'a> {
    /// The browser's id.
    pub id: i32,
    /// Its window's id.
    pub window: i32,
    /// The address that it shows, if the extension may see that.
    pub url: Option<&'a str>,
    /// The address that it is on its way to (Chromium).
    pub pending: Option<&'a str>,
    /// Whether its window shows it.
    pub active: bool,
    /// Whether the agent pinned it.
    pub pinned: bool,
    /// Whether it is in a group.
    pub grouped: bool,
    /// Whether the browser put it to sleep, so that nothing in it answers.
    pub discarded: bool,
}

/// What a tab answered when it was asked whether it may go elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// It may.
    Free,
    /// It hosts uContact's frame: the call would end.
    Softphone,
    /// It holds something that the agent typed and did not save.
    Unsaved,
    /// It gave no answer in time, or cannot be asked.
    Silent,
}

/// The tabs that the extension sent to an address a moment ago.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent(Vec<(i32, String, Millis)>);

/// What was found among the tabs of the record's CRM. Tabs are places in the list of tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// The tab to navigate to the record; `None` if a new tab is needed.
    pub tab: Option<usize>,
    /// Whether a tab holds something that is not saved, and so was spared.
    pub unsaved: bool,
    /// The tab that a new tab stands in for, else a tab in a group. If this one is in a group and in the new tab's
    /// window, the new tab belongs to the same group.
    pub neighbour: Option<usize>,
}

impl Sent {
    /// Notes that a tab was sent to an address at `now`.
    pub fn note(&mut self, tab: i32, url: &str, now: Millis) {
        self.0.retain(|(_, _, at)| is_recent(*at, now));
        self.0.push((tab, url.to_owned(), now));
    }

    /// Where a tab is still on its way to; `None` if it was not sent, or has arrived, or should have by now.
    #[must_use]
    pub fn destination(&self, tab: &TabFacts<'_>, now: Millis) -> Option<&str> {
        let (_, to, _) = self.0.iter().rev().find(|(id, _, at)| *id == tab.id && is_recent(*at, now))?;
        let arrived = tab.url.is_some_and(|at| shows(at, to));
        (!arrived).then_some(to)
    }
}

fn is_recent(at: Millis, now: Millis) -> bool {
    now.saturating_sub(at) < ON_ITS_WAY
}

/// The tab that shows the record, or will: if a tab is on its way to another address, that address counts and not the
/// present one.
#[must_use]
pub fn showing(tabs: &[TabFacts<'_>], sent: &Sent, now: Millis, url: &str) -> Option<usize> {
    tabs.iter().position(|tab| {
        let destination = sent.destination(tab, now).or(tab.pending).or(tab.url);
        destination.is_some_and(|at| shows(at, url))
    })
}

/// The tabs of the record's CRM to ask whether they may go elsewhere, at most [`MOST_ASKED`]. Those in the agent's
/// window come first.
///
/// A tab that sleeps cannot answer. A tab on its way to another address is left alone: the page that would answer is
/// about to go, and the record that the tab is on its way to must not be lost.
#[must_use]
pub fn to_ask(tabs: &[TabFacts<'_>], sent: &Sent, now: Millis, url: &str) -> Vec<usize> {
    let may_answer = |tab: &TabFacts<'_>| {
        tab.url.is_some_and(|at| same_origin(at, url))
            && !tab.discarded
            && tab.pending.is_none()
            && sent.destination(tab, now).is_none()
    };
    // The first active tab is in the window that the agent looked at last.
    let window = tabs.iter().find(|tab| tab.active).map(|tab| tab.window);
    let candidates = tabs.iter().enumerate().filter(|(_, tab)| may_answer(tab));
    let (mut asked, elsewhere): (Vec<_>, Vec<_>) =
        candidates.partition(|(_, tab)| Some(tab.window) == window);
    asked.extend(elsewhere);
    asked.into_iter().map(|(place, _)| place).take(MOST_ASKED).collect()
}

/// The tab to navigate, from what the tabs at the places `asked` answered, in the same order: the first that is free
/// and not pinned.
#[must_use]
pub fn choose(tabs: &[TabFacts<'_>], asked: &[usize], answers: &[Guard]) -> Choice {
    let answered = asked.iter().zip(answers).filter_map(|(place, answer)| {
        let tab = tabs.get(*place)?;
        Some((*place, tab, *answer))
    });
    let first = |fits: &dyn Fn(&TabFacts<'_>, Guard) -> bool| {
        answered.clone().find(|(_, tab, answer)| fits(tab, *answer)).map(|(place, ..)| place)
    };
    let unsaved = first(&|_, answer| answer == Guard::Unsaved);
    Choice {
        tab: first(&|tab, answer| answer == Guard::Free && !tab.pinned),
        unsaved: unsaved.is_some(),
        neighbour: unsaved.or_else(|| first(&|tab, _| tab.grouped)),
    }
}

#[cfg(test)]
mod tests;
