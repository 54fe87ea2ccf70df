//! `cargo xtask test` and `cargo xtask bench`, which run the programs of the `tests` crate.

use crate::build::{self, Options};
use crate::run::{self, cargo};
use crate::{check, setup};
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// How many passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `cargo xtask test [--browser chromium|firefox|both]`: everything, then one line that sums it up.
pub fn test(args: &[String]) -> Result<()> {
    let browser = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => "both",
        ["--browser", browser @ ("chromium" | "firefox" | "both")] => browser,
        _ => bail!("test knows --browser chromium|firefox|both, not {args:?}"),
    };
    setup::command(&["--browsers".to_owned()])?;
    build::build(&Options::new(false))?;
    build::build(&Options::new(true))?;

    let mut total = Count::default();
    let mut step = |name: &str, outcome: Result<Count>| {
        let count = outcome.unwrap_or_else(|error| {
            eprintln!("xtask: {name}: {error:#}");
            Count { passed: 0, failed: 1 }
        });
        total.add(count);
    };
    step("checks", check::check().map(|()| Count { passed: 1, failed: 0 }));
    step("native tests", counted(cargo().args(["test", "--workspace", "--no-fail-fast", "--locked"])));
    step("end-to-end tests", counted(program("e2e", &[]).args(["--browser", browser])));
    let browsers = if browser == "both" { &["chromium", "firefox"][..] } else { &[browser] };
    for browser in browsers {
        let played = run::run(program("demo", &[]).args(["--headless", "--browser", browser]));
        step("demo", played.map(|()| Count { passed: 1, failed: 0 }));
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("{} failed; see above", total.failed);
    }
    Ok(())
}

/// `cargo xtask bench …`: optimised, and with the zips, whose sizes it tells.
pub fn bench(args: &[String]) -> Result<()> {
    setup::for_tests()?;
    build::build(&Options::new(true))?;
    build::build(&Options::new(false))?;
    run::run(program("bench", &["--release"]).args(args))
}

/// A program of the `tests` crate.
fn program(name: &str, options: &[&str]) -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--locked", "-p", "tests", "--bin", name]).args(options).arg("--");
    command
}

/// Runs a program that tests, shows what it says, and counts. A failure that it did not count is one.
fn counted(command: &mut Command) -> Result<Count> {
    let shown = run::shown(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let stdout = child.stdout.take().context("no stdout")?;
    let mut count = Count::default();
    for line in BufReader::new(stdout).lines() {
        let line = line.with_context(|| format!("reading what `{shown}` says"))?;
        println!("{line}");
        count.add(count_in(&line).unwrap_or_default());
    }
    let status = child.wait()?;
    if !status.success() && count.failed == 0 {
        bail!("`{shown}` failed ({status})");
    }
    if status.success() && count.passed == 0 {
        bail!("`{shown}` ran no test");
    }
    Ok(count)
}

/// cargo's `test result: ok. 3 passed; 0 failed; …`, or the end-to-end runner's `3 passed, 0 failed`.
fn count_in(line: &str) -> Option<Count> {
    let line = line.trim();
    let line = match line.strip_prefix("test result: ") {
        Some(rest) => rest.split_once(". ")?.1,
        None => line,
    };
    let mut words = line.split_whitespace();
    let passed = words.next()?.parse().ok()?;
    if words.next()?.trim_end_matches([';', ',']) != "passed" {
        return None;
    }
    let failed = words.next()?.parse().ok()?;
    (words.next()?.trim_end_matches([';', ',', '.']) == "failed").then_some(Count { passed, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_both_runners_and_nothing_else() {
        let cargo = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(count_in(cargo), Some(Count { passed: 12, failed: 3 }));
        assert_eq!(count_in("40 passed, 0 failed"), Some(Count { passed: 40, failed: 0 }));
        assert_eq!(count_in("test a::b ... ok"), None);
        assert_eq!(count_in("3 passed the door"), None);
    }

    #[test]
    fn a_runner_that_fails_without_a_count_is_an_error_and_so_is_one_without_tests() {
        let sh = |script: &str| counted(Command::new("sh").args(["-c", script]));
        assert!(sh("exit 3").is_err());
        assert!(sh("echo nothing").is_err());
        assert_eq!(sh("echo '2 passed, 1 failed'; exit 1").unwrap(), Count { passed: 2, failed: 1 });
        assert!(sh("echo '2 passed, 0 failed'; exit 1").is_err());
        assert_eq!(sh("echo '2 passed, 0 failed'").unwrap(), Count { passed: 2, failed: 0 });
    }
}
