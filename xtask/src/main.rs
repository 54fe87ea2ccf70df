//! `cargo xtask`: build, check, test, simulate, explain, demo, bench. Run without arguments for the list.

mod build;
mod check;
mod demo;
mod explain;
mod npm;
mod parallel;
mod parts;
mod paths;
mod pins;
mod progress;
mod run;
mod schema;
mod setup;
mod suite;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  build [--e2e] [--out DIR]   dist/chrome, dist/firefox (load them unpacked) and a zip of each;
                              with --e2e: target/e2e/chrome and …/firefox, granted the loopback hosts from the start
  check [--fast] [--only PATTERN]
                              format, clippy, dependencies, circles of imports, pins, texts, named files, weight,
                              Mozilla's linter; needs a build; --fast leaves out the checks that need one;
                              PATTERN is a part of a check's name
  test [--browser NAME] [--repeat N]
                              everything: builds, checks, native tests, simulation, end-to-end tests, demo;
                              NAME is chromium, firefox or both (the default);
                              --repeat plays each end-to-end scenario N times
  test --fast                 only what needs neither a browser nor a build: checks, native tests, simulation
  test --only PATTERN …       the native tests and the scenarios whose names contain PATTERN, or one of several
                              (`--only a --only b`); with --fast the native tests alone
  simulate --seeds N [--seed S]
                              plays whole days of the background with a fake browser, one day per seed;
                              prints a seed that fails; --seed S plays that seed again
  demo [--browser NAME] …     plays one interaction in a browser, and leaves pictures in target/demo/
  bench …                     sizes and times, as a table and as JSON
  explain --config FILE --events FILE|- [--summary] [--strict]
                              what the rules make of uContact's messages, without a browser
  schema                      writes managed_schema.json, the shape of an administrator's policy for Chromium
  setup [--browsers]          installs what a build needs (with --browsers: what tests and demo need);
                              the other commands do it themselves
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let outcome = match command.as_str() {
        "build" => build::command(&rest),
        "check" => check::command(&rest),
        "test" => suite::test(&rest),
        "simulate" => suite::simulate(&rest),
        "demo" => demo::command(&rest),
        "bench" => suite::bench(&rest),
        "explain" => return explain::run(&rest),
        "schema" => schema::command(&rest),
        "setup" => setup::command(&rest),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(anyhow::anyhow!("`{other}` is no command of xtask; `cargo xtask` lists them")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
