//! Golden folders: from `explain/<name>/{config.json,events.jsonl}` come `expected.jsonl`, and with `--summary`
//! `summary.json` and `summary.txt`. `exit` has the exit codes without and with `--strict`.
//!
//! `UPDATE_EXPECTED=1 cargo test -p bridge --test explain` writes the files anew. Read the difference before you
//! commit it.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

use bridge::explain::{BAD, ERRORS, Strict, run, summarise};
use std::fs;
use std::path::Path;

/// Compares the output with the file.
fn check(folder: &Path, name: &str, got: &str) {
    let file = folder.join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&file, got).unwrap();
    }
    assert_eq!(got, fs::read_to_string(&file).unwrap_or_default(), "{}", file.display());
}

#[test]
fn golden_folders() {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain");
    let mut names: Vec<_> = fs::read_dir(&folders).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 6, "{names:?}");
    for folder in names {
        let config = fs::read_to_string(folder.join("config.json")).unwrap();
        // Bytes: a line need not be UTF-8.
        let events = fs::read(folder.join("events.jsonl")).unwrap();
        let read = events.split_inclusive(|b| *b == b'\n').count();
        let mut codes = Vec::new();
        for strict in [Strict::No, Strict::Yes] {
            let mut out = Vec::new();
            let code = run(&config, events.as_slice(), &mut out, strict).unwrap();
            let out = String::from_utf8(out).unwrap();
            if code != BAD {
                assert_eq!(out.lines().count(), read, "a line out per line in: {}", folder.display());
            }
            check(&folder, "expected.jsonl", &out);

            let (mut json, mut table) = (Vec::new(), Vec::new());
            let same = summarise(&config, events.as_slice(), &mut json, &mut table, strict).unwrap();
            assert_eq!(code, same, "{}", folder.display());
            let (json, table) = (String::from_utf8(json).unwrap(), String::from_utf8(table).unwrap());
            assert_eq!(json.lines().count(), 1, "one object: {json}");
            check(&folder, "summary.txt", &table);
            if code == BAD {
                assert_eq!(json, out, "the errors, whatever is asked for");
            } else {
                check(&folder, "summary.json", &json);
                adds_up(&json, read);
            }
            codes.push(code.to_string());
        }
        check(&folder, "exit", &format!("{}\n", codes.join(" ")));
    }
}

/// Every line is counted once, and every served assignment for one rule.
fn adds_up(summary: &str, read: usize) {
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
    let count = |name: &str| summary[name].as_u64().or(summary[name]["count"].as_u64()).unwrap() as usize;
    let parts = ["served", "unserved", "otherEvents", "notUcontact", "errors"].map(count);
    assert_eq!((count("lines"), parts.iter().sum()), (read, read), "{summary}");
    let rules = summary["rules"].as_array().unwrap();
    let served: u64 = rules.iter().map(|rule| rule["served"].as_u64().unwrap()).sum();
    assert_eq!(served as usize, count("served"), "{summary}");
    let unused: Vec<_> = rules.iter().filter(|rule| rule["served"] == 0).map(|rule| &rule["rule"]).collect();
    assert_eq!(summary["unused"].as_array().unwrap().iter().collect::<Vec<_>>(), unused, "{summary}");
}

/// A file of a million bad lines has a short summary.
#[test]
fn a_summary_is_bounded() {
    let rule = |i: usize| {
        format!(r#"{{ "name": "r\u000a{i}", "when": {{ "campaign": "c{i}" }}, "url": "https://h/" }}"#)
    };
    let rules: Vec<String> = (0..1_000).map(rule).collect();
    let config = format!(
        r#"{{ "version": 1, "ucontact": {{ "url": "https://u.example/" }}, "sites": [{{ "pages": ["https://h/*"] }}],
            "rules": [{}] }}"#,
        rules.join(",")
    );
    let event = r#"{"event":"assignedInteraction","data":{"guid":"g","campaign":"x"}}"#;
    let events = format!("{event}\nx\n").repeat(500);
    let (mut json, mut table) = (Vec::new(), Vec::new());
    assert_eq!(summarise(&config, events.as_bytes(), &mut json, &mut table, Strict::No).unwrap(), ERRORS);
    let summary: serde_json::Value = serde_json::from_slice(&json).unwrap();
    for listed in ["unserved", "errors"] {
        assert_eq!(summary[listed]["count"], 500);
        assert_eq!(summary[listed]["first"].as_array().unwrap().len(), 20);
    }
    assert_eq!(summary["unserved"]["first"][19]["line"], 39);
    assert_eq!(summary["unserved"]["first"][0]["reasons"].as_array().unwrap().len(), 20);
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("… 980 more rules") && table.contains("… and 480 more"), "{table}");
    assert!(table.contains("rules[7] r 7\n") && table.lines().count() < 600, "{table}");
}

/// A reader that fails if it is asked for a line before the last one was answered.
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
    let code = run(&config, events, &mut Answers(&answered), Strict::No).unwrap();
    assert_eq!(code, ERRORS);
    assert_eq!(answered.get(), 3);
}
