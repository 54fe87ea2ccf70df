//! The first run: three questions on one page, from a fresh install to records that open.
//!
//! [`draft`] is what is filled in and what it means, as values. Each step (`ucontact`, `crm`, `practice`) knows the
//! `context` and the steps before it; `page` knows the steps, and alone decides what follows when one reports a change.

mod context;
mod crm;
mod done;
pub mod draft;
mod page;
mod practice;
mod steps;
mod ucontact;

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
