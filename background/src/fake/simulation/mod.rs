//! The simulation: a day that a seed makes up is played over the fake browser, and afterwards what must always hold is
//! checked. A day that fails is made as short as it can be, and plays the same way every time.

pub(super) mod check;
mod day;
mod play;
mod run;
mod shrink;
mod step;

pub use run::simulate;

pub(crate) use day::Day;
pub(crate) use play::play;
#[cfg(test)]
pub(crate) use play::{evening, morning};
pub(crate) use shrink::shrink;
pub(crate) use step::Step;
#[cfg(test)]
pub(crate) use step::asked;

#[cfg(test)]
mod tests;
