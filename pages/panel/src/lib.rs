//! uContact in the browser's own side (Chromium's side panel, Firefox's sidebar) or in a small window.
//!
//! A page of the extension holds uContact's frame, so CRM pages can come and go, and the call goes on; no script of a
//! page sees what it says. Whom to believe and whom to address is the `frame` crate's, as on CRM pages.

mod checks;
mod home;
pub mod message;
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
