//! The pages of `bridge/numbers/corpus`, and how well the finder reads them.
//!
//! A page is `NAME.txt`: a line `region: UY`, and then the text, with each number in `⟦ ⟧`. Beside it, `NAME.e164` has
//! a line for each number, in order, as `+59829001234` or `+59829001234;ext=12`; it was written with another port of
//! libphonenumber (Python's `phonenumbers`), so that the two check each other.

// Two programs share this file, and neither needs all of it.
#![allow(dead_code)]

use numbers::{Finder, Found, Region};
use std::fs;
use std::io::{Error, Result};
use std::path::Path;

/// Unmarked digits count as a trap from this many on.
const TRAP: usize = 4;

pub struct Page {
    pub name: String,
    pub region: String,
    /// Without the marks.
    pub text: String,
    pub marked: Vec<Found>,
    pub traps: usize,
    pub found: Vec<Found>,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    pub marked: usize,
    pub traps: usize,
    pub found: usize,
    /// Found, with the very range and E.164 that are marked.
    pub right: usize,
}

impl Score {
    pub fn add(&mut self, other: &Self) {
        self.marked += other.marked;
        self.traps += other.traps;
        self.found += other.found;
        self.right += other.right;
    }

    pub fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.right as f64 / self.marked.max(1) as f64
    }
}

/// All pages, by name.
pub fn pages() -> Result<Vec<Page>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut paths: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

impl Page {
    fn read(path: &Path) -> Result<Self> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let bad = |what: &str| Error::other(format!("{name}: {what}"));
        let page = fs::read_to_string(path)?;
        let golden = fs::read_to_string(path.with_extension("e164"))?;
        let (header, body) = page.split_once('\n').ok_or_else(|| bad("no header"))?;
        let region = header.strip_prefix("region: ").ok_or_else(|| bad("no region"))?.to_owned();
        let mut golden = golden.lines();
        let (mut text, mut marked, mut traps) = (String::new(), Vec::new(), 0);
        let mut rest = body;
        while let Some((before, after)) = rest.split_once('⟦') {
            let (number, tail) = after.split_once('⟧').ok_or_else(|| bad("a mark without its end"))?;
            traps += count_traps(before);
            text += before;
            let start = text.len();
            text += number;
            let line = golden.next().ok_or_else(|| bad("too few lines in .e164"))?;
            let (e164, extension) = match line.split_once(";ext=") {
                Some((e164, extension)) => (e164, Some(extension.to_owned())),
                None => (line, None),
            };
            marked.push(Found { start, end: text.len(), e164: e164.to_owned(), extension });
            rest = tail;
        }
        traps += count_traps(rest);
        text += rest;
        if golden.next().is_some() {
            return Err(bad("too many lines in .e164"));
        }
        let parsed: Region = region.parse().map_err(|error| bad(&format!("{error}")))?;
        let found = Finder::new(Some(parsed)).find(&text);
        Ok(Self { name, region, text, marked, traps, found })
    }

    pub fn score(&self) -> Score {
        let right = self.found.iter().filter(|found| self.marked.contains(found)).count();
        Score { marked: self.marked.len(), traps: self.traps, found: self.found.len(), right }
    }

    /// Every number that was missed, and every one that is none.
    pub fn mistakes(&self) -> Vec<String> {
        let line = |found: &Found| {
            let start = self.text[..found.start].rfind('\n').map_or(0, |i| i + 1);
            let end = self.text[found.end..].find('\n').map_or(self.text.len(), |i| found.end + i);
            let [before, it, after] =
                [start..found.start, found.start..found.end, found.end..end].map(|range| &self.text[range]);
            format!("{before}⟦{it}⟧{after} ({})", found.e164)
        };
        let missed =
            self.marked.iter().filter(|marked| !self.found.contains(marked)).map(|it| ("missed", it));
        let wrong = self.found.iter().filter(|found| !self.marked.contains(found)).map(|it| ("WRONG ", it));
        missed.chain(wrong).map(|(what, it)| format!("{} {what} {}", self.name, line(it))).collect()
    }
}

/// Runs of digits and of the signs that join digits, with enough digits to be worth a look.
fn count_traps(text: &str) -> usize {
    let joins = |c: char| c.is_ascii_digit() || ".,/:-()+ \u{a0}".contains(c);
    let digits = |run: &&str| run.bytes().filter(u8::is_ascii_digit).count() >= TRAP;
    text.split(|c| !joins(c)).filter(digits).count()
}
