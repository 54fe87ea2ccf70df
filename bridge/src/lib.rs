//! The core of uContact Bridge: what an event means, and what to do about it.
//!
//! Nothing here calls a browser, reads a clock or does I/O: every input is a value, and every outcome is a value.

mod address;
pub mod config;
pub mod connection;
pub mod contact;
pub mod desk;
pub mod doctor;
pub mod explain;
pub mod frame_state;
pub mod framing;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod glob;
pub mod history;
pub mod journal;
pub mod lookup;
pub mod mapping;
pub mod matching;
pub mod message;
pub mod open;
pub mod origin;
pub mod pattern;
pub mod phone;
pub mod presets;
pub mod record;
pub mod rule;
pub mod rules;
pub mod teach;
pub mod template;
pub mod view;
pub mod why_not;
pub mod wire;

#[cfg(test)]
mod properties;
