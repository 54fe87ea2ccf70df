//! The brain of uContact Bridge: what an event means, and what to do about it.
//!
//! No browser, no clock, no I/O: every input is a value, and every outcome is a value.

pub mod view;
