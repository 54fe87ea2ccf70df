//! Phone numbers in a CRM's page become contactable, and nothing of the page is changed: they are marked by a CSS
//! highlight, not by elements, and a card over one offers to reach it. Which digits are a number is decided by the
//! background: the library that knows is never in the page.
//!
//! A script of its own, beside the content script and in its world, which sees to links. Small, and without serde.

mod card;
mod dom;
mod label;
mod page;
mod scan;
mod spots;

use wasm_bindgen::prelude::wasm_bindgen;

/// A twentieth of the standard allocator's size; a free list is quick enough for the strings that pass here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[allow(unsafe_code, reason = "a content script has one thread")]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };

/// Starts; called once, by the loader.
#[wasm_bindgen(start)]
pub fn start() {
    page::start();
}
