//! The content script: on configured CRM pages it listens to uContact's frame, and reports to the background.
//!
//! Of the page it reads only the addresses of the frames, and it leaves no trace on a page without uContact. It is
//! small on purpose, and has no serde: every configured page pays for its size.

mod asks;
mod edits;
mod links;
mod page;

use wasm_bindgen::prelude::wasm_bindgen;

/// A twentieth of the standard allocator's size. A free list is quick enough for the few strings that this script
/// handles.
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
