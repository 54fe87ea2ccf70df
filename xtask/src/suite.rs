//! `cargo xtask test` and `simulate`, and what runs the `tests` crate's programs: `demo` and `bench`.

mod asked;
mod count;

use crate::build::{self, Options};
use crate::{check, paths, run, setup};
use anyhow::{Result, bail};
use asked::Asked;
use count::{Count, counted, not_empty};
use std::process::Command;
use std::time::{Duration, Instant};

/// How many seeds are simulated in every test run.
const SEEDS: &str = "50";

/// The steps of a test run. A step runs even if an earlier one failed.
#[derive(Default)]
struct Steps {
    total: Count,
    times: Vec<(String, Duration)>,
}

impl Steps {
    fn step(&mut self, name: &str, play: impl FnOnce() -> Result<Count>) {
        let started = Instant::now();
        let count = play().unwrap_or_else(|error| {
            eprintln!("xtask: {name}: {error:#}");
            Count::FAILED
        });
        self.total.add(count);
        self.times.push((name.to_owned(), started.elapsed()));
    }

    /// Reports each step's time, and the sum of all.
    fn report(self) -> Result<()> {
        for (name, time) in &self.times {
            eprintln!("xtask: {:>6.1} s  {name}", time.as_secs_f32());
        }
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        not_empty(self.total)?;
        if self.total.failed > 0 {
            bail!("{} failed; see above", self.total.failed);
        }
        Ok(())
    }
}

/// `cargo xtask test …`
pub fn test(args: &[String]) -> Result<()> {
    let asked = Asked::parse(args)?;
    match (asked.fast, asked.only.is_empty()) {
        (true, true) => fast(),
        (false, true) => everything(&asked),
        (_, false) => only(&asked),
    }
}

/// Everything that needs neither a browser nor a build of the extension.
fn fast() -> Result<()> {
    let mut steps = Steps::default();
    steps.step("checks", || checks(true));
    steps.step("native tests", || native(&[]).and_then(not_empty));
    steps.step("simulation", simulated);
    steps.report()
}

fn everything(asked: &Asked) -> Result<()> {
    setup::command(&["--browsers".to_owned()])?;
    let mut steps = Steps::default();
    // Without a build, the other steps mean nothing.
    let started = Instant::now();
    build::build_all(&[Options::new(false), Options::new(true)])?;
    steps.times.push(("builds".to_owned(), started.elapsed()));
    steps.step("checks", || checks(false));
    steps.step("native tests", || native(&[]).and_then(not_empty));
    steps.step("simulation", simulated);
    steps.step("end-to-end tests", || scenarios(asked, &[]));
    let browsers =
        if asked.browser == "both" { vec!["chromium", "firefox"] } else { vec![asked.browser.as_str()] };
    for browser in browsers {
        let mut demo = program("demo", &[]);
        demo.args(["--headless", "--browser", browser]);
        steps.step(&format!("demo in {browser}"), || run::run(&mut demo).map(|()| Count::PASSED));
    }
    steps.report()
}

/// The native tests and the scenarios with certain names. Builds only what they need.
fn only(asked: &Asked) -> Result<()> {
    let known = if asked.fast { String::new() } else { run::text(program("e2e", &[]).arg("--list"))? };
    let patterns = asked.patterns_in(&known);
    if !patterns.is_empty() {
        ready_browsers()?;
        setup::creme()?;
    }
    let mut steps = Steps::default();
    steps.step("native tests", || native(&asked.only));
    if !patterns.is_empty() {
        steps.step("end-to-end tests", || scenarios(asked, &patterns));
    }
    steps.report()
}

fn checks(fast: bool) -> Result<Count> {
    check::check(&check::Options { fast, only: Vec::new() }).map(|()| Count::PASSED)
}

/// All native tests, or those whose names contain one of the patterns.
fn native(patterns: &[String]) -> Result<Count> {
    counted(run::cargo().args(["test", "--workspace", "--no-fail-fast", "--locked", "--"]).args(patterns))
}

/// All scenarios, or those whose names contain one of the patterns.
fn scenarios(asked: &Asked, patterns: &[&str]) -> Result<Count> {
    let mut e2e = program("e2e", &[]);
    e2e.args(["--browser", &asked.browser, "--repeat", &asked.repeat.to_string()]);
    for pattern in patterns {
        e2e.args(["--only", pattern]);
    }
    counted(&mut e2e).and_then(not_empty)
}

fn simulated() -> Result<Count> {
    simulate(&["--seeds".to_owned(), SEEDS.to_owned()]).map(|()| Count::PASSED)
}

/// `cargo xtask simulate --seeds N [--seed S]`: whole days of the background with a fake browser.
pub fn simulate(args: &[String]) -> Result<()> {
    let example = paths::root().join("background/examples/simulate.rs");
    if !example.is_file() {
        bail!("there is no simulation: {} is missing", example.display());
    }
    let mut command = run::cargo();
    command.args([
        "run",
        "--quiet",
        "--locked",
        "--release",
        "-p",
        "background",
        "--example",
        "simulate",
        "--",
    ]);
    run::run(command.args(args))
}

/// `cargo xtask demo …`
pub fn demo(args: &[String]) -> Result<()> {
    ready_browsers()?;
    run::run(program("demo", &[]).args(args))
}

/// `cargo xtask bench …`: optimised, and with the zips, whose sizes it shows.
pub fn bench(args: &[String]) -> Result<()> {
    setup::command(&[])?;
    setup::browsers()?;
    build::build_all(&[Options::new(true), Options::new(false)])?;
    run::run(program("bench", &["--release"]).args(args))
}

fn ready_browsers() -> Result<()> {
    setup::command(&[])?;
    setup::browsers()?;
    build::build(&Options::new(true))
}

/// A program of the `tests` crate. Without `-p`, so that its dependencies have the same features as in
/// `cargo test --workspace`; otherwise cargo compiles rustls, serde_json and others for both.
fn program(name: &str, options: &[&str]) -> Command {
    let mut command = run::cargo();
    command.args(["run", "--quiet", "--locked", "--bin", name]).args(options).arg("--");
    command
}
