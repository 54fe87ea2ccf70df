//! Phone numbers in a CRM's page become contactable, and nothing of the page is changed: they are marked by a CSS
//! highlight, not by elements, and a card over one offers to reach it. Which digits are a number is decided by the
//! background: the library that knows is never in the page.
//!
//! A script of its own, beside the content script and in its world, which sees to links. Without serde; with the standard
//! allocator, because it keeps thousands of small things.

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
