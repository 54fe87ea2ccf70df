//! The doctor's page: what works, what does not, what that means, what to do, and who can do it.
//!
//! The page is a tab of its own. There the browser can ask for the microphone, which it never does in a side panel.
//! `doctor.html#microphone` leads to the finding about the microphone.

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
