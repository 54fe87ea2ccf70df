//! uContact's iframe: find it or create it, listen to it, post to it.
//!
//! Everything that embeds uContact uses this crate (content script, dock and panel), so that one set of rules decides
//! which messages are believed, and to whom messages are posted.

mod find;
mod listen;
mod post;

pub use find::{create, find};
pub use listen::{Heard, MAX_SIZE, hear, is_below};
pub use post::post;
