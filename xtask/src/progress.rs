//! Prints what is going on, how long it usually takes, and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// A step that took less is not reported at its end.
const WORTH_A_WORD: Duration = Duration::from_secs(3);

/// Does `work`. `usually` says in words how long it takes on two cores if nothing is there yet.
pub fn step<T>(what: &str, usually: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("xtask: {what} (the first time {usually})");
    let started = Instant::now();
    let result = work()?;
    let took = started.elapsed();
    if took >= WORTH_A_WORD {
        eprintln!("xtask: done in {} s: {what}", took.as_secs());
    }
    Ok(result)
}
