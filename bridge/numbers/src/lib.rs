//! Finds the phone numbers in a text: where each stands, and its E.164 form.
//!
//! No browser, no clock, no I/O. Precision comes first: what is not clearly a number is left alone.
//!
//! Whether digits are a number of some numbering plan is decided by [rlibphonenumber], a port of Google's
//! libphonenumber; everything about the text around them is decided here. `plan` says why that library.
//!
//! The way of a text through the crate: `scan` cuts it into groups of digits, and these into runs; `barrier` takes
//! out dates, times and the like; `shape` and `plan` say what could be a number; `context` reads the words
//! around it; `finder` puts the answers together.
//!
//! [rlibphonenumber]: https://docs.rs/rlibphonenumber

pub mod abi;
mod barrier;
mod context;
mod extension;
mod finder;
mod plan;
mod region;
mod scan;
mod shape;
mod utf16;
mod words;

pub use finder::{Finder, Found};
pub use region::{Region, RegionError};
pub use utf16::utf16_ranges;

#[cfg(test)]
mod tests;
