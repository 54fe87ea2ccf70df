//! uContact in the browser's side panel (Firefox: sidebar) or in a small window.
//!
//! A page of the extension holds uContact's frame. So the call goes on while CRM pages come and go, and no script of a
//! CRM's page sees uContact's messages. As on CRM pages, the crate `frame` decides which messages are believed, and to
//! whom messages are posted.

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
