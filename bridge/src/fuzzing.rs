//! What must hold for every input: the bodies of the fuzz targets and of the property tests.
//!
//! Each function panics if something does not hold. They are never shipped.

// A panic is how a fuzz target reports.
#![allow(clippy::panic)]

use crate::config::Config;
use crate::message::{Assigned, Event};
use crate::rule::Rule;
use crate::rules::{self, Decision};
use crate::template::{ExpandError, Template, Variables};
use crate::{address, explain, lookup, origin};

/// A message is parsed or refused, and an event comes back from the journal as it was.
pub fn message(json: &str) {
    let event = match Event::parse(json) {
        Ok(event) => event,
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            return;
        }
    };
    let stored = serde_json::to_string(&event).unwrap_or_default();
    let again: Result<Event, _> = serde_json::from_str(&stored);
    assert!(again.is_ok_and(|again| again == event), "{event:?} becomes {stored}");
}

/// A configuration is parsed or has errors, and a parsed one can be used.
pub fn config(json: &str) {
    let config = match Config::parse(json) {
        Ok(config) => config,
        Err(errors) => {
            assert!(!errors.is_empty() && errors.iter().all(|error| !error.message.is_empty()));
            return;
        }
    };
    assert!(Config::load(json).is_ok_and(|lazy| lazy.hosts() == config.hosts()), "{json}");
    assert!(Config::parse_after(json, &config).is_ok_and(|again| again.rules == config.rules), "{json}");
    for client_id in ["", "5", "..", "+598 97 234 567", "a/b?c#d'\r\n\u{1F600}"] {
        let text = str::to_owned;
        let event = Assigned {
            guid: text("g"),
            campaign: text("c"),
            channel: text("webchat"),
            client_id: text(client_id),
        };
        match rules::decide(&config, &event) {
            Decision::Rule { index, url, .. } => {
                assert_eq!(rules::reasons(&config, &event, usize::MAX).len(), index, "{json}");
                stays_home(&config.rules[index].url, &url);
            }
            Decision::Lookup { index, request, .. } => {
                assert_eq!(rules::reasons(&config, &event, usize::MAX).len(), index, "{json}");
                answers(&config.rules[index], &request);
            }
            Decision::None => {
                assert_eq!(rules::reasons(&config, &event, usize::MAX).len(), config.rules.len(), "{json}");
            }
        }
    }
    let answer = explain::explain(&config, json);
    assert!(serde_json::to_string(&answer).is_ok());
}

/// Whatever a CRM answers to a lookup, every match's address comes from the rule's own templates.
fn answers(rule: &Rule, request: &lookup::Request) {
    let Some(asks) = &rule.lookup else { panic!("no lookup") };
    stays_home(&asks.url, &request.url);
    for (template, url) in [(&asks.none, &request.none), (&asks.many, &request.many)] {
        if let (Some(template), Some(url)) = (template, url) {
            stays_home(template, url);
        }
    }
    for body in [
        "",
        "<!DOCTYPE html>",
        "{}",
        r#"{"results":[{"id":5,"label":"../x","url":"/contact/5"},{"id":".."}]}"#,
        r#"[{"id":"//evil.example/","label":"\u202e","url":"https://evil.example/contact/5"},[[{"id":"@"}]]]"#,
    ] {
        read(rule, request, body.as_bytes());
    }
}

/// Reads an answer. No match leads to another origin.
fn read(rule: &Rule, request: &lookup::Request, body: &[u8]) {
    let head = lookup::Head { status: 200, content_type: Some("application/json".to_owned()) };
    let lookup::Outcome::Found { matches, .. } = request.read(&head, body) else { return };
    assert!(matches.len() <= lookup::MAX_MATCHES);
    for found in matches {
        stays_home(&rule.url, &found.url);
        assert!(found.url.len() <= lookup::MAX_MATCH_URL);
        assert!(found.label.is_none_or(|label| (1..=lookup::MAX_LABEL + 1).contains(&label.chars().count())));
    }
}

/// Runs a lookup on an answer. The text's first lines are `results` and the pointer of the variable `id`; the rest is
/// the answer.
///
/// A path that is accepted selects in bounded time, whatever the answer.
pub fn lookup(text: &str) {
    let mut lines = text.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (results, pointer, body) = (next(), next(), next());
    let json = serde_json::json!({
        "version": 1, "ucontact": { "url": "https://u.example/" }, "sites": [{ "pages": ["https://h/*"] }],
        "rules": [{
            "url": "https://h/c/{id}{?label}",
            "lookup": {
                "url": "https://h/api", "results": results,
                "let": { "id": pointer, "label": { "from": "/label", "match": "(?s)(.*)", "to": "$1" } },
            },
        }],
    });
    let Ok(config) = Config::parse(&json.to_string()) else { return };
    let Decision::Lookup { request, .. } = rules::decide(&config, &Assigned::default()) else { return };
    read(&config.rules[0], &request, body.as_bytes());
}

/// A template is parsed or refused. A parsed one never leaves its origin, and its values are recognised again.
pub fn template(text: &str, values: &Variables) {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let _ = template.recognise(text);
    let url = match template.expand(values) {
        Ok(url) => url,
        Err(error) => {
            assert!(error != ExpandError::LedAway, "{text} with {values:?}");
            return;
        }
    };
    stays_home(&template, &url);
    if !template.is_recognisable() {
        assert_eq!(template.recognise(&url), None, "{text}");
        return;
    }
    let Some(back) = template.recognise(&url) else { panic!("{text} does not recognise {url}") };
    // Reserved expansion keeps a percent-encoding in a value as it is, so another value may come back.
    let reserved = text.contains("{+") || text.contains("{#");
    for name in template.variables() {
        let (value, back) = (values.get(name).unwrap_or_default(), back.get(name).unwrap_or_default());
        let encoded = (0..value.len()).any(|at| address::triplet(&value.as_bytes()[at..]).is_some());
        assert!(
            value == back || (reserved && encoded),
            "{text}: {value:?} comes back as {back:?} from {url}"
        );
    }
    let again = template.expand(&back).unwrap_or_default();
    assert_eq!(address::canonical(&again), address::canonical(&url), "{text}");
}

/// No value changes the origin that a template leads to.
fn stays_home(template: &Template, url: &str) {
    let Ok((origin, rest)) = origin::split(url) else { panic!("{url} is no address") };
    assert_eq!(&origin, template.origin(), "{url}");
    assert!(url.bytes().all(|b| b.is_ascii_graphic() && b != b'\\'), "{url:?}");
    let path = address::path(rest).to_ascii_lowercase().replace("%2e", ".");
    assert!(rest.starts_with('/') && path.split('/').all(|s| s != "." && s != ".."), "{url}");
}

/// The values in a fuzzer's text: one per line.
#[must_use]
pub fn values(text: &str) -> Variables {
    let names = ["clientId", "guid", "campaign", "channel", "a", "b", "c"];
    let mut lines = text.split('\n');
    names.into_iter().map(|name| (name, lines.next().unwrap_or("x"))).collect()
}
