//! The command: plays the days of many seeds, and prints the figures, or the first day that fails.

use std::process::ExitCode;
use std::time::Instant;

use super::super::faults::Faults;
use super::super::figures::Figures;
use super::{Day, play, shrink};

const USAGE: &str = "\
usage: simulate [--seeds N] [--seed S] [--trace] [--fault NAME]

  --seeds N     how many days to play (100)
  --seed S      the first seed (1); alone: this day and no other
  --trace       print everything that happens
  --fault NAME  put a fault in: early-acknowledgement, forgetful-recovery, two-places
";

/// How many days are played to make a failing one short.
const TRIES: usize = 20_000;

struct Args {
    seeds: u64,
    first: u64,
    trace: bool,
    faults: Faults,
}

/// Plays the days of many seeds; see the usage.
pub fn simulate(args: impl Iterator<Item = String>) -> ExitCode {
    match read(args) {
        Some(args) => run(&args),
        None => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn read(mut args: impl Iterator<Item = String>) -> Option<Args> {
    let (mut seeds, mut first) = (None, None);
    let (mut trace, mut faults) = (false, Faults::default());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seeds" => seeds = Some(args.next()?.parse().ok()?),
            "--seed" => first = Some(args.next()?.parse().ok()?),
            "--trace" => trace = true,
            "--fault" => match args.next()?.as_str() {
                "early-acknowledgement" => faults.early_acknowledgement = true,
                "forgetful-recovery" => faults.forgetful_recovery = true,
                "two-places" => faults.two_places = true,
                _ => return None,
            },
            _ => return None,
        }
    }
    let alone = if first.is_some() { 1 } else { 100 };
    Some(Args { seeds: seeds.unwrap_or(alone), first: first.unwrap_or(1), trace, faults })
}

fn run(args: &Args) -> ExitCode {
    let begun = Instant::now();
    let mut figures = Figures::default();
    for seed in args.first..args.first.saturating_add(args.seeds) {
        let day = Day::of(seed);
        let outcome = play(&day, args.faults, args.trace);
        for line in &outcome.lines {
            println!("{line}");
        }
        figures += &outcome.figures;
        if let Some(failure) = outcome.failure {
            println!("seed {seed}: {failure}\n");
            let day = shrink(&day, &failure, args.faults, TRIES);
            let outcome = play(&day, args.faults, true);
            println!(
                "The shortest day found, {} steps, seed {}: {}",
                day.steps.len(),
                day.seed,
                outcome.failure.unwrap_or_default()
            );
            println!("{day}");
            for line in outcome.lines {
                println!("{line}");
            }
            println!("\nPlay the whole day again: --seed {seed} --trace");
            return ExitCode::FAILURE;
        }
    }
    println!("{figures}");
    println!(
        "{} seeds from {}, in {:.1} s: all that must hold held",
        args.seeds,
        args.first,
        begun.elapsed().as_secs_f64()
    );
    ExitCode::SUCCESS
}
