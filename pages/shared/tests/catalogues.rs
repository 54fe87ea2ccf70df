//! The texts: every language has every key, every key that is used exists, and every key is used.

#![allow(clippy::expect_used, reason = "all of this file is a test; clippy knows only functions marked so")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

const LANGUAGES: [&str; 3] = ["en", "es", "pt"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let file = root().join("_locales").join(language).join("messages.json");
    let json: BTreeMap<String, Value> =
        serde_json::from_str(&fs::read_to_string(&file).expect("the catalogue")).expect("JSON");
    json.into_iter()
        .map(|(key, entry)| (key, entry["message"].as_str().expect("a message").to_owned()))
        .collect()
}

/// Every file that can name a text.
fn sources() -> Vec<String> {
    let mut sources = Vec::new();
    for folder in ["background", "content", "pages", "popup"] {
        read_below(&root().join(folder), &mut sources);
    }
    sources
}

fn read_below(folder: &Path, sources: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.ends_with("tests") {
            // This file names keys, too.
        } else if path.is_dir() {
            read_below(&path, sources);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            sources.push(fs::read_to_string(path).expect("text"));
        }
    }
}

fn placeholders(message: &str) -> BTreeSet<char> {
    message.split('$').skip(1).filter_map(|rest| rest.chars().next()).collect()
}

#[test]
fn every_language_has_every_key_with_the_same_placeholders() {
    let english = catalogue("en");
    for language in LANGUAGES {
        let other = catalogue(language);
        assert_eq!(english.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{language}");
        for (key, message) in &other {
            assert!(!message.trim().is_empty(), "{language}: {key}");
            assert_eq!(placeholders(&english[key]), placeholders(message), "{language}: {key}");
        }
    }
}

#[test]
fn each_catalogue_says_which_language_it_is() {
    for language in LANGUAGES {
        assert_eq!(catalogue(language)["catalogueLanguage"], language);
    }
}

#[test]
fn the_stores_limits_are_kept() {
    for language in LANGUAGES {
        let texts = catalogue(language);
        assert!(texts["appDescription"].chars().count() <= 132, "{language}");
        assert!(texts["appName"].chars().count() <= 45, "{language}");
    }
}

#[test]
fn every_key_that_is_named_exists() {
    let english = catalogue("en");
    let marks = ["data-i18n=\"", "data-i18n-title=\"", "data-i18n-placeholder=\"", "data-i18n-aria-label=\""];
    let calls = ["Text::new(\"", "Text::with(\"", "Text::counted(\"", "message(\""];
    let mut named = 0;
    for source in sources() {
        for mark in marks.iter().chain(&calls) {
            for rest in source.split(mark).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(english.contains_key(key), "no text {key}");
                named += 1;
            }
        }
    }
    assert!(named > 100, "the search found only {named} names: it no longer fits the sources");
}

#[test]
fn no_key_is_left_over() {
    let sources = sources();
    // Used by the manifest.
    let elsewhere = ["appName", "appDescription", "commandStart", "commandRecord", "commandShow"];
    for key in catalogue("en").keys().filter(|key| !elsewhere.contains(&key.as_str())) {
        let literal = format!("\"{key}\"");
        assert!(sources.iter().any(|source| source.contains(&literal)), "{key} is used nowhere");
    }
}
