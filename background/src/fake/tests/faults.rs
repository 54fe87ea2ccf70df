//! Faults that are put in on purpose are found, and play the same way again.

use super::super::faults::Faults;
use super::super::simulation::{Day, play};

/// Within how many days a fault must be found.
const DAYS: u64 = 1_000;

#[track_caller]
fn is_found(faults: Faults) {
    let found = (1..=DAYS).find_map(|seed| {
        let outcome = play(&Day::of(seed), faults, false);
        Some((seed, outcome.failure?, outcome.hash))
    });
    let Some((seed, failure, hash)) = found else { panic!("{faults:?} is not found in {DAYS} days") };
    let again = play(&Day::of(seed), faults, false);
    assert_eq!((again.failure, again.hash), (Some(failure), hash));
    assert_eq!(play(&Day::of(seed), Faults::default(), false).failure, None, "without it the day holds");
}

#[test]
fn an_acknowledgement_before_the_journal() {
    is_found(Faults { early_acknowledgement: true, ..Faults::default() });
}

#[test]
fn a_recovery_that_ignores_what_came_later() {
    is_found(Faults { forgetful_recovery: true, ..Faults::default() });
}

#[test]
fn two_places_with_the_frame() {
    is_found(Faults { two_places: true, ..Faults::default() });
}
