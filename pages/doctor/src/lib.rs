//! The doctor's page: what works, what does not, what it means, what to do and who can do it.
//!
//! It is a tab of its own, so it can show what a panel cannot: the browser's question for the microphone.
//! `doctor.html#microphone` leads to that line.

mod page;
mod reach;
mod show;

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
