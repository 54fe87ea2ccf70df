//! The messages between the extension's pages and the background.
//!
//! A page sends a [`Question`] by `runtime.sendMessage`. Each question is a type of its own ([`question`]) that names the
//! type of its reply, so a page reads no other reply, and its wasm holds the decoders of those it asks for. The
//! background reads every question as a [`Request`] and answers with a [`Reply`].
//!
//! A page that follows the desk connects a port named [`DESK_PORT`]. The background posts a [`PopupState`] on it at once
//! and at every change. When the port disconnects (a worker sleeps), connect again.

mod connection;
mod outcome;
pub mod question;
mod reply;

pub use crate::config::ConfigError;
pub use connection::{Connection, Page, PopupState};
pub use outcome::{Checked, Configured, Done, Framing, Managed, Near, NumbersNear, Offered, Probe, Tried};
pub use question::{Question, Request};
pub use reply::Reply;

/// The port on which the background posts a [`PopupState`] at every change.
pub const DESK_PORT: &str = "desk";

/// What the panel says on its port, by hand and without serde: the number that names it among all places. Nothing else
/// tells that a side panel has closed: it is in no tab, and Chromium does not deliver what it says while it closes.
pub const PANEL_INSTANCE: &str = "panel";

#[cfg(test)]
mod tests;
