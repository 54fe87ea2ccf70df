//! Makes the phone numbers in a CRM's page clickable, and changes nothing of the page: a CSS highlight marks the
//! numbers, no element does, and a card over a number offers to contact it. The background decides which digits are a
//! number: the library for that is never in the page.
//!
//! This is a script of its own, beside the content script and in its world; the content script handles links. It has no
//! serde, but the standard allocator, because it keeps thousands of small things.

mod card;
mod dom;
mod label;
mod near;
mod page;
mod scan;
mod spots;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts; called once, by the loader.
#[wasm_bindgen(start)]
pub fn start() {
    page::start();
}
