//! Faults that are put in on purpose, to see that the simulation finds them. The product knows nothing of them: they are
//! the browser's and the pages'.

/// What is wrong with the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    /// The journal says that an entry is written before it is: the acknowledgement goes out first.
    pub early_acknowledgement: bool,
    /// What later entries stored is not there when the worker starts: recovery ignores what came later.
    pub forgetful_recovery: bool,
    /// A place that is to let go of uContact's frame says that it has, and keeps it: two places have it.
    pub two_places: bool,
}
