//! Counts the passed and failed tests that a program reports.

use crate::run;
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// How many passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// One step that passed.
    pub const PASSED: Self = Self { passed: 1, failed: 0 };
    /// One step that failed.
    pub const FAILED: Self = Self { passed: 0, failed: 1 };

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs a program that tests, shows its output, and counts. If the program fails without counting a failure, that is an
/// error.
pub fn counted(command: &mut Command) -> Result<Count> {
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
    Ok(count)
}

/// Makes an error of a count without any test.
pub fn not_empty(count: Count) -> Result<Count> {
    if count == Count::default() {
        bail!("no test ran");
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
        let sh = |script: &str| counted(Command::new("sh").args(["-c", script])).and_then(not_empty);
        assert!(sh("exit 3").is_err());
        assert!(sh("echo nothing").is_err());
        assert_eq!(sh("echo '2 passed, 1 failed'; exit 1").unwrap(), Count { passed: 2, failed: 1 });
        assert!(sh("echo '2 passed, 0 failed'; exit 1").is_err());
        assert_eq!(sh("echo '2 passed, 0 failed'").unwrap(), Count { passed: 2, failed: 0 });
    }
}
