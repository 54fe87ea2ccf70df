//! The content script: on configured CRM pages it hosts uContact's frame and reports to the background.
//!
//! It reads nothing of the page but the addresses of its frames, and leaves no trace on a page without uContact.
//! Deliberately small, and without serde: its weight is felt on every configured page.

mod asks;
mod edits;
mod links;
mod page;

use wasm_bindgen::prelude::wasm_bindgen;

/// A twentieth of the standard allocator's size; a free list is quick enough for the few strings that pass here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[allow(unsafe_code, reason = "a content script has one thread")]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };

/// Starts the content script; called once, by `content-wasm.js`, when it is compiled.
#[wasm_bindgen(start)]
pub fn start() {
    page::start();
}
