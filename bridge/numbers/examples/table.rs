//! Precision and recall over the corpus, by region: `cargo run -p numbers --example table`.
//!
//! With `--json`, one object per line. With other words after it, only the pages whose names start with one of them, and every mistake: `-- uy-01 es`.

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use corpus::{Score, pages};
use std::collections::BTreeMap;

fn main() -> std::io::Result<()> {
    let mut wanted: Vec<String> = std::env::args().skip(1).collect();
    let json = wanted.first().is_some_and(|first| first == "--json");
    wanted.drain(..usize::from(json));
    let mut regions: BTreeMap<String, (usize, Score)> = BTreeMap::new();
    let mut all = (0, Score::default());
    for page in pages()? {
        if !wanted.is_empty() && !wanted.iter().any(|name| page.name.starts_with(name)) {
            continue;
        }
        let score = page.score();
        if !wanted.is_empty() {
            page.mistakes().iter().for_each(|mistake| println!("{mistake}"));
        }
        for (pages, sum) in [&mut all, regions.entry(page.region.clone()).or_default()] {
            *pages += 1;
            sum.add(&score);
        }
    }
    if !json {
        println!("region  pages  marked  traps  found  right  precision  recall");
    }
    let total = std::iter::once(("all".to_owned(), all));
    for (region, (pages, s)) in regions.into_iter().chain(total) {
        if json {
            println!(
                r#"{{"region":"{region}","pages":{pages},"marked":{},"traps":{},"found":{},"right":{},"precision":{},"recall":{}}}"#,
                s.marked,
                s.traps,
                s.found,
                s.right,
                s.precision(),
                s.recall()
            );
            continue;
        }
        println!(
            "{region:6} {pages:6} {:7} {:6} {:6} {:6} {:10.4} {:7.4}",
            s.marked,
            s.traps,
            s.found,
            s.right,
            s.precision(),
            s.recall()
        );
    }
    Ok(())
}
