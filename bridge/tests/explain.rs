//! Golden folders: `explain/<name>/{config.json,events.jsonl}` give `expected.jsonl`.
//!
//! `UPDATE_EXPECTED=1 cargo test -p bridge --test explain` writes what comes out; read the difference before you
//! commit it.

use std::fs;
use std::path::Path;

#[test]
fn golden_folders() {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain");
    let mut names: Vec<_> = fs::read_dir(&folders).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 5, "{names:?}");
    for folder in names {
        let config = fs::read_to_string(folder.join("config.json")).unwrap();
        // Bytes: a line need not be UTF-8.
        let events = fs::read(folder.join("events.jsonl")).unwrap();
        let mut out = Vec::new();
        let code = bridge::explain::run(&config, events.as_slice(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let bad = out.starts_with(r#"{"errors":"#);
        assert_eq!(code, if bad { bridge::explain::BAD } else { 0 }, "{}", folder.display());
        if !bad {
            let read = events.split_inclusive(|b| *b == b'\n').count();
            assert_eq!(out.lines().count(), read, "a line out per line in: {}", folder.display());
        }
        let expected = folder.join("expected.jsonl");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &out).unwrap();
        }
        assert_eq!(out, fs::read_to_string(&expected).unwrap(), "{}", folder.display());
    }
}

/// A reader that fails when it is asked for more than one line before that line was answered.
#[test]
fn each_line_is_answered_before_the_next_is_read() {
    use std::cell::Cell;
    use std::io::{BufRead, BufReader, Read, Result, Write};

    struct Lines<'a>(&'a Cell<usize>, usize);
    impl Read for Lines<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            assert_eq!(self.0.get(), self.1, "lines answered, lines read");
            if self.1 == 3 {
                return Ok(0);
            }
            self.1 += 1;
            buffer[..2].copy_from_slice(b"x\n");
            Ok(2)
        }
    }
    struct Answers<'a>(&'a Cell<usize>);
    impl Write for Answers<'_> {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.set(self.0.get() + bytes.iter().filter(|b| **b == b'\n').count());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    let config =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/explain/example/config.json"))
            .unwrap();
    let answered = Cell::new(0);
    let events: Box<dyn BufRead> = Box::new(BufReader::new(Lines(&answered, 0)));
    assert_eq!(bridge::explain::run(&config, events, &mut Answers(&answered)).unwrap(), 0);
    assert_eq!(answered.get(), 3);
}
