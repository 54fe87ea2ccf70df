//! Makes a failing day as short as it can be: steps are left out as long as it fails the same way.

use bridge::view::Millis;

use super::super::faults::Faults;
use super::{Day, Step, play};

/// How many seeds a shorter day is played with before it counts as one that does not fail: what is left out changes what
/// chance decides afterwards.
const SEEDS: u64 = 6;

/// The shortest day found that fails as this one does. Its seed may be another one. At most `tries` days are played.
pub(crate) fn shrink(day: &Day, failure: &str, faults: Faults, tries: usize) -> Day {
    let mut shorter = Shorter { day: day.clone(), kind: kind_of(failure), faults, tries };
    loop {
        let before = shorter.day.clone();
        let mut size = shorter.day.steps.len();
        while size > 0 {
            shorter.leave_out(size);
            size /= 2;
        }
        shorter.hurry();
        if shorter.day == before || shorter.tries == 0 {
            return shorter.day;
        }
    }
}

struct Shorter {
    day: Day,
    kind: String,
    faults: Faults,
    tries: usize,
}

impl Shorter {
    /// Takes this day instead, if it fails the same way.
    fn is(&mut self, steps: &[(Millis, Step)]) -> bool {
        for seed in (0..SEEDS).map(|n| self.day.seed.wrapping_add(n * 1_000_003)) {
            if self.tries == 0 {
                return false;
            }
            self.tries -= 1;
            let day = Day { seed, steps: steps.to_vec() };
            let failure = play(&day, self.faults, false).failure;
            if failure.is_some_and(|failure| kind_of(&failure) == self.kind) {
                self.day = day;
                return true;
            }
        }
        false
    }

    /// Leaves so many steps out, wherever that is possible. What is left out takes no time, or as long as before.
    fn leave_out(&mut self, size: usize) {
        let mut at = 0;
        while at < self.day.steps.len() {
            let mut steps = self.day.steps.clone();
            let end = (at + size).min(steps.len());
            let waited: Millis = steps.drain(at..end).map(|(wait, _)| wait).sum();
            if self.is(&steps) {
                continue;
            }
            if let Some((wait, _)) = steps.get_mut(at) {
                *wait += waited;
                if self.is(&steps) {
                    continue;
                }
            }
            at += size;
        }
    }

    /// Waits less between the steps, wherever that is possible.
    fn hurry(&mut self) {
        for at in 0..self.day.steps.len() {
            let waited = self.day.steps[at].0;
            for wait in [0, waited / 10, waited / 2].into_iter().filter(|wait| *wait < waited) {
                let mut steps = self.day.steps.clone();
                steps[at].0 = wait;
                if self.is(&steps) {
                    break;
                }
            }
        }
    }
}

/// A failure without its names and numbers.
fn kind_of(failure: &str) -> String {
    failure.chars().filter(|c| !c.is_ascii_digit()).take(40).collect()
}
