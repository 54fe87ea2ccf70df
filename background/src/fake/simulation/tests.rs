use super::*;
use crate::fake::faults::Faults;

#[test]
fn days_hold() {
    for seed in 1..=50 {
        let outcome = play(&Day::of(seed), Faults::default(), false);
        assert_eq!(outcome.failure, None, "seed {seed}");
    }
}

#[test]
fn a_seed_goes_the_same_way_every_time() {
    for seed in 1..=5 {
        let hash = || play(&Day::of(seed), Faults::default(), false).hash;
        assert_eq!(hash(), hash(), "seed {seed}");
    }
}
