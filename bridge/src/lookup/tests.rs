//! From answers to matches, or to what is wrong with an answer.

use super::*;
use crate::config::Config;
use crate::message::Assigned;
use crate::rules::{Decision, decide};
use serde_json::{Value, json};

/// The answer of Creme CRM's quick search.
fn creme() -> Value {
    json!({
        "url": "https://h/creme_core/search/light/?value={clientId}",
        "results": "$.results[*].results[*]",
        "let": { "id": { "from": "/url", "match": "/contact/(\\d+)$", "to": "$1" }, "label": "/label" },
    })
}

/// The request for the client `5` under a rule with this lookup and this `url`.
#[track_caller]
fn request(lookup: Value, url: &str) -> Request {
    let json = json!({ "version": 1, "ucontact": { "url": "https://u.example/" },
        "sites": [{ "pages": ["https://h/*"] }],
        "rules": [{ "lookup": lookup, "url": url, "none": "https://h/new?phone={clientId}",
                    "many": "https://h/search?q={clientId}" }] });
    let config = Config::parse(&json.to_string()).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let text = str::to_owned;
    let event = Assigned { guid: text("g"), campaign: text("c"), channel: text("sms"), client_id: text("5") };
    match decide(&config, &event) {
        Decision::Lookup { request, .. } => *request,
        other => panic!("{other:?}"),
    }
}

/// A lookup whose matches are the list's elements, each with an `id`.
fn ids() -> Request {
    request(
        json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } }),
        "https://h/contact/{id}",
    )
}

fn head(status: u16, content_type: &str) -> Head {
    let content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
    Head { status, content_type }
}

fn read(request: &Request, body: &str) -> Outcome {
    request.read(&head(200, "application/json"), body.as_bytes())
}

/// See [`found`].
type Found = (Vec<(Option<String>, String)>, bool, usize, Option<String>);

/// Label and address of each match, whether there are more, how many results are no match, and why the first of these
/// is none.
#[track_caller]
fn found(outcome: Outcome) -> Found {
    match outcome {
        Outcome::Found { matches, more, passed_over, why } => {
            (matches.into_iter().map(|found| (found.label, found.url)).collect(), more, passed_over, why)
        }
        failed => panic!("{failed:?}"),
    }
}

/// The ends of the addresses, after `https://h/contact/`.
#[track_caller]
fn contacts(request: &Request, answer: &Value) -> Vec<String> {
    let (matches, ..) = found(read(request, &answer.to_string()));
    matches.into_iter().map(|(_, url)| url.replacen("https://h/contact/", "", 1)).collect()
}

#[test]
fn cremes_own_answers() {
    let request = request(creme(), "https://h/persons/contact/{id}");
    assert_eq!(request.url, "https://h/creme_core/search/light/?value=5");
    assert_eq!(request.none.as_deref(), Some("https://h/new?phone=5"));
    assert_eq!(request.many.as_deref(), Some("https://h/search?q=5"));
    assert_eq!(request.origin().to_string(), "https://h");

    let one = json!({ "results": [
        { "id": 61, "label": "Contact", "count": 1,
          "results": [{ "label": "Irene Etcheverry", "url": "/persons/contact/1042" }] },
        { "id": 62, "label": "Organisation", "count": 1,
          "results": [{ "label": "Acme", "url": "/persons/organisation/7" }] },
    ], "best": { "label": "Irene Etcheverry", "url": "/persons/contact/1042" } });
    let (matches, more, passed_over, why) = found(read(&request, &one.to_string()));
    let irene = (Some("Irene Etcheverry".to_owned()), "https://h/persons/contact/1042".to_owned());
    assert_eq!((matches, more, passed_over), (vec![irene], false, 1));
    let why = why.unwrap();
    assert_eq!(why, "lookup.let.id: the value is `/persons/organisation/7`, not `/contact/(\\d+)$`");

    let none = json!({ "results": [], "best": null }).to_string();
    assert_eq!(found(read(&request, &none)), (Vec::new(), false, 0, None));
    // A search for fewer than three characters has no list of results.
    let refused = json!({ "error": "Please enter at least 3 characters" }).to_string();
    assert_eq!(found(read(&request, &refused)), (Vec::new(), false, 0, None));

    let several = json!({ "results": [{ "results": [
        { "label": "Ana", "url": "/persons/contact/1" }, { "label": "Bo", "url": "/persons/contact/2" },
        { "label": "Ana once more", "url": "/persons/contact/1" },
    ] }] });
    let (matches, ..) = found(read(&request, &several.to_string()));
    let labels: Vec<_> = matches.iter().map(|(label, _)| label.as_deref().unwrap()).collect();
    assert_eq!(labels, ["Ana", "Bo"], "in its order, each address once");
}

#[test]
fn results_are_selected_by_rfc_9535() {
    let answer = json!({
        "best": { "id": "b" },
        "data": [{ "id": "1", "type": "lead" }, { "id": "2", "type": "contact", "phones": [{ "id": "p" }] },
                 { "id": "3", "type": "contact", "deleted": true }],
        "a b": { "x.y": [{ "id": "4" }] },
    });
    for (path, expect) in [
        ("$.best", &["b"][..]),
        ("$.nothing[*]", &[]),
        ("$.data[*]", &["1", "2", "3"]),
        ("$.data[0]", &["1"]),
        ("$.data[-1]", &["3"]),
        ("$.data[1:]", &["2", "3"]),
        ("$.data[0,2]", &["1", "3"]),
        ("$['a b']['x.y'][*]", &["4"]),
        ("$.data[?@.type == 'contact']", &["2", "3"]),
        ("$.data[?@.type == 'contact' && !@.deleted]", &["2"]),
        ("$.data[?length(@.type) == 4]", &["1"]),
        ("$..[?@.id]", &["b", "1", "2", "3", "p", "4"]),
        ("$['data'][*].phones[*]", &["p"]),
    ] {
        let lookup = json!({ "url": "https://h/api", "results": path, "let": { "id": "/id" } });
        let mut got = contacts(&request(lookup, "https://h/contact/{id}"), &answer);
        let mut expect: Vec<&str> = expect.to_vec();
        // Nobody promises an order of an object's fields.
        if path.contains("..") {
            got.sort_unstable();
            expect.sort_unstable();
        }
        assert_eq!(got, expect, "{path}");
    }
}

/// The largest integers that RFC 9535 knows, and one more.
#[test]
fn numbers_at_the_edge_are_harmless() {
    let (most, beyond) = (9_007_199_254_740_991_i64, 9_007_199_254_740_992_i64);
    let answer = json!([{ "id": "1", "n": 1 }, { "id": "2", "n": 2 }, { "id": "3", "n": 3 }]);
    for (path, expect) in [
        (format!("$[{most}]"), 0),
        (format!("$[-{most}]"), 0),
        (format!("$[-{most}:{most}:{most}]"), 1),
        (format!("$[{most}:-{most}:-1]"), 3),
        (format!("$[{most}:-{most}:-{most}]"), 1),
        ("$[::0]".to_owned(), 0),
        (format!("$[?@.n < {most}]"), 3),
        ("$[?@.n < 1e300]".to_owned(), 3),
        ("$[?@.n > -1e300]".to_owned(), 3),
    ] {
        let lookup = json!({ "url": "https://h/api", "results": path, "let": { "id": "/id" } });
        assert_eq!(contacts(&request(lookup, "https://h/contact/{id}"), &answer).len(), expect, "{path}");
    }
    for path in [format!("$[{beyond}]"), format!("$[-{beyond}:]"), "$[-0]".to_owned(), "$[01]".to_owned()] {
        assert!(Path::new(&path).get().is_err(), "{path}");
    }
    // Whatever a number that no float can hold becomes, nothing breaks.
    for path in ["$[?@.n < 1e400]", "$[?@.n == 123456789012345678901234567890]"] {
        let path = Path::new(path);
        let _ = path.get().is_ok().then(|| path.select(&answer).len());
    }
}

#[test]
fn paths_that_could_take_for_ever_are_refused() {
    for (path, expect) in [
        ("results[*]", "begins with $"),
        ("", "begins with $"),
        ("$.results[", "error"),
        ("$.results[*", "error"),
        ("$..*..*", "more than 1 `..`"),
        ("$[?@.a == $.b]", "a $ inside a filter"),
        ("$[?@[?@[?@[?@[?@.a]]]]]", "levels of brackets"),
        ("$[?((((@.a))))]", "levels of brackets"),
        ("$[0,1,2,3,4,5,6,7,8,9]", "commas"),
        (&format!("$[?{}]", ["@.a"; 10].join("||")), "`&&` and `||`"),
        (&format!("$.{}", "a".repeat(MAX_PATH)), "at most 512"),
        ("$[?match(@.a, 'b')]", "error"),
        // Each of these makes `serde_json_path` panic.
        ("$['\\u", "a ' is not closed"),
        ("$..[?@.a == \"\\u", "a \" is not closed"),
        ("$[\"\\uD834\\u", "a \" is not closed"),
        ("$[\"\\uD", "a \" is not closed"),
        ("$['x\\'", "a ' is not closed"),
        ("$['\\u']", "error"),
        ("$['\\uD834\\u']", "error"),
    ] {
        let why = Path::new(path).get().err().unwrap_or_else(|| panic!("{path}")).to_owned();
        assert!(expect == "error" && !why.is_empty() || why.contains(expect), "{path}: {why}");
    }
    // These only look dangerous: they are inside a name.
    for path in ["$['a,b,c,d,e,f,g,h,i,j,k']", "$['$']", "$[\"..\"]..x", "$['\\'[((((((']", "$['||&&']"] {
        assert!(Path::new(path).get().is_ok(), "{path}: {:?}", Path::new(path).get());
    }
}

#[test]
fn variables_come_from_rfc_6901_pointers() {
    let answer = json!([{ "id": "whole", "a/b": "slash", "m~n": "tilde", "": "empty", "list": ["first", 7],
                          "deep": { "er": { "id": -5 } } }]);
    for (pointer, expect) in [
        ("/id", Some("whole")),
        ("/a~1b", Some("slash")),
        ("/m~0n", Some("tilde")),
        ("/", Some("empty")),
        ("/list/0", Some("first")),
        ("/list/1", Some("7")),
        ("/deep/er/id", Some("-5")),
        ("/list/2", None),
        ("/list/00", None),
        ("/deep", None),
        ("/nothing", None),
        ("", None),
    ] {
        let lookup = json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": pointer } });
        let got = contacts(&request(lookup, "https://h/contact/{id}"), &answer);
        assert_eq!(got, expect.into_iter().collect::<Vec<_>>(), "{pointer}");
    }
    // The results may be texts themselves.
    let lookup = json!({ "url": "https://h/api", "results": "$[*].id", "let": { "id": "" } });
    assert_eq!(contacts(&request(lookup, "https://h/contact/{id}"), &answer), ["whole"]);
    for (pointer, expect) in [
        ("id", "begins with /: write `/id`"),
        ("$.id", "write `/id`"),
        ("/a~b", "~0 for ~"),
        ("/a~", "~0 for ~"),
        (&format!("/{}", "a".repeat(MAX_POINTER)), "at most 1024"),
    ] {
        let why = Pointer::parse(pointer).unwrap_err();
        assert!(why.contains(expect), "{pointer}: {why}");
    }
}

#[test]
fn a_match_that_lacks_a_variable_is_none() {
    let answer = json!([
        { "id": "1", "label": "Ana" },
        { "id": "2" },
        { "id": null, "label": "x" }, { "id": true, "label": "x" }, { "id": 1.5, "label": "x" },
        { "id": {}, "label": "x" }, { "id": "", "label": "x" }, { "id": "..", "label": "x" },
        { "id": 12_345_678_901_234_567_890_u64, "label": "number" },
        { "id": "9", "label": "" },
        "text", null, [],
    ]);
    let lookup =
        json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": "/id", "label": "/label" } });
    let request = request(lookup, "https://h/contact/{id}");
    let (matches, more, passed_over, why) = found(read(&request, &answer.to_string()));
    let at = |label: Option<&str>, id: &str| (label.map(str::to_owned), format!("https://h/contact/{id}"));
    let good = [at(Some("Ana"), "1"), at(Some("number"), "12345678901234567890"), at(None, "9")];
    assert_eq!((matches, more, passed_over), (good.to_vec(), false, 10));
    assert_eq!(why.as_deref(), Some("lookup.let.label: there is no text or whole number at `/label`"));
    // A number that has lost digits is no id.
    let big = r#"[{ "id": 123456789012345678901234567890, "label": "x" }, { "id": 5.0, "label": "x" }]"#;
    assert_eq!(found(read(&request, big)).2, 2);
}

#[test]
fn match_and_to_make_the_value() {
    let lookup =
        |change: Value| json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": change } });
    let change = json!({ "from": "/url", "match": "^/(?<kind>\\w+)/(\\d+)$", "to": "${kind}-$2$$" });
    let request_ = request(lookup(change), "https://h/contact/{id}");
    let answer = json!([{ "url": "/lead/5" }, { "url": "/lead/x" }, { "url": 5 }]);
    assert_eq!(contacts(&request_, &answer), ["lead-5%24"]);
    // The object without `match` and `to` is the pointer.
    let request_ = request(lookup(json!({ "from": "/url" })), "https://h/contact/{id}");
    assert_eq!(contacts(&request_, &json!([{ "url": "a b" }])), ["a%20b"]);
    // Values are bounded, and so are addresses.
    let long = "x".repeat(crate::matching::MAX_VALUE + 1);
    let (_, _, 1, Some(why)) = found(read(&request_, &json!([{ "url": long }]).to_string())) else {
        panic!()
    };
    assert!(why.contains("longer than 8192 bytes"), "{why}");
    let long = "x".repeat(MAX_MATCH_URL);
    let (_, _, 1, Some(why)) = found(read(&request_, &json!([{ "url": long }]).to_string())) else {
        panic!()
    };
    assert_eq!(why, "url: longer than 2048 bytes");
    let twice = json!({ "from": "/url", "match": "(.*)", "to": "$1".repeat(50) });
    let request_ = request(lookup(twice), "https://h/contact/{id}");
    let (_, _, 1, Some(why)) = found(read(&request_, &json!([{ "url": "x".repeat(500) }]).to_string()))
    else {
        panic!()
    };
    assert!(why.contains("longer than 8192 bytes"), "{why}");
}

#[test]
fn the_rules_own_variables_are_known_too() {
    let lookup = json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } });
    let answer = json!([{ "id": "7" }]);
    let request = request(lookup, "https://h/contact/{id}?from={clientId}&of={campaign}");
    assert_eq!(contacts(&request, &answer), ["7?from=5&of=c"]);
}

#[test]
fn no_answer_leads_elsewhere() {
    let hostile = [
        "//evil.example/",
        "https://evil.example/",
        "@evil.example",
        "\\\\evil.example",
        "../../x",
        "a\r\nb",
    ];
    let answer: Value = hostile.iter().map(|id| json!({ "id": id })).collect();
    for template in
        ["https://h/contact/{id}", "https://h/{+id}", "https://h/contact{/id}", "https://h/c{?id}"]
    {
        let lookup = json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } });
        let (matches, ..) = found(read(&request(lookup, template), &answer.to_string()));
        assert!(!matches.is_empty());
        assert!(matches.iter().all(|(_, url)| url.starts_with("https://h/")), "{template}: {matches:?}");
    }
}

#[test]
fn what_is_wrong_with_an_answer() {
    let page = "<!DOCTYPE html><title>Log in</title>";
    let signed_out = LookupFailure::SignedOut;
    for (status, content_type, body, expect) in [
        (401, "application/json", "{}", signed_out.clone()),
        (403, "", "", signed_out.clone()),
        (200, "text/html", page, signed_out.clone()),
        (200, "Text/HTML; charset=utf-8", "Log in", signed_out.clone()),
        (200, "application/xhtml+xml", "<?xml version='1.0'?>", signed_out.clone()),
        (203, " text/html ;x", "", signed_out.clone()),
        // Whatever the `Content-Type` is.
        (200, "application/json", page, signed_out.clone()),
        (200, "", "\u{feff}\r\n\t <HTML lang=en>", signed_out.clone()),
        (200, "text/plain", "<!-- x --><html>", signed_out.clone()),
        (200, "text/plain", "<head>", signed_out),
        (404, "text/html", page, LookupFailure::Status { status: 404 }),
        (500, "application/json", "[]", LookupFailure::Status { status: 500 }),
        (302, "", "", LookupFailure::Status { status: 302 }),
        (0, "", "", LookupFailure::Status { status: 0 }),
        (200, "application/json", "", LookupFailure::NotJson),
        (200, "application/json", "[", LookupFailure::NotJson),
        (200, "text/xml", "<?xml version='1.0'?><contacts/>", LookupFailure::NotJson),
        (200, "application/json", "[] []", LookupFailure::NotJson),
        (200, "application/json", "<", LookupFailure::NotJson),
    ] {
        let outcome = ids().read(&head(status, content_type), body.as_bytes());
        assert_eq!(outcome, Outcome::Failed { why: expect }, "{status} {content_type} {body}");
    }
    let not_text = ids().read(&head(200, ""), b"[\"\xff\"]");
    assert_eq!(not_text, Outcome::Failed { why: LookupFailure::NotJson });
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    assert_eq!(read(&ids(), &deep), Outcome::Failed { why: LookupFailure::NotJson });
}

#[test]
fn what_is_right_with_an_answer() {
    for (status, content_type, body) in [
        (200, "application/json; charset=utf-8", r#"[{"id":"5"}]"#),
        // The `Content-Type` of a PHP script that sets none.
        (200, "text/html; charset=UTF-8", r#"[{"id":"5"}]"#),
        (200, "application/hal+json", r#"[{"id":"5"}]"#),
        (200, "text/plain", " \n[{\"id\":\"5\"}]\n"),
        (200, "", "\u{feff}[{\"id\":5}]"),
        (206, "", r#"[{"id":"5"}]"#),
    ] {
        let (matches, ..) = found(ids().read(&head(status, content_type), body.as_bytes()));
        assert_eq!(matches, [(None, "https://h/contact/5".to_owned())], "{content_type} {body}");
    }
    assert_eq!(found(ids().read(&head(204, ""), b"")), (Vec::new(), false, 0, None), "nothing was found");
}

#[test]
fn answers_are_bounded() {
    let list = |n: usize| Value::from((0..n).map(|id| json!({ "id": id })).collect::<Vec<_>>()).to_string();
    let (matches, more, ..) = found(read(&ids(), &list(MAX_MATCHES)));
    assert_eq!((matches.len(), more), (MAX_MATCHES, false));
    let (matches, more, ..) = found(read(&ids(), &list(MAX_MATCHES + 1)));
    assert_eq!((matches.len(), more), (MAX_MATCHES, true));
    // Not all results are looked at, and the outcome says so.
    let none = format!("[{}5]", "5,".repeat(MAX_RESULTS));
    let (matches, more, passed_over, _) = found(read(&ids(), &none));
    assert_eq!((matches.len(), more, passed_over), (0, true, MAX_RESULTS));
    // Two values for each element, and the list itself.
    let full = list((MAX_NODES - 1) / 2);
    assert!(matches!(read(&ids(), &full), Outcome::Found { .. }));
    let too_large = Outcome::Failed { why: LookupFailure::TooLarge };
    assert_eq!(read(&ids(), &list(MAX_NODES / 2)), too_large);
    assert_eq!(read(&ids(), &format!("[{}0]", "0,".repeat(MAX_NODES))), too_large);
}

#[test]
fn labels_are_tidied() {
    let lookup =
        json!({ "url": "https://h/api", "results": "$[*]", "let": { "id": "/id", "label": "/label" } });
    let request = request(lookup, "https://h/contact/{id}");
    let label = |label: &str| {
        let answer = json!([{ "id": "5", "label": label }]).to_string();
        let (mut matches, ..) = found(read(&request, &answer));
        matches.pop().unwrap().0
    };
    let tidied = |text: &str| label(text).unwrap();
    assert_eq!(tidied("  Ana \r\n\t P\u{e9}rez\u{0} "), "Ana P\u{e9}rez");
    assert_eq!(tidied("Ana\u{202e}zere\u{202c}P"), "AnazereP", "nothing turns the text around");
    assert_eq!(tidied("\u{200b}\u{feff}An\u{ad}a"), "Ana");
    assert_eq!(tidied("\u{1F469}\u{200d}\u{1F4BB}"), "\u{1F469}\u{200d}\u{1F4BB}", "one sign of three");
    assert_eq!(tidied("<b>x</b>"), "<b>x</b>", "text, whoever shows it");
    assert_eq!(tidied(&"é".repeat(MAX_LABEL)), "é".repeat(MAX_LABEL));
    assert_eq!(tidied(&"é".repeat(MAX_LABEL + 1)), "é".repeat(MAX_LABEL) + "…");
    assert_eq!(tidied(&"ab ".repeat(200)).chars().count(), MAX_LABEL + 1);
    assert_eq!(label(" \u{200b}\n"), None, "the address is shown instead");
}

/// The slowest paths that [`Path`] accepts, on the largest answer that is read, do not hold up the worker.
#[test]
fn the_worst_path_on_the_worst_answer_takes_no_time() {
    let elements = (MAX_NODES - 1) / 4;
    let flat = format!("[{}]", vec![r#"{"a":{"b":1},"id":2}"#; elements].join(","));
    let deep = format!("{}{}1{}", "[".repeat(60), "[1],".repeat(20_000), "]".repeat(60));
    for path in [
        "$..*",
        "$..[*,*,*,*,*,*,*,*,*]",
        "$[*,*,*][*,*,*][*,*,*]",
        "$..[?@[?@[?@]]]",
        "$..[?@.a == @.a || @.b == @.b || @.id != @.id || @.a.b == @.a.b]",
        "$[?count(@..*) > 2]",
    ] {
        let lookup = json!({ "url": "https://h/api", "results": path, "let": { "id": "/id" } });
        let request = request(lookup, "https://h/contact/{id}");
        for body in [&flat, &deep] {
            let start = std::time::Instant::now();
            let _ = read(&request, body);
            // Unoptimised, on a busy machine. A shape that is not bounded takes minutes.
            assert!(start.elapsed().as_secs() < 20, "{path}: {:?}", start.elapsed());
        }
    }
}
