mod after;
mod lookups;

use super::*;

/// The example of config-v1.
const EXAMPLE: &str = r#"{
  "version": 1,
  "ucontact": { "url": "https://acme.ucontactcloud.com/" },
  "sites": [
    { "name": "Creme", "pages": ["https://crm.acme.example/*"], "softphone": "find" }
  ],
  "rules": [
    { "name": "Web chats carry the record's id",
      "when": { "campaign": ["Ventas*", "ATC"], "channel": "webchat" },
      "url": "https://crm.acme.example/persons/contact/{clientId}" },
    { "name": "Callers, by number",
      "when": { "channel": ["telephony", "whatsapp", "sms"] },
      "let": { "phone": { "from": "clientId", "match": "^(?:011)?0?(\\d{8})$", "to": "+598$1" } },
      "url": "https://crm.acme.example/search?q={phone}" }
  ],
  "open": "reuse"
}"#;

fn errors(json: &str) -> Vec<(String, String)> {
    let errors = Config::parse(json).err().unwrap_or_default();
    errors.into_iter().map(|error| (error.path, error.message)).collect()
}

/// The errors of a configuration: for each, its path and a part of its message, in this order.
#[track_caller]
fn check(json: &str, expect: &[(&str, &str)]) {
    let errors = errors(json);
    let fits = |((path, message), (at, part)): (&(String, String), &(&str, &str))| {
        path == at && message.contains(part)
    };
    assert!(errors.len() == expect.len() && errors.iter().zip(expect).all(fits), "{json}: {errors:#?}");
}

/// The same for a valid configuration with one text changed.
#[track_caller]
fn with(good: &str, bad: &str, expect: &[(&str, &str)]) {
    assert!(EXAMPLE.contains(good), "{good}");
    check(&EXAMPLE.replacen(good, bad, 1), expect);
}

#[test]
fn the_example() {
    for json in [EXAMPLE.to_owned(), format!("\u{feff}{EXAMPLE}\n")] {
        for config in [Config::parse(&json).unwrap(), Config::load(&json).unwrap()] {
            assert_eq!(config.ucontact.origin.to_string(), "https://acme.ucontactcloud.com");
            assert_eq!(config.sites[0].label(), "Creme");
            assert_eq!(config.sites[0].softphone, Softphone::Find);
            assert_eq!(config.rules.len(), 2);
            assert_eq!(config.rules[1].lets[0].name, "phone");
            assert_eq!(config.open, OpenMode::Reuse);
            assert_eq!(config.hosts(), ["https://crm.acme.example/*"]);
            assert!(config.site_of("https://crm.acme.example/x").is_some());
            assert!(config.site_of("https://acme.ucontactcloud.com/").is_none());
        }
    }
}

#[test]
fn the_shortest() {
    let json = r#"{ "version": 1.0, "ucontact": { "url": "http://localhost:9000/x?y#z" },
        "sites": [{ "pages": ["http://localhost/*"] }], "rules": [] }"#;
    let config = Config::parse(json).unwrap();
    assert_eq!(config.sites[0].softphone, Softphone::Find);
    assert_eq!(config.sites[0].label(), "http://localhost/*");
    assert_eq!(config.open, OpenMode::Reuse);
}

#[test]
fn how_long_what_happened_is_kept() {
    let with = |history: &str| {
        format!(
            r#"{{ "version": 1, "ucontact": {{ "url": "https://u.example/" }},
                "sites": [{{ "pages": ["https://h/*"] }}], "rules": []{history} }}"#
        )
    };
    let days = |history: &str| Config::parse(&with(history)).unwrap().history.days;
    assert_eq!(days(""), 30);
    assert_eq!(days(r#", "history": {}"#), 30);
    assert_eq!(days(r#", "history": { "days": 1 }"#), 1);
    assert_eq!(days(r#", "history": { "days": 366 }"#), 366);
    for (value, message) in [
        ("0", "must be a whole number from 1 to 366, and is 0"),
        ("367", "must be a whole number from 1 to 366, and is 367"),
        ("1.5", "must be a whole number from 1 to 366, and is 1.5"),
        ("\"30\"", "must be a number of days, and is a string"),
    ] {
        check(&with(&format!(r#", "history": {{ "days": {value} }}"#)), &[("history.days", message)]);
    }
    check(&with(r#", "history": { "day": 3 }"#), &[("history.day", "unknown field; did you mean `days`?")]);
    check(&with(r#", "history": 30"#), &[("history", "must be an object, and is a number")]);
}

#[test]
fn ten_mistakes_are_ten_errors() {
    check(
        include_str!("../../../tests/fixtures/ten-mistakes.json"),
        &[
            ("version", "version 2 is not supported; supported: 1"),
            ("ucontact.url", "write https://"),
            ("sites[0].pages[0]", "leave out the port"),
            ("sites[0].softfone", "unknown field; did you mean `softphone`?"),
            ("rules[0].when.campaign", "matches nothing"),
            ("rules[0].url", "only after the first /"),
            ("rules[1].when.channel[1]", "must be a string, and is a number"),
            ("rules[1].let.phone.match", "does not compile"),
            ("rules[1].url", "unknown variable `fone`; did you mean `phone`?"),
            ("open", "must be one of reuse, tab, window, ask, never"),
        ],
    );
}

#[test]
fn the_file_as_a_whole() {
    check("", &[("", "the file is empty")]);
    check("\u{feff} \n", &[("", "the file is empty")]);
    check("{\n  \"version\": 1,\n}", &[("", "not JSON: line 3, column 1: trailing comma")]);
    check("{}}", &[("", "not JSON: line 1, column 3")]);
    check(&"[".repeat(200), &[("", "not JSON: line 1, column 128: recursion limit")]);
    check(&" ".repeat(MAX_FILE + 1), &[("", "at most 8388608")]);
    check("[]", &[("", "must be an object, and is a list")]);
    check(
        "{}",
        &[("version", "missing"), ("ucontact", "missing"), ("sites", "missing"), ("rules", "missing")],
    );
    check(
        r#"{ "version": true, "ucontact": null, "sites": {}, "rules": "x", "open": 5 }"#,
        &[
            ("version", "must be the number 1, and is true or false"),
            ("ucontact", "must be an object, and is null"),
            ("sites", "must be a list, and is an object"),
            ("rules", "must be a list, and is a string"),
            ("open", "must be a string, and is a number"),
        ],
    );
    with("\"version\": 1", "\"version\": \"1\"", &[("version", "must be the number 1, and is a string")]);
    with("\"version\": 1", "\"version\": 1.5", &[("version", "version 1.5 is not supported")]);
}

#[test]
fn unknown_fields_and_fields_given_twice() {
    with(
        "\"open\"",
        "\"opne\"",
        &[(
            "opne",
            "did you mean `open`? (known here: version, ucontact, sites, rules, open, whileTyping, history)",
        )],
    );
    with("\"open\"", "\"we ird\"", &[("[\"we ird\"]", "unknown field (known here: ")]);
    with(
        "\"url\": \"https://acme",
        "\"uri\": \"https://acme",
        &[("ucontact.uri", "`url`"), ("ucontact.url", "missing")],
    );
    with(
        "\"match\"",
        "\"regex\"",
        &[
            ("rules[1].let.phone.regex", "known here: from, match, to"),
            ("rules[1].let.phone.match", "missing"),
        ],
    );
    with("\"open\": \"reuse\"", "\"open\": \"tab\", \"open\": \"tab\"", &[("open", "given twice")]);
    with(
        "\"phone\": {",
        "\"phone\": {}, \"phone\": {",
        &[
            ("rules[1].let.phone", "given twice"),
            ("rules[1].let.phone.from", "missing"),
            ("rules[1].let.phone.match", "missing"),
            ("rules[1].let.phone.to", "missing"),
        ],
    );
    with(
        "\"when\": { \"channel\"",
        "\"when\": { \"chanel\"",
        &[("rules[1].when.chanel", "did you mean `channel`?")],
    );
}

#[test]
fn where_ucontact_is() {
    for (url, expect) in [
        ("acme.ucontactcloud.com", "must begin with https://"),
        ("https://user:secret@acme.example/", "user name"),
        ("https://ácme.example/", "punycode"),
        ("https://", "the host is missing"),
        ("https://acme.example:99999/", "port"),
        ("https://acme.example/a b", "percent-encode"),
        ("https://acme.example/ü", "percent-encode"),
        ("", "must begin with https://"),
    ] {
        with("https://acme.ucontactcloud.com/", url, &[("ucontact.url", expect)]);
    }
}

#[test]
fn sites() {
    let pages = "\"pages\": [\"https://crm.acme.example/*\"]";
    with(pages, "\"pages\": []", &[("sites[0].pages", "is empty")]);
    with(pages, "\"pages\": \"https://crm.acme.example/*\"", &[("sites[0].pages", "must be a list")]);
    with(
        pages,
        "\"pages\": [\"<all_urls>\", null, \"*://h/*\"]",
        &[
            ("sites[0].pages[0]", "too broad"),
            ("sites[0].pages[1]", "must be a string, and is null"),
            ("sites[0].pages[2]", "write https://"),
        ],
    );
    with(pages, "\"name\": 5", &[("sites[0].name", "given twice"), ("sites[0].pages", "missing")]);
    contacts();
    with("\"find\"", "\"panle\"", &[("sites[0].softphone", "find, inject, panel; did you mean `panel`?")]);
    with("\"Creme\"", "null", &[("sites[0].name", "must be a string, and is null")]);
    check(
        r#"{ "version": 1, "ucontact": { "url": "https://u.example/" }, "sites": [], "rules": [] }"#,
        &[("sites", "is empty")],
    );
}

#[test]
fn conditions() {
    let channel = "\"channel\": \"webchat\"";
    with(channel, "\"channel\": []", &[("rules[0].when.channel", "leave the field out")]);
    with(channel, "\"channel\": \"\"", &[("rules[0].when.channel", "matches nothing")]);
    with(channel, "\"channel\": [\"a\", \"\"]", &[("rules[0].when.channel[1]", "matches nothing")]);
    with(
        channel,
        "\"channel\": null",
        &[("rules[0].when.channel", "a string or a list of strings, and is null")],
    );
    let long = format!("\"channel\": \"{}*\"", "x".repeat(65));
    with(channel, &long, &[("rules[0].when.channel", "matches nothing: uContact's value has at most 64")]);
    with(channel, "\"clientId\": \"(\"", &[("rules[0].when.clientId", "does not compile")]);
    with(channel, "\"clientId\": \"(?=x)\"", &[("rules[0].when.clientId", "does not compile")]);
    with(channel, "\"clientId\": \"\\\\p{L}\"", &[("rules[0].when.clientId", "does not compile")]);
    with(channel, "\"clientId\": \"(x{1000}){1000}\"", &[("rules[0].when.clientId", "does not compile")]);
}

#[test]
fn variables() {
    let phone = "\"phone\": {";
    for (name, expect) in [("clientId", "a variable of the event"), ("guid", "a variable of the event")] {
        let path = format!("rules[1].let.{name}");
        with(
            phone,
            &format!("\"{name}\": {{"),
            &[(&path, expect), ("rules[1].url", "unknown variable `phone`")],
        );
    }
    with(
        phone,
        "\"fo ne\": {",
        &[
            ("rules[1].let[\"fo ne\"]", "letters"),
            (
                "rules[1].url",
                "unknown variable `phone` (known here: guid, campaign, channel, clientId, fo ne)",
            ),
        ],
    );
    with(
        "\"from\": \"clientId\"",
        "\"from\": \"clientID\"",
        &[("rules[1].let.phone.from", "unknown variable `clientID`; did you mean `clientId`?")],
    );
    with("\"from\": \"clientId\"", "\"from\": \"phone\"", &[("rules[1].let.phone.from", "made from itself")]);
    let to = |to: &str, expect: &str| {
        with("\"+598$1\"", &format!("\"{to}\""), &[("rules[1].let.phone.to", expect)]);
    };
    to("$2", "there is no group 2; `match` has 1");
    to("$12", "there is no group 12; `match` has 1; for group 1 and then 2, write `${1}2`");
    to("${x}", "there is no group `x`; `match` has no named group; write one as `(?<x>…)`");
    to("$x", "write `$$` for a dollar sign");
    to("5$", "write `$$` for a dollar sign");
    to("${1", "is not closed");
    to("${}", "must come a group");
    to("$99999999999999999999", "there is no group");
    // The file's order means nothing: Chromium's `storage` sorts the fields.
    let let_ =
        r#""b": { "from": "a", "match": "x", "to": "" }, "a": { "from": "guid", "match": "x", "to": "" }, "#;
    with(phone, &format!("{let_}{phone}"), &[]);
    let circle =
        r#""b": { "from": "a", "match": "x", "to": "" }, "a": { "from": "b", "match": "x", "to": "" }, "#;
    with(
        phone,
        &format!("{circle}{phone}"),
        &[
            ("rules[1].let.b.from", "these variables are made from each other (b, a)"),
            ("rules[1].let.a.from", "these variables are made from each other (b, a)"),
        ],
    );
}

#[test]
fn templates() {
    let url = "https://crm.acme.example/search?q={phone}";
    with(
        url,
        "https://crm.acme.example/search?q={phnoe}{+nothing}",
        &[
            ("rules[1].url", "unknown variable `phnoe`; did you mean `phone`?"),
            (
                "rules[1].url",
                "unknown variable `nothing` (known here: guid, campaign, channel, clientId, phone)",
            ),
        ],
    );
    with(url, "https://crm.acme.example/search?q={phone", &[("rules[1].url", "has no closing brace")]);
    with(url, "http://crm.acme.example/{phone}", &[("rules[1].url", "localhost")]);
    with(
        "\"url\": \"https://crm.acme.example/search?q={phone}\"",
        "\"open\": \"tabs\"",
        &[("rules[1].open", "did you mean `tab`?"), ("rules[1].url", "missing")],
    );
}

#[test]
fn hosts_are_those_of_pages_and_records() {
    let json = r#"{ "version": 1, "ucontact": { "url": "https://u.example/" },
        "sites": [{ "pages": ["https://*.acme.example/app/*", "http://localhost/*"] },
                  { "pages": ["https://*.acme.example/*"] }],
        "rules": [{ "url": "http://localhost:8000/x" }, { "url": "https://crm.example:8443/" },
                  { "url": "https://crm.example/y" }] }"#;
    let hosts = Config::parse(json).unwrap().hosts();
    assert_eq!(hosts, ["https://*.acme.example/*", "http://localhost/*", "https://crm.example/*"]);
}

#[test]
fn there_is_an_end_to_errors() {
    let pages = "1,".repeat(999) + "1";
    let sites = format!("{{\"pages\":[{pages}]}},").repeat(20) + "1";
    let errors = errors(&format!(r#"{{ "sites": [{sites}] }}"#));
    assert_eq!(errors.len(), MAX_ERRORS + 1);
    assert!(errors[MAX_ERRORS].1.contains("there are more errors"));
}

fn contacts() {
    let site = |more: &str, path: &str, expect: &str| {
        with("\"find\"", &format!("\"find\", {more}"), &[(&format!("sites[0].{path}"), expect)]);
    };
    site(r#""contacts": "txt""#, "contacts", "links, text, off; did you mean `text`?");
    site(r#""contacts": true"#, "contacts", "must be");
    site(r#""region": "uy""#, "region", "write \"UY\"");
    site(r#""region": "UK""#, "region", "is \"GB\"");
    site(r#""region": "Uruguay""#, "region", "ISO 3166");
    site(r#""contactsIn": "main""#, "contactsIn", "must be a list");
    site(r#""contactsIn": ["main", "a("]"#, "contactsIn[1]", "')' is missing");
}

#[test]
fn contacts_are_links_unless_the_site_says_otherwise() {
    let site = |more: &str| {
        let json = EXAMPLE.replacen("\"find\"", &format!("\"find\"{more}"), 1);
        Config::parse(&json).unwrap().sites.remove(0)
    };
    let plain = site("");
    assert_eq!((plain.contacts, plain.region, plain.contacts_in.len()), (Contacts::Links, None, 0));
    let full = site(r##", "contacts": "text", "region": "UY", "contactsIn": ["main", "#notes"]"##);
    assert_eq!((full.contacts, full.region.as_deref()), (Contacts::Text, Some("UY")));
    assert_eq!(full.contacts_in, ["main", "#notes"]);
    assert_eq!(site(r#", "contacts": "off""#).contacts, Contacts::Off);
}
