//! The catalogues in `_locales` are complete, have the same keys and placeholders, and contain every text that is
//! used.

use super::{Faults, tracked};
use crate::build::tree::Files;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What precedes a key in our Rust code if the key is written there as a literal.
const KEY_CALLS: [&str; 4] = ["Text::new(\"", "Text::with(\"", "Text::counted(\"", "i18n::message(\""];

type Catalogue = BTreeMap<String, String>;

pub fn check(root: &Path, shipped: &Files) -> Result<Faults> {
    let mut catalogues = BTreeMap::new();
    for (path, bytes) in shipped {
        if let Some(locale) =
            path.strip_prefix("_locales/").and_then(|rest| rest.strip_suffix("/messages.json"))
        {
            catalogues.insert(locale.to_owned(), catalogue(bytes).with_context(|| path.clone())?);
        }
    }
    let mut sources = BTreeMap::new();
    for name in tracked(root)? {
        let relevant = name.ends_with(".rs") && !name.starts_with("xtask/") && !name.starts_with("tests/");
        if relevant || name.ends_with(".html") && !name.starts_with("tests/") || name == "manifest.json" {
            sources.insert(name.clone(), fs::read_to_string(root.join(&name))?);
        }
    }
    Ok(faults(&catalogues, &sources))
}

fn catalogue(bytes: &[u8]) -> Result<Catalogue> {
    let messages: BTreeMap<String, Value> = serde_json::from_slice(bytes)?;
    messages
        .into_iter()
        .map(|(key, value)| {
            let message = value["message"].as_str().filter(|message| !message.trim().is_empty());
            let message = message.with_context(|| format!("{key} has no message"))?;
            Ok((key, message.to_owned()))
        })
        .collect()
}

fn faults(catalogues: &BTreeMap<String, Catalogue>, sources: &BTreeMap<String, String>) -> Faults {
    let mut faults = Faults::new();
    let all: BTreeSet<&String> = catalogues.values().flat_map(BTreeMap::keys).collect();
    for key in &all {
        let mut wanted: Option<(&str, BTreeSet<String>)> = None;
        for (locale, catalogue) in catalogues {
            let Some(message) = catalogue.get(*key) else {
                faults.push(format!("_locales/{locale}: {key} is missing"));
                continue;
            };
            let have = placeholders(message);
            match &wanted {
                None => wanted = Some((locale, have)),
                Some((_, want)) if *want == have => {}
                Some((first, want)) => faults.push(format!(
                    "_locales/{locale}: {key} has the placeholders {have:?}, in {first} {want:?}"
                )),
            }
        }
        let quoted = format!("\"{key}\"");
        let in_manifest = format!("__MSG_{key}__");
        if !sources.values().any(|text| text.contains(&quoted) || text.contains(&in_manifest)) {
            faults.push(format!("_locales: nothing uses {key}: take it out"));
        }
    }
    for (file, text) in sources {
        for key in used(file, text) {
            if !all.contains(&key) {
                faults.push(format!("{file}: there is no text {key} in _locales"));
            }
        }
    }
    faults
}

/// `$1`, `$2`, … and `$NAME$`.
fn placeholders(message: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in message.match_indices('$') {
        let rest = &message[at + 1..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            found.insert(format!("${digits}"));
        } else if let Some((name, _)) = rest.split_once('$')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            found.insert(format!("${name}$"));
        }
    }
    found
}

/// The keys that a file names in places where only a key can be.
fn used(file: &str, text: &str) -> Vec<String> {
    if file.ends_with(".html") {
        let attributes = text.split("data-i18n").skip(1).filter_map(|rest| {
            let (name, value) = rest.split_once("=\"")?;
            name.chars().all(|c| c == '-' || c.is_ascii_lowercase()).then(|| value.split('"').next())?
        });
        attributes.map(str::to_owned).collect()
    } else if file.ends_with(".rs") {
        let calls = KEY_CALLS.iter().flat_map(|call| text.split(call).skip(1));
        calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    } else {
        let keys = text.split("__MSG_").skip(1).filter_map(|rest| rest.split("__").next());
        keys.map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogues(en: &[(&str, &str)], es: &[(&str, &str)]) -> BTreeMap<String, Catalogue> {
        let catalogue =
            |texts: &[(&str, &str)]| texts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        BTreeMap::from([("en".to_owned(), catalogue(en)), ("es".to_owned(), catalogue(es))])
    }

    fn sources() -> BTreeMap<String, String> {
        BTreeMap::from([
            ("manifest.json".to_owned(), r#"{"name": "__MSG_appName__"}"#.to_owned()),
            ("popup/popup.html".to_owned(), r#"<p data-i18n-title="hello" data-i18n="hello">"#.to_owned()),
            ("popup/src/a.rs".to_owned(), r#"Text::with("many", [n])"#.to_owned()),
        ])
    }

    const EN: [(&str, &str); 3] = [("appName", "Bridge"), ("hello", "Hello"), ("many", "$1 of $2")];

    #[test]
    fn equal_catalogues_pass() {
        let es = [("appName", "Bridge"), ("hello", "Hola"), ("many", "de $2, $1")];
        assert_eq!(faults(&catalogues(&EN, &es), &sources()), Faults::new());
    }

    #[test]
    fn a_missing_text_or_placeholder_is_found() {
        let es = [("appName", "Bridge"), ("many", "de $2")];
        let faults = faults(&catalogues(&EN, &es), &sources());
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("es: hello is missing"));
        assert!(faults[1].contains("many has the placeholders"));
    }

    #[test]
    fn texts_that_nobody_wrote_or_uses_are_found() {
        let mut more = sources();
        more.insert("options/options.html".to_owned(), r#"<p data-i18n="nowhere">"#.to_owned());
        more.insert("popup/src/b.rs".to_owned(), r#"i18n::message("gone", &[])"#.to_owned());
        assert_eq!(faults(&catalogues(&EN, &EN), &more).len(), 2);
        let mut fewer = sources();
        fewer.remove("popup/src/a.rs");
        assert_eq!(faults(&catalogues(&EN, &EN), &fewer), ["_locales: nothing uses many: take it out"]);
    }

    #[test]
    fn an_empty_message_is_an_error() {
        assert!(catalogue(br#"{"a": {"message": " "}}"#).is_err());
        assert!(catalogue(br#"{"a": {"message": "x"}}"#).is_ok());
    }

    #[test]
    fn both_kinds_of_placeholder_count() {
        assert_eq!(
            placeholders("$1 $NAME$ costs 5$"),
            BTreeSet::from(["$1".to_owned(), "$NAME$".to_owned()])
        );
    }
}
