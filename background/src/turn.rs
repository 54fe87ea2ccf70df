//! One at a time, for work that spans several turns of the event loop; and the gate that opens once what is stored has
//! been read.

use tokio::sync::{Mutex, MutexGuard, Semaphore};

/// What must not run twice at once.
#[derive(Default)]
pub(crate) struct Turns {
    /// Opening records: the next one must see what this one opened.
    pub records: Turn,
    /// Registering content scripts: each run starts from what the last one left.
    pub scripts: Turn,
    /// Giving uContact's frame to a place: whoever asks next must see who has it.
    pub phone: Turn,
    /// Changing the configuration: what a change has read must still be so when it acts. Comes before
    /// [`Self::scripts`].
    pub configuration: Turn,
    /// Saving the configuration: the save that was asked for last is in force at last. Comes before
    /// [`Self::configuration`].
    pub saves: Turn,
    /// Opening a tab to see what the browser shows in it: one is enough to look at.
    pub trial: Turn,
}

/// One kind of work.
#[derive(Default)]
pub(crate) struct Turn(Mutex<()>);

impl Turn {
    /// Waits for the turn, and holds it until the guard is dropped.
    pub async fn wait(&self) -> MutexGuard<'_, ()> {
        self.0.lock().await
    }
}

/// Shut at first; once it is open, it stays open.
pub(crate) struct Gate(Semaphore);

impl Default for Gate {
    fn default() -> Self {
        Self(Semaphore::const_new(0))
    }
}

impl Gate {
    /// Lets everybody through, from now on.
    pub fn open(&self) {
        self.0.close();
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.0.is_closed()
    }

    /// Comes back once it is open.
    pub async fn passed(&self) {
        // There is no permit: the one way out is the closing, which is an error to the semaphore alone.
        drop(self.0.acquire().await);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn a_turn_is_one_at_a_time_and_a_gate_opens_for_all() {
        let turns = Turns::default();
        let held = turns.phone.wait().now_or_never();
        assert!(held.is_some());
        assert!(turns.phone.wait().now_or_never().is_none());
        assert!(turns.scripts.wait().now_or_never().is_some());
        drop(held);
        assert!(turns.phone.wait().now_or_never().is_some());

        let gate = Gate::default();
        assert!(!gate.is_open() && gate.passed().now_or_never().is_none());
        gate.open();
        assert!(gate.is_open() && gate.passed().now_or_never().is_some());
    }
}
