//! A rule's `lookup`, `none` and `many`.

use super::*;
use crate::lookup::MAX_PATH;

/// A rule with everything that a lookup can have. Each test spoils one text.
const RULE: &str = r#"{
  "name": "Callers, by the CRM's own search",
  "let": { "phone": { "from": "clientId", "match": "^0?(\\d{8})$", "to": "+598$1" } },
  "lookup": {
    "url": "https://api.acme.example:8443/search?value={phone}",
    "results": "$.results[*].results[*]",
    "let": { "id": { "from": "/url", "match": "/contact/(\\d+)$", "to": "$1" }, "label": "/label" }
  },
  "url": "https://crm.acme.example/contact/{id}",
  "none": "https://new.acme.example/?phone={phone}",
  "many": "https://crm.acme.example/search?q={phone}&by={clientId}"
}"#;

fn whole(rule: &str) -> String {
    format!(
        r#"{{ "version": 1, "ucontact": {{ "url": "https://u.example/" }},
            "sites": [{{ "pages": ["https://h/*"] }}], "rules": [{rule}] }}"#
    )
}

/// The errors of the rule with one text changed. The paths are given without `rules[0]`.
#[track_caller]
fn spoilt(good: &str, bad: &str, expect: &[(&str, &str)]) {
    assert!(RULE.contains(good), "{good}");
    let paths: Vec<String> = expect.iter().map(|(path, _)| format!("rules[0]{path}")).collect();
    let expect: Vec<(&str, &str)> =
        paths.iter().zip(expect).map(|(path, (_, part))| (path.as_str(), *part)).collect();
    check(&whole(&RULE.replacen(good, bad, 1)), &expect);
}

#[test]
fn all_of_it() {
    for config in [Config::parse(&whole(RULE)).unwrap(), Config::load(&whole(RULE)).unwrap()] {
        let rule = &config.rules[0];
        let lookup = rule.lookup.as_deref().unwrap();
        assert_eq!(lookup.results.as_str(), "$.results[*].results[*]");
        assert_eq!(lookup.fields.len(), 2);
        assert_eq!(lookup.fields[0].change.as_ref().unwrap().regex.as_str(), "/contact/(\\d+)$");
        assert!(lookup.fields[1].change.is_none());
        assert!(lookup.none.is_some() && lookup.many.is_some());
        // Every host that is asked or opened needs permission.
        let hosts = ["https://h/*", "https://api.acme.example/*", "https://crm.acme.example/*"];
        assert_eq!(config.hosts()[..3], hosts);
        assert_eq!(config.hosts()[3..], ["https://new.acme.example/*"]);
    }
}

#[test]
fn the_least() {
    let rule = r#"{ "lookup": { "url": "https://h/api", "results": "$[*]" }, "url": "https://h/x" }"#;
    let config = Config::parse(&whole(rule)).unwrap();
    let lookup = config.rules[0].lookup.as_deref().unwrap();
    assert!(lookup.fields.is_empty() && lookup.none.is_none() && lookup.many.is_none());
}

#[test]
fn of_the_wrong_type_unknown_or_missing() {
    let lookup = |json: &str, expect: &[(&str, &str)]| {
        let rule = format!(r#"{{ "lookup": {json}, "url": "https://h/x" }}"#);
        check(&whole(&rule), expect);
    };
    lookup("5", &[("rules[0].lookup", "must be an object, and is a number")]);
    lookup("null", &[("rules[0].lookup", "must be an object, and is null")]);
    lookup(
        "{}",
        &[
            ("rules[0].lookup.url", "missing; give the address to ask, such as https://"),
            ("rules[0].lookup.results", "missing; give a JSONPath"),
        ],
    );
    lookup(
        r#"{ "url": 5, "result": "$", "results": [], "let": "x" }"#,
        &[
            ("rules[0].lookup.url", "must be a string, and is a number"),
            (
                "rules[0].lookup.result",
                "unknown field; did you mean `results`? (known here: url, results, let)",
            ),
            ("rules[0].lookup.results", "must be a string, and is a list"),
            ("rules[0].lookup.let", "must be an object, and is a string"),
        ],
    );
    spoilt("\"none\"", "\"noen\"", &[(".noen", "did you mean `none`?")]);
    spoilt(
        "\"none\": ",
        "\"none\": null, \"nnoe\": ",
        &[(".none", "must be a string, and is null"), (".nnoe", "did you mean `none`?")],
    );
    spoilt("\"results\"", "\"url\"", &[(".lookup.url", "given twice"), (".lookup.results", "missing")]);
}

#[test]
fn none_and_many_are_for_lookups() {
    let rule = r#"{ "none": "https://h/{x", "url": "https://h/x", "many": 5 }"#;
    let expect = "is for rules with a `lookup`; add one, or remove this field";
    check(&whole(rule), &[("rules[0].none", expect), ("rules[0].many", expect)]);
}

#[test]
fn where_it_leads_is_literal() {
    let asked = "https://api.acme.example:8443/search?value={phone}";
    for (bad, expect) in [
        ("https://{phone}.example/", "only after the first /"),
        ("{phone}", "must begin with https://"),
        ("http://api.acme.example/", "localhost"),
        ("https://u:p@api.acme.example/", "user name"),
        ("https://api.acme.example", "write a / after the host"),
        ("https://api.acme.example/{phone", "closing brace"),
        ("https://api.acme.example/../{phone}", ". and .."),
    ] {
        spoilt(asked, bad, &[(".lookup.url", expect)]);
        spoilt("https://new.acme.example/?phone={phone}", bad, &[(".none", expect)]);
        spoilt("https://crm.acme.example/search?q={phone}&by={clientId}", bad, &[(".many", expect)]);
    }
}

#[test]
fn the_variables_of_a_match_are_for_url_alone() {
    spoilt(
        "value={phone}",
        "value={id}",
        &[(".lookup.url", "`id` comes from the CRM's answer; only `url` can use it")],
    );
    spoilt(
        "?phone={phone}",
        "?phone={label}",
        &[(".none", "`label` comes from the CRM's answer; only `url` can use it")],
    );
    spoilt(
        "search?q={phone}",
        "search?q={id}",
        &[(".many", "`id` comes from the CRM's answer; only `url` can use it")],
    );
    let known = "unknown variable `ids` (known here: guid, campaign, channel, clientId, phone)";
    spoilt("search?q={phone}", "search?q={ids}", &[(".many", known)]);
    spoilt(
        "contact/{id}",
        "contact/{ids}",
        &[(
            ".url",
            "unknown variable `ids`; did you mean `id`? (known here: guid, campaign, channel, clientId, phone, id, label)",
        )],
    );
    spoilt("contact/{id}", "contact/{id}/{phone}/{label}/{guid}", &[]);
    // An error in the lookup is reported once, and not at `url` again.
    spoilt("\"from\": \"/url\"", "\"from\": \"url\"", &[(".lookup.let.id.from", "write `/url`")]);
    spoilt(
        "\"id\": {",
        "\"clientId\": {",
        &[
            (".lookup.let.clientId", "`clientId` is a variable of the event"),
            (".url", "unknown variable `id`"),
        ],
    );
    spoilt(
        "\"label\": \"/label\"",
        "\"phone\": \"/label\"",
        &[(".lookup.let.phone", "`phone` is a variable of the rule already; choose another name")],
    );
    spoilt(
        "\"label\": \"/label\"",
        "\"la bel\": \"/label\"",
        &[(".lookup.let[\"la bel\"]", "letters (a to z)")],
    );
    // A rule's own variable cannot be made from a match, because it is made before the CRM is asked.
    spoilt("\"from\": \"clientId\"", "\"from\": \"id\"", &[(".let.phone.from", "unknown variable `id`")]);
}

#[test]
fn paths_and_pointers() {
    let path = "$.results[*].results[*]";
    for (bad, expect) in [
        ("results[*]", "a JSONPath begins with $, such as `$.results[*]`"),
        ("$.results[", "not a JSONPath (RFC 9535) that can be used: "),
        ("$..*..*", "more than 1 `..`: it could keep the worker busy for too long"),
        ("$[?@.a == $.b]", "compare with @ and literals"),
        ("$[?match(@.a, 'x')]", "not a JSONPath (RFC 9535) that can be used: "),
    ] {
        spoilt(path, bad, &[(".lookup.results", expect)]);
    }
    let long = format!("$.{}", "a".repeat(MAX_PATH));
    spoilt(path, &long, &[(".lookup.results", "514 bytes long; at most 512 are allowed")]);
    for (bad, expect) in [
        ("\"label\"", "a JSON pointer begins with /: write `/label`"),
        ("\"$.label\"", "write `/label`"),
        ("\"/a~b\"", "write ~0 for ~, and ~1 for a / in a name"),
        ("5", "must be a JSON pointer or an object, and is a number"),
    ] {
        spoilt("\"/label\"", bad, &[(".lookup.let.label", expect)]);
    }
    spoilt("\"/label\"", "{ \"from\": \"/label\" }", &[]);
    spoilt("\"/label\"", "{}", &[(".lookup.let.label.from", "missing; give a JSON pointer into the match")]);
    spoilt("\"from\": \"/url\", ", "", &[(".lookup.let.id.from", "missing")]);
}

#[test]
fn what_to_make_of_a_value() {
    spoilt(", \"to\": \"$1\"", "", &[(".lookup.let.id.to", "missing; give the value, such as $1")]);
    spoilt(
        "\"match\": \"/contact/(\\\\d+)$\", ",
        "",
        &[(".lookup.let.id.match", "missing; give a regular expression")],
    );
    spoilt("/contact/(\\\\d+)$", "(", &[(".lookup.let.id.match", "does not compile")]);
    spoilt("\"$1\" }", "\"$2\" }", &[(".lookup.let.id.to", "there is no group 2; `match` has 1")]);
    spoilt("\"$1\" }", "\"$x\" }", &[(".lookup.let.id.to", "write `$$` for a dollar sign")]);
    spoilt(
        "\"from\": \"/url\"",
        "\"form\": \"/url\"",
        &[
            (".lookup.let.id.form", "did you mean `from`? (known here: from, match, to)"),
            (".lookup.let.id.from", "missing"),
        ],
    );
}

#[test]
fn a_lookup_has_an_end() {
    let fields: Vec<String> = (0..=MAX_ENTRIES).map(|i| format!(r#""v{i}": "/v""#)).collect();
    let lets = format!("\"let\": {{ {}, \"id\": {{", fields.join(", "));
    spoilt("\"let\": { \"id\": {", &lets, &[(".lookup.let", "at most 1000 are allowed")]);
}

#[test]
fn a_lazy_configuration_says_what_is_broken_when_it_is_needed() {
    use crate::message::Assigned;
    use crate::rules::{Decision, decide, reasons};
    let broken = whole(&RULE.replacen("$.results[*].results[*]", "$..*..*", 1));
    let config = Config::load(&broken).unwrap();
    let text = str::to_owned;
    let event =
        Assigned { guid: text("g"), campaign: text(""), channel: text(""), client_id: text("97234567") };
    assert_eq!(decide(&config, &event), Decision::None);
    let why = reasons(&config, &event, 1)[0].why.to_string();
    assert!(why.starts_with("lookup.results does not compile: more than 1 `..`"), "{why}");
}
