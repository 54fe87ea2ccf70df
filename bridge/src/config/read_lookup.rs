//! Reads a rule's lookup.

use super::MAX_ENTRIES;
use super::fields::{LET, LOOKUP};
use super::json::Json;
use super::read_expressions::{groups, regex, replacement, template, variable_name};
use super::reader::Reader;
use crate::lookup::{Change, Field, Lookup, Path, Pointer};
use crate::rule::EVENT_VARIABLES;
use std::borrow::Cow;

/// The names of the variables that a lookup defines, even if the lookup has errors.
pub(super) fn variables<'j>(json: &'j Json<'j>) -> impl Iterator<Item = &'j str> {
    let lets = pairs(json).iter().filter(|(key, _)| key == "let");
    lets.flat_map(|(_, lets)| pairs(lets)).map(|(name, _)| &**name)
}

fn pairs<'j>(json: &'j Json<'j>) -> &'j [(Cow<'j, str>, Json<'j>)] {
    match json {
        Json::Object(fields) => fields,
        _ => &[],
    }
}

/// Reads a lookup, without `none` and `many`. `known` are the variables of the event and of the rule, `later` those
/// of the lookup's own matches.
pub(super) fn lookup(r: &mut Reader, json: &Json<'_>, known: &[&str], later: &[&str]) -> Option<Lookup> {
    let fields = r.fields(json)?;
    let (mut url, mut results_, mut lets_) = (None, None, Some(Vec::new()));
    for (key, value) in &fields {
        match *key {
            "url" => url = r.field(key, |r| template(r, value, known, later)),
            "results" => results_ = r.field(key, |r| results(r, value)),
            "let" => lets_ = r.field(key, |r| lets(r, value, known)),
            _ => r.unknown(key, LOOKUP),
        }
    }
    for (key, what) in [
        ("url", "the address to ask, such as https://crm.acme.example/api/contacts?phone={clientId}"),
        ("results", "a JSONPath that selects the matches, such as $.results[*]"),
    ] {
        if !fields.iter().any(|(given, _)| *given == key) {
            r.missing(key, what);
        }
    }
    Some(Lookup { url: url?, results: results_?, fields: lets_?, none: None, many: None })
}

fn results(r: &mut Reader, json: &Json<'_>) -> Option<Path> {
    let path = Path::new(r.string(json)?);
    if !r.lazy
        && let Err(why) = path.get()
    {
        r.error(format!("not a JSONPath (RFC 9535) that can be used: {why}"));
        return None;
    }
    Some(path)
}

fn lets(r: &mut Reader, json: &Json<'_>, known: &[&str]) -> Option<Vec<Field>> {
    let fields = r.fields(json)?;
    if fields.len() > MAX_ENTRIES {
        r.error(format!("has {} variables; at most {MAX_ENTRIES} are allowed", fields.len()));
        return None;
    }
    let read: Vec<Option<Field>> = fields
        .iter()
        .map(|(key, value)| {
            r.field(key, |r| {
                let good_name = variable_name(r, key) && is_new(r, key, known);
                field(r, key, value).filter(|_| good_name)
            })
        })
        .collect();
    read.into_iter().collect()
}

/// Checks that the name is not one of the rule's own variables. [`variable_name`] reports those of the event.
fn is_new(r: &mut Reader, name: &str, known: &[&str]) -> bool {
    let hides = known.contains(&name) && !EVENT_VARIABLES.contains(&name);
    if hides {
        r.error(format!("`{name}` is a variable of the rule already; choose another name"));
    }
    !hides
}

/// Reads a variable: a pointer, or an object with a pointer and what to make of the value.
fn field(r: &mut Reader, name: &str, json: &Json<'_>) -> Option<Field> {
    let name = name.to_owned();
    if let Json::String(_) = json {
        return Some(Field { name, from: pointer(r, json)?, change: None });
    }
    if !matches!(json, Json::Object(_)) {
        r.wrong("a JSON pointer or an object", json);
        return None;
    }
    let fields = r.fields(json)?;
    let (mut from, mut pattern, mut to) = (None, Some(None), Some(None));
    for (key, value) in &fields {
        match *key {
            "from" => from = r.field(key, |r| pointer(r, value)),
            "match" => pattern = r.field(key, |r| regex(r, value)).map(Some),
            "to" => to = r.field(key, |r| replacement(r, value)).map(Some),
            _ => r.unknown(key, LET),
        }
    }
    let given = |key: &str| fields.iter().any(|(given, _)| *given == key);
    if !given("from") {
        r.missing("from", "a JSON pointer into the match, such as /id");
    }
    match (given("match"), given("to")) {
        (true, false) => r.missing("to", "the value, such as $1"),
        (false, true) => r.missing("match", "a regular expression"),
        _ => {}
    }
    let change = match (pattern?, to?) {
        (Some(regex), Some(to)) => {
            groups(r, &regex, &to)?;
            Some(Change { regex, to })
        }
        (None, None) => None,
        // Reported above.
        _ => return None,
    };
    Some(Field { name, from: from?, change })
}

fn pointer(r: &mut Reader, json: &Json<'_>) -> Option<Pointer> {
    Pointer::parse(r.string(json)?).map_err(|why| r.error(why)).ok()
}
