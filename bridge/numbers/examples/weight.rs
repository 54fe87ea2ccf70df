//! The finder alone as wasm, to see what it weighs:
//! `cargo build -p numbers --example weight --profile wasm --target wasm32-unknown-unknown`, and then
//! `gzip -9c target/wasm32-unknown-unknown/wasm/examples/weight.wasm | wc -c`.

// What is not exported would be left out.
#![allow(unsafe_code)]

use numbers::{Finder, utf16_ranges};

/// Finds in a text that is put together from its arguments, so that nothing can be computed at build time.
#[unsafe(no_mangle)]
pub extern "C" fn weigh(digits: u32, region: u32) -> usize {
    let region = if region == 0 { "UY" } else { "AR" };
    let text = format!("Tel. {digits}");
    let found = Finder::new(region.parse().ok()).find(&text);
    utf16_ranges(&text, &found).iter().map(|(start, end)| end - start).sum::<usize>()
        + found.iter().map(|number| number.e164.len()).sum::<usize>()
}
