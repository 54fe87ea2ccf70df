//! Reports what xtask is doing, how long that usually takes, and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// A step that took less than this gets no line at its end.
const WORTH_A_WORD: Duration = Duration::from_secs(3);

/// Does `work`. `usually` says how long it takes on two cores if nothing is installed or built yet.
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
