//! What happened, counted.

use std::fmt;
use std::ops::AddAssign;

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident: $words:literal,)*) => {
        /// What happened, counted.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Figures { $($(#[$doc])* pub $name: u64,)* }

        impl AddAssign<&Figures> for Figures {
            fn add_assign(&mut self, other: &Figures) {
                $(self.$name += other.$name;)*
            }
        }

        impl fmt::Display for Figures {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $(writeln!(f, "{:>12}  {}", self.$name, $words)?;)*
                Ok(())
            }
        }
    };
}

figures! {
    /// Days.
    days: "days",
    /// Steps of a day.
    steps: "steps of the days",
    /// What uContact told a page.
    told: "events told by uContact's frames",
    /// What was acknowledged.
    acknowledged: "of them acknowledged",
    /// What was sent again.
    resent: "messages sent again",
    /// What pages of the extension asked.
    asked: "requests of the extension's pages",
    /// Starts of the worker.
    starts: "starts of the worker",
    /// Stops between two awaits.
    stops: "stops between two awaits",
    /// Stops of a worker that idled.
    idle_stops: "stops of an idle worker",
    /// Starts of the browser.
    restarts: "restarts of the browser",
    /// New loads of the extension.
    reloads: "new loads of the extension",
    /// Writes that failed.
    failed_writes: "failed writes",
    /// Transactions and writes that were lost with the worker.
    lost_calls: "calls lost with the worker",
    /// Navigations.
    navigations: "navigations",
    /// Tabs that closed.
    closed: "tabs and panels closed",
    /// Records opened.
    records: "records opened",
    /// Posted starts.
    posted: "starts posted",
    /// Lookups.
    lookups: "requests to the CRM",
    /// How often a place got the frame.
    placed: "times a place got uContact's frame",
    /// Questions to pages that were too busy.
    timed_out: "questions that a page was too busy for",
    /// Saves that were answered.
    saves: "configurations saved",
    /// Policies.
    policies: "changes of the policy",
    /// Times the history was erased.
    erased: "times everything was erased",
    /// Polls of tasks.
    polls: "turns of tasks",
}
