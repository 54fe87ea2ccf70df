//! How well the pages of the corpus are read.

mod corpus;

use corpus::{Score, pages};

#[test]
fn precision_and_recall() {
    let pages = pages().unwrap();
    let mut all = Score::default();
    pages.iter().for_each(|page| all.add(&page.score()));
    let mistakes: Vec<String> = pages.iter().flat_map(corpus::Page::mistakes).collect();
    assert!(all.precision() >= 0.99, "precision {}\n{}", all.precision(), mistakes.join("\n"));
    assert!(all.recall() >= 0.95, "recall {}\n{}", all.recall(), mistakes.join("\n"));
}

#[test]
fn the_corpus_is_large_enough() {
    let pages = pages().unwrap();
    let mut all = Score::default();
    pages.iter().for_each(|page| all.add(&page.score()));
    assert!(pages.len() >= 50 && all.marked >= 400 && all.traps >= 600, "{} pages, {all:?}", pages.len());
    for region in ["UY", "AR", "BR", "MX", "ES", "US"] {
        assert!(pages.iter().filter(|page| page.region == region).count() >= 8, "{region}");
    }
}
