//! The dock: uContact's frame in a CRM page that knows nothing of it, with a bar by which the agent moves, resizes and
//! minimises it; where uContact lives elsewhere, a note that says where.
//!
//! A script of its own, beside the content script and in its world: pages that embed uContact themselves carry none of
//! it. Small, and without serde.

mod above;
mod calls;
mod context;
mod dom;
mod former;
mod geometry;
mod guard;
mod hands;
mod icons;
mod live;
mod memory;
mod page;
mod parts;
mod shown;
mod stand;
mod theme;

use wasm_bindgen::prelude::wasm_bindgen;

/// A twentieth of the standard allocator's size; a free list is quick enough for the few strings that pass here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[allow(unsafe_code, reason = "a content script has one thread")]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };

/// Starts the dock; called once, by the loader.
#[wasm_bindgen(start)]
pub fn start() {
    page::start();
}
