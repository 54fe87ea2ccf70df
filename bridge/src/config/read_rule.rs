//! Reads one rule.

use super::fields::{LET, OPEN, RULE, WHEN};
use super::json::Json;
use super::read_expressions::{groups, regex, replacement, template, unknown_variable, variable_name};
use super::reader::Reader;
use super::{MAX_ENTRIES, read_lookup};
use crate::lookup::Lookup;
use crate::matching::Glob;
use crate::message::{MAX_CAMPAIGN, MAX_CHANNEL};
use crate::rule::{EVENT_VARIABLES, Let, Rule, When};
use std::rc::Rc;

pub(super) fn rule(r: &mut Reader, json: &Json<'_>) -> Option<Rule> {
    let fields = r.fields(json)?;
    // The variables' names are collected first, because fields may come in any order, and because an error inside a
    // variable must not be reported again at every use.
    let mut known: Vec<&str> = EVENT_VARIABLES.to_vec();
    if let Some((_, Json::Object(lets))) = fields.iter().find(|(key, _)| *key == "let") {
        known.extend(lets.iter().map(|(key, _)| &**key).filter(|key| !EVENT_VARIABLES.contains(key)));
    }
    let (mut name, mut when_, mut lets_) = (Some(None), Some(When::default()), Some(Vec::new()));
    let (mut url, mut open) = (None, Some(None));
    let (mut lookup_, mut none, mut many) = (Some(None), Some(None), Some(None));
    // Only `url` may use the variables of the matches.
    let lookup = fields.iter().find(|(key, _)| *key == "lookup");
    let later: Vec<&str> = lookup.map_or_else(Vec::new, |(_, lookup)| {
        read_lookup::variables(lookup).filter(|name| !known.contains(name)).collect()
    });
    let all: Vec<&str> = known.iter().chain(&later).copied().collect();
    for (key, value) in &fields {
        match *key {
            "name" => name = r.field(key, |r| r.name(value)).map(Some),
            "when" => when_ = r.field(key, |r| when(r, value)),
            "let" => lets_ = r.field(key, |r| lets(r, value, &known)),
            "lookup" => lookup_ = r.field(key, |r| read_lookup::lookup(r, value, &known, &later)).map(Some),
            "url" => url = r.field(key, |r| template(r, value, &all, &[])),
            "none" | "many" if lookup.is_none() => r.field(key, |r| {
                r.error("is for rules with a `lookup`; add one, or remove this field");
            }),
            "none" => none = r.field(key, |r| template(r, value, &known, &later)).map(Some),
            "many" => many = r.field(key, |r| template(r, value, &known, &later)).map(Some),
            "open" => open = r.field(key, |r| r.word(value, &OPEN)).map(Some),
            _ => r.unknown(key, RULE),
        }
    }
    if !fields.iter().any(|(key, _)| *key == "url") {
        r.missing("url", "the record's address, such as https://crm.acme.example/contact/{clientId}");
    }
    let asks = match lookup_? {
        Some(lookup) => Some(Rc::new(Lookup { none: none?, many: many?, ..lookup })),
        None => None,
    };
    Some(Rule { name: name?, when: when_?, lets: lets_?, lookup: asks, url: url?, open: open? })
}

fn when(r: &mut Reader, json: &Json<'_>) -> Option<When> {
    let fields = r.fields(json)?;
    let (mut campaign, mut channel, mut client_id) = (Some(Vec::new()), Some(Vec::new()), Some(None));
    for (key, value) in &fields {
        match *key {
            "campaign" => campaign = r.field(key, |r| globs(r, value, MAX_CAMPAIGN)),
            "channel" => channel = r.field(key, |r| globs(r, value, MAX_CHANNEL)),
            "clientId" => client_id = r.field(key, |r| regex(r, value)).map(Some),
            _ => r.unknown(key, WHEN),
        }
    }
    Some(When { campaign: campaign?, channel: channel?, client_id: client_id? })
}

/// Reads a condition: a text or a list of texts, with `*`.
fn globs(r: &mut Reader, json: &Json<'_>, max: usize) -> Option<Vec<Glob>> {
    match json {
        Json::String(_) => Some(vec![glob(r, json, max)?]),
        Json::Array(_) => {
            let list = r.list(json, MAX_ENTRIES)?;
            if list.is_empty() {
                r.error("is empty, so it matches nothing; leave the field out to match everything");
                return None;
            }
            r.each(list, |r, json| glob(r, json, max))
        }
        other => {
            r.wrong("a string or a list of strings", other);
            None
        }
    }
}

fn glob(r: &mut Reader, json: &Json<'_>, max: usize) -> Option<Glob> {
    let text = r.string(json)?;
    if text.is_empty() {
        r.error("is empty, so it matches nothing; write * to match everything");
        return None;
    }
    if text.chars().filter(|c| *c != '*').count() > max {
        r.error(format!("matches nothing: uContact's value has at most {max} characters"));
        return None;
    }
    Some(Glob::new(text))
}

/// Reads the rule's own variables, and sorts them so that each stands after the one that it is made from.
fn lets(r: &mut Reader, json: &Json<'_>, known: &[&str]) -> Option<Vec<Let>> {
    let fields = r.fields(json)?;
    if fields.len() > MAX_ENTRIES {
        r.error(format!("has {} variables; at most {MAX_ENTRIES} are allowed", fields.len()));
        return None;
    }
    let read: Vec<Option<Let>> = fields
        .iter()
        .map(|(key, value)| {
            r.field(key, |r| {
                let good_name = variable_name(r, key);
                let_(r, key, value, known).filter(|_| good_name)
            })
        })
        .collect();
    // A circle is reported even if other variables have errors of their own.
    let count = read.len();
    sort(r, read.into_iter().flatten().collect()).filter(|sorted| sorted.len() == count)
}

fn let_(r: &mut Reader, name: &str, json: &Json<'_>, known: &[&str]) -> Option<Let> {
    let fields = r.fields(json)?;
    let (mut from, mut pattern, mut to) = (None, None, None);
    for (key, value) in &fields {
        match *key {
            "from" => from = r.field(key, |r| variable(r, value, name, known)),
            "match" => pattern = r.field(key, |r| regex(r, value)),
            // The groups are checked below, since `match` may come later.
            "to" => to = r.field(key, |r| replacement(r, value)),
            _ => r.unknown(key, LET),
        }
    }
    for (key, what) in [
        ("from", "the variable to look at, such as clientId"),
        ("match", "a regular expression"),
        ("to", "the value, such as $1"),
    ] {
        if !fields.iter().any(|(given, _)| *given == key) {
            r.missing(key, what);
        }
    }
    let (regex, to) = (pattern?, to?);
    groups(r, &regex, &to)?;
    Some(Let { name: name.to_owned(), from: from?, regex, to })
}

fn variable(r: &mut Reader, json: &Json<'_>, own: &str, known: &[&str]) -> Option<String> {
    let from = r.string(json)?;
    if from == own && !EVENT_VARIABLES.contains(&own) {
        r.error("a variable cannot be made from itself");
        return None;
    }
    if !known.contains(&from) {
        unknown_variable(r, from, known);
        return None;
    }
    Some(from.to_owned())
}

/// Sorts variables so that each stands after the one that it is made from.
///
/// The file's order means nothing: Chromium's `storage` returns an object's fields sorted by name.
fn sort(r: &mut Reader, mut lets: Vec<Let>) -> Option<Vec<Let>> {
    let mut sorted: Vec<Let> = Vec::with_capacity(lets.len());
    while !lets.is_empty() {
        let waiting: Vec<String> = lets.iter().map(|l| l.name.clone()).collect();
        let (ready, later): (Vec<Let>, Vec<Let>) = lets.into_iter().partition(|l| !waiting.contains(&l.from));
        if ready.is_empty() {
            let circle = waiting.join(", ");
            for name in &waiting {
                let message = format!(
                    "these variables are made from each other ({circle}); make one of them from the event"
                );
                r.field(name, |r| r.field("from", |r| r.error(message)));
            }
            return None;
        }
        sorted.extend(ready);
        lets = later;
    }
    Some(sorted)
}
