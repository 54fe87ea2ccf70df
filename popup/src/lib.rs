//! The popup: is uContact connected, what runs now, and the form that starts an interaction.
//!
//! [`status`], [`calls`] and [`start`] decide what to show, as values; [`page`] and [`rows`] show it; [`form`] is the form,
//! [`search`] the search.

pub mod calls;
mod form;
mod numbers;
mod offer;
mod page;
mod rows;
mod search;
pub mod start;
pub mod status;

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs when the page has loaded.
#[wasm_bindgen(start)]
pub fn main() {
    console_error_panic_hook::set_once();
    pages::theme::apply_remembered();
    pages::language::apply_remembered();
    pages::text::translate_page();
    page::run();
}
