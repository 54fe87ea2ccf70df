//! The history's page: shows what happened, searches it, saves it as a file, erases it.

mod export;
mod list;
mod page;

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
