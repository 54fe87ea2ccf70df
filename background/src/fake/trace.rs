//! What happened, in order: a hash of all of it, and the lines if somebody wants to read them.

use std::hash::{DefaultHasher, Hash, Hasher};

use bridge::view::Millis;

use super::MORNING;

/// What happened.
#[derive(Default)]
pub(crate) struct Trace {
    hasher: DefaultHasher,
    /// The lines, if they are kept.
    pub lines: Option<Vec<String>>,
}

impl Trace {
    /// Something happened.
    pub fn note(&mut self, now: Millis, what: impl FnOnce() -> String) {
        let what = what();
        now.hash(&mut self.hasher);
        what.hash(&mut self.hasher);
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:>10.3} {what}", (now - MORNING) as f64 / 1000.0));
        }
    }

    /// A task went on.
    pub fn step(&mut self, task: u64) {
        task.hash(&mut self.hasher);
    }

    /// Two runs with the same hash went the same way.
    pub fn hash(&self) -> u64 {
        self.hasher.finish()
    }
}
