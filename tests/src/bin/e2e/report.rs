//! The summary at the end: the slowest scenarios, and those that passed in one play and failed in another.

use std::collections::BTreeMap;
use std::time::Duration;

/// One scenario, played once.
#[derive(Debug, Clone, Copy)]
pub struct Play {
    pub scenario: &'static str,
    pub browser: &'static str,
    pub took: Duration,
    pub passed: bool,
}

/// How many of the slowest are listed.
const SLOWEST: usize = 10;

/// The slowest scenarios, each with its longest time in one browser.
pub fn slowest(plays: &[Play]) -> Vec<String> {
    let mut longest: Vec<Play> = by_scenario(plays)
        .into_values()
        .filter_map(|plays| plays.into_iter().max_by_key(|play| play.took))
        .collect();
    longest.sort_by_key(|play| std::cmp::Reverse(play.took));
    longest
        .iter()
        .take(SLOWEST)
        .map(|play| format!("{:>6.1} s  {:<9} {}", play.took.as_secs_f32(), play.browser, play.scenario))
        .collect()
}

/// The scenarios that failed in some of their plays in a browser, but not in all.
pub fn flickering(plays: &[Play]) -> Vec<String> {
    let line = |((scenario, browser), plays): (Key, Vec<Play>)| {
        let failed = plays.iter().filter(|play| !play.passed).count();
        (failed > 0 && failed < plays.len())
            .then(|| format!("{browser:<9} {scenario}: {failed} of {} plays failed", plays.len()))
    };
    by_scenario(plays).into_iter().filter_map(line).collect()
}

/// A scenario and a browser.
type Key = (&'static str, &'static str);

fn by_scenario(plays: &[Play]) -> BTreeMap<Key, Vec<Play>> {
    let mut by_scenario: BTreeMap<Key, Vec<Play>> = BTreeMap::new();
    for play in plays {
        by_scenario.entry((play.scenario, play.browser)).or_default().push(*play);
    }
    by_scenario
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(scenario: &'static str, browser: &'static str, millis: u64, passed: bool) -> Play {
        Play { scenario, browser, took: Duration::from_millis(millis), passed }
    }

    #[test]
    fn ten_scenarios_are_listed_the_slowest_first() {
        const NAMES: [&str; 11] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        let mut plays: Vec<Play> = NAMES
            .iter()
            .zip(1..)
            .map(|(name, seconds)| play(name, "chromium", seconds * 1000, true))
            .collect();
        plays.push(play("a", "firefox", 12_340, true));
        plays.push(play("a", "firefox", 2000, false));
        let lines = slowest(&plays);
        assert_eq!(lines.len(), 10);
        assert_eq!(lines[0], "  12.3 s  firefox   a");
        assert_eq!(lines[1], "  11.0 s  chromium  k");
    }

    #[test]
    fn what_fails_always_or_never_does_not_flicker() {
        let plays = [
            play("good", "chromium", 1, true),
            play("good", "chromium", 1, true),
            play("bad", "chromium", 1, false),
            play("bad", "chromium", 1, false),
            play("bad", "firefox", 1, true),
            play("shy", "firefox", 1, true),
            play("shy", "firefox", 1, false),
            play("shy", "firefox", 1, true),
        ];
        assert_eq!(flickering(&plays), ["firefox   shy: 1 of 3 plays failed"]);
    }
}
