//! uContact's iframe: find it or create it, listen to it, post to it.
//!
//! Whoever embeds uContact (a CRM page's content script today) goes through here, so that one set of rules decides
//! whom to believe and whom to address.

mod find;
mod listen;
mod post;

pub use find::{create, find};
pub use listen::{Heard, MAX_SIZE, hear, is_below};
pub use post::post;
