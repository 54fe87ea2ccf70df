//! Makes a failing day as short as it can be: steps are left out as long as it fails the same way.

use super::super::faults::Faults;
use super::{Day, play};

/// The shortest day found that fails as this one does, with its failure. At most `tries` days are played.
pub(crate) fn shrink(day: &Day, failure: &str, faults: Faults, mut tries: usize) -> Day {
    let kind = kind_of(failure);
    let mut fails = |day: &Day| {
        tries = tries.saturating_sub(1);
        tries > 0 && play(day, faults, false).failure.is_some_and(|failure| kind_of(&failure) == kind)
    };
    let mut day = day.clone();
    let mut size = day.steps.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        let before = day.steps.len();
        while at < day.steps.len() {
            let mut shorter = day.clone();
            let end = (at + size).min(shorter.steps.len());
            // What is left out takes no time, or as long as before.
            let waited: u64 = shorter.steps.drain(at..end).map(|(wait, _)| wait).sum();
            if fails(&shorter) {
                day = shorter;
                continue;
            }
            if let Some((wait, _)) = shorter.steps.get_mut(at) {
                *wait += waited;
                if fails(&shorter) {
                    day = shorter;
                    continue;
                }
            }
            at += size;
        }
        if size > 1 {
            size = size.div_ceil(2).min(size - 1);
        } else if day.steps.len() == before {
            break;
        }
    }
    for at in 0..day.steps.len() {
        for wait in [0, day.steps[at].0 / 2] {
            let mut shorter = day.clone();
            shorter.steps[at].0 = wait;
            if wait < day.steps[at].0 && fails(&shorter) {
                day = shorter;
                break;
            }
        }
    }
    day
}

/// A failure without its names and numbers.
fn kind_of(failure: &str) -> String {
    failure.chars().filter(|c| !c.is_ascii_digit()).take(40).collect()
}
