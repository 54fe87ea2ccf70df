//! Says what is going on, how long it usually takes, and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// What took less needs no word at its end.
const WORTH_A_WORD: Duration = Duration::from_secs(3);

/// Does `work`. `usually` is how long it takes where nothing is there yet, on two cores, as a person says it.
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
