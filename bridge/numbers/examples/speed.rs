//! How fast the finder is, over the corpus and over texts made to be slow:
//! `cargo run --release -p numbers --example speed`.

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use numbers::{Finder, Region};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Each measurement goes on for so long.
const LONG_ENOUGH: Duration = Duration::from_millis(1500);

/// Megabytes, of 10^6 bytes, in a second.
fn speed(texts: &[(Finder, String)]) -> f64 {
    let (start, mut bytes) = (Instant::now(), 0);
    while start.elapsed() < LONG_ENOUGH {
        for (finder, text) in texts {
            bytes += text.len();
            black_box(finder.find(black_box(text)));
        }
    }
    bytes as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let uruguay: Region = "UY".parse()?;
    let first = Finder::new(Some(uruguay)).find("+598 2900 1234").len();
    println!("start-up, and the first number ({first}): {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let mut texts = Vec::new();
    for page in corpus::pages()? {
        texts.push((Finder::new(Some(page.region.parse()?)), page.text));
    }
    println!("corpus: {:.1} MB/s", speed(&texts));
    for piece in ["2900 1234 ", "tel 29001234\n", "12/05/2024 ", "2345 ", "1.123.", "2", "lorem ipsum "] {
        let of = |bytes: usize| speed(&[(Finder::new(Some(uruguay)), piece.repeat(bytes / piece.len()))]);
        // A time that grows faster than the text would show as a fall from the first figure to the second.
        println!("{piece:?}: {:.1} MB/s in 10 kB, {:.1} MB/s in 1 MB", of(10_000), of(1_000_000));
    }
    Ok(())
}
