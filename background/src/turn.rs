//! One at a time, for work that spans several turns of the event loop.

use tokio::sync::{Mutex, MutexGuard};

/// What must not run twice at once.
pub(crate) enum Of {
    /// Opening records: the next one must see what this one opened.
    Records,
    /// Registering content scripts: each run starts from what the last one left.
    Scripts,
    /// Giving uContact's frame to a place: whoever asks next must see who has it.
    Phone,
    /// Changing the configuration: what one read must still be so when it acts on it. Comes before [`Of::Scripts`].
    Configuration,
    /// Loading the finder of numbers: once is enough.
    Numbers,
    /// Opening a tab to see what the browser shows in it: one is enough to look at.
    Trial,
}

static NUMBERS: Mutex<()> = Mutex::const_new(());
static TRIAL: Mutex<()> = Mutex::const_new(());
static RECORDS: Mutex<()> = Mutex::const_new(());
static SCRIPTS: Mutex<()> = Mutex::const_new(());
static PHONE: Mutex<()> = Mutex::const_new(());
static CONFIGURATION: Mutex<()> = Mutex::const_new(());

/// Waits for its turn, and holds it until dropped.
pub(crate) async fn take(of: Of) -> MutexGuard<'static, ()> {
    match of {
        Of::Records => RECORDS.lock().await,
        Of::Scripts => SCRIPTS.lock().await,
        Of::Phone => PHONE.lock().await,
        Of::Configuration => CONFIGURATION.lock().await,
        Of::Numbers => NUMBERS.lock().await,
        Of::Trial => TRIAL.lock().await,
    }
}
