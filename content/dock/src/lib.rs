//! The dock: uContact's frame in a CRM page that does not embed uContact itself, with a bar by which the agent moves,
//! resizes and minimises the dock. While uContact is elsewhere, the dock is a note that says where.
//!
//! This is a script of its own, beside the content script and in its world: pages that embed uContact themselves do not
//! load it. It is small, and has no serde. `page` is the top of its parts; see `context` for what a part may know.

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

/// A twentieth of the standard allocator's size. A free list is quick enough for the few strings that this script
/// handles.
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
