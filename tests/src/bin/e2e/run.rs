//! Plays scenarios in one browser.

use crate::evidence;
use crate::report::Play;
use crate::scenario::Scenario;
use anyhow::Context as _;
use std::time::Instant;
use tests::driver::Kind;
use tests::world::World;

/// The result of all plays in one browser.
#[derive(Default)]
pub struct Outcome {
    pub plays: Vec<Play>,
    /// How many could not be played; each counts as failed.
    pub not_played: usize,
}

/// Plays all scenarios one after the other, `repeat` times.
pub fn play_all(kind: Kind, scenarios: &[&'static Scenario], repeat: u32, headed: bool) -> Outcome {
    let mut outcome = Outcome::default();
    let rounds = (1..=repeat).flat_map(|round| scenarios.iter().map(move |scenario| (round, *scenario)));
    let all = rounds.clone().count();
    let mut world = None;
    for (round, scenario) in rounds {
        let browser = kind.name();
        // After a failure the next scenario gets a new browser, so that nothing is passed on.
        let ready = match world.take().map_or_else(|| World::start(kind, headed), Ok) {
            Ok(ready) => ready,
            Err(e) => {
                outcome.not_played = all - outcome.plays.len();
                println!(
                    "{browser:<9} FAILED: the browser could not be started, {} not played: {e:#}",
                    outcome.not_played
                );
                return outcome;
            }
        };
        let started = Instant::now();
        let played = ready.reset().context("making everything clean").and_then(|()| (scenario.play)(&ready));
        let took = started.elapsed();
        let folder = if round == 1 { browser.to_owned() } else { format!("{browser}-{round}") };
        if played.is_err()
            && let Err(e) = evidence::keep(&ready, scenario.name, &folder)
        {
            eprintln!("the evidence for {} could not be kept: {e:#}", scenario.name);
        }
        let name = match repeat {
            1 => scenario.name.to_owned(),
            _ => format!("{} [{round}]", scenario.name),
        };
        let passed = played.is_ok();
        outcome.plays.push(Play { scenario: scenario.name, browser, took, passed });
        let seconds = took.as_secs_f32();
        match played {
            Ok(()) => {
                println!("{browser:<9} ok     {name} ({seconds:.1} s)");
                world = Some(ready);
            }
            Err(e) => println!("{browser:<9} FAILED {name} ({seconds:.1} s): {e:#}"),
        }
    }
    outcome
}
