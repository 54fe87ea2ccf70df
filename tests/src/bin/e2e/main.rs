//! The end-to-end tests: named scenarios in real browsers, each from a clean state, without retries.
//!
//! `e2e [--browser chromium|firefox|both] [--only PATTERN]… [--repeat N] [--headed] [--list]`
//!
//! PATTERN is a part of a scenario's name. `--repeat N` plays all chosen scenarios N times, one round after the other.

mod arguments;
mod contacting;
mod events;
mod evidence;
mod hostile;
mod looks;
mod pages;
mod phone;
mod records;
mod report;
mod run;
mod scenario;
mod settings;

use arguments::Arguments;
use run::{Outcome, play_all};
use scenario::{Scenario, scenario};
use std::process::ExitCode;

/// All scenarios, in the order in which they are played.
fn scenarios() -> impl Iterator<Item = &'static Scenario> + Clone {
    let groups = [
        events::ALL,
        records::ALL,
        contacting::ALL,
        settings::ALL,
        pages::ALL,
        phone::ALL,
        looks::ALL,
        hostile::ALL,
    ];
    groups.into_iter().flatten().copied().flatten()
}

fn main() -> ExitCode {
    let parsed = Arguments::parse(std::env::args().skip(1));
    let checked = parsed.and_then(|arguments| {
        arguments.check(scenarios().map(|scenario| scenario.name))?;
        Ok(arguments)
    });
    let arguments = match checked {
        Ok(arguments) => arguments,
        Err(e) => {
            eprintln!("{e:#}");
            return ExitCode::from(2);
        }
    };
    let chosen: Vec<&Scenario> = scenarios().filter(|scenario| arguments.wants(scenario.name)).collect();
    if arguments.list {
        chosen.iter().for_each(|scenario| println!("{}", scenario.name));
        return ExitCode::SUCCESS;
    }
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let running: Vec<_> = arguments
            .browsers
            .iter()
            .map(|kind| scope.spawn(|| play_all(*kind, &chosen, arguments.repeat, arguments.headed)))
            .collect();
        // A scenario that panics is a fault of the tests themselves. It counts as a failure.
        let panicked = || Outcome { plays: Vec::new(), not_played: 1 };
        running.into_iter().map(|browser| browser.join().unwrap_or_else(|_| panicked())).collect()
    });
    if sum_up(outcomes) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the summary; true if everything passed.
fn sum_up(outcomes: Vec<Outcome>) -> bool {
    let not_played: usize = outcomes.iter().map(|outcome| outcome.not_played).sum();
    let plays: Vec<report::Play> = outcomes.into_iter().flat_map(|outcome| outcome.plays).collect();
    println!("the slowest:");
    report::slowest(&plays).iter().for_each(|line| println!("{line}"));
    let flickering = report::flickering(&plays);
    if !flickering.is_empty() {
        println!("passed in one play, failed in another:");
        flickering.iter().for_each(|line| println!("{line}"));
    }
    let passed = plays.iter().filter(|play| play.passed).count();
    let failed = plays.len() - passed + not_played;
    println!("{passed} passed, {failed} failed");
    failed == 0 && passed > 0
}
