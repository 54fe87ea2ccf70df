//! Inputs that resemble real ones, and any other inputs.

use crate::template::Variables;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A text: random characters, or dangerous ones.
pub(super) fn text() -> impl Strategy<Value = String> {
    let hostile = select(vec![
        "",
        ".",
        "..",
        "/",
        "//",
        "\\",
        "%",
        "%2e",
        "%2F",
        "%41",
        "%zz",
        "'",
        "\"",
        "?",
        "#",
        "&",
        "=",
        ";",
        ",",
        "@",
        ":",
        "{",
        "}",
        "\r\n",
        "\t",
        "\0",
        " ",
        "a",
        "5",
        "-",
        "~",
        "é",
        "\u{1F600}",
        "\u{202E}",
        "\u{85}",
        "javascript:",
        "https://evil.example/",
        "<script>",
    ]);
    let pieces = vec(hostile, 0..6).prop_map(|pieces| pieces.concat());
    prop_oneof![3 => pieces, 1 => "\\PC{0,12}", 1 => any::<String>()]
}

pub(super) fn variables() -> impl Strategy<Value = Variables> {
    vec(text(), 7).prop_map(|values| {
        let names = ["clientId", "guid", "campaign", "channel", "a", "b", "c"];
        names.into_iter().zip(values).collect()
    })
}

pub(super) fn template() -> impl Strategy<Value = String> {
    let operator = select(vec!["", "", "", "+", "#", ".", "/", ";", "?", "&", "=", "!"]);
    let name = select(vec!["clientId", "guid", "a", "b", "c", "a:3", "b*", "a.b", "", "%41", "unknown"]);
    let expression =
        (operator, vec(name, 1..3)).prop_map(|(op, names)| format!("{{{op}{}}}", names.join(",")));
    let literal = select(vec![
        "", "/", "a", "-", "?q=", "&x=", "#/", "'", "%2F", "..", ".", "é", "[1]", ";", "=", ":", "~", "{",
        "}",
    ]);
    let part = prop_oneof![expression, literal.prop_map(str::to_owned)];
    let origin = select(vec![
        "https://h/",
        "https://h/",
        "https://h/c",
        "https://CRM.acme.example:443/",
        "http://localhost:8000/",
        "https://h",
        "http://h/",
        "https://",
        "https://u@h/",
        "https://h{/a}",
        "javascript:",
    ]);
    (origin, vec(part, 0..6)).prop_map(|(origin, parts)| origin.to_owned() + &parts.concat())
}

/// JSON of any shape, made of these words.
pub(super) fn json(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(words).prop_map(|word| serde_json::Value::from(word).to_string()),
        text().prop_map(|text| serde_json::Value::from(text).to_string()),
        select(vec!["null", "true", "false", "0", "1", "2", "1.5", "-1e400", "[]", "{}", "{", "\"\\ud800\""])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(",")));
        let field = (select(words), inner)
            .prop_map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key)));
        prop_oneof![1 => list, 3 => vec(field, 0..7).prop_map(|fields| format!("{{{}}}", fields.join(",")))]
    })
}

pub(super) const MESSAGE: &[&str] = &[
    "event",
    "data",
    "guid",
    "campaign",
    "channel",
    "clientId",
    "finishDate",
    "comment",
    "levelsId",
    "levelsValue",
    "dark",
    "primary",
    "assignedInteraction",
    "finishedInteraction",
    "sentDisposition",
    "changedTheme",
    "changedLanguage",
];

/// A message with one of the events, and any data.
pub(super) fn message() -> impl Strategy<Value = String> {
    let data = json(MESSAGE);
    let known = (select(&crate::message::EVENTS[..]), data)
        .prop_map(|(event, data)| format!(r#"{{"event":"{event}","data":{data}}}"#));
    prop_oneof![3 => known, 1 => json(MESSAGE), 1 => any::<String>()]
}

pub(super) const ANSWER: &[&str] = &["a", "b", "id", "label", "url", "/persons/contact/5", "x y"];

pub(super) const CONFIG: &[&str] = &[
    "version",
    "ucontact",
    "sites",
    "rules",
    "open",
    "url",
    "name",
    "pages",
    "softphone",
    "when",
    "let",
    "campaign",
    "channel",
    "clientId",
    "from",
    "match",
    "to",
    "phone",
    "reuse",
    "find",
    "https://h/*",
    "https://h/{clientId}",
    "https://h/{phone}{?clientId}",
    "^(\\d+)$",
    "(",
    "$1",
    "${x}",
    "*",
    "Ventas*",
    "lookup",
    "results",
    "none",
    "many",
    "label",
    "/id",
    "$.results[*]",
    "$..[?@.id]",
];

/// A configuration that is almost right.
pub(super) fn config() -> impl Strategy<Value = String> {
    let any_json = || json(CONFIG);
    let when = prop_oneof![
        2 => select(vec![r#"{}"#, r#"{"campaign":"c*"}"#, r#"{"channel":["x","webchat"],"clientId":"\\d"}"#])
            .prop_map(str::to_owned),
        1 => any_json(),
    ];
    let lets = prop_oneof![
        2 => (text(), text()).prop_map(|(regex, to)| {
            let (regex, to) = (serde_json::Value::from(regex), serde_json::Value::from(to));
            format!(r#"{{"a":{{"from":"clientId","match":{regex},"to":{to}}}}}"#)
        }),
        2 => select(vec![r#"{}"#, r#"{"a":{"from":"clientId","match":"(.*)","to":"x$1"}}"#]).prop_map(str::to_owned),
        1 => any_json(),
    ];
    let results = select(vec!["$.results[*]", "$..*", "$[?@.id==1]", "$[", "$..*..*"]);
    let pointer = select(vec![r#""/id""#, r#"{"from":"/url","match":"(\\d+)$","to":"$1"}"#, r#""id""#]);
    let lookup = (template(), results, pointer, any_json(), 0..4).prop_map(|(url, results, pointer, any, kind)| {
        let url = serde_json::Value::from(url);
        match kind {
            0 => String::new(),
            1 => format!(r#""lookup":{any},"#),
            _ => format!(
                r#""lookup":{{"url":{url},"results":"{results}","let":{{"id":{pointer},"label":"/label"}}}},
                "none":"https://h/new/{{clientId}}","#
            ),
        }
    });
    let url =
        prop_oneof![template(), select(vec!["https://h/{id}", "https://h/{a}/{id}"]).prop_map(str::to_owned)];
    let rule = (when, lets, lookup, url).prop_map(|(when, lets, lookup, url)| {
        format!(r#"{{"when":{when},"let":{lets},{lookup}"url":{}}}"#, serde_json::Value::from(url))
    });
    let rules =
        prop_oneof![3 => vec(rule, 0..4).prop_map(|rules| format!("[{}]", rules.join(","))), 1 => any_json()];
    let nearly = rules.prop_map(|rules| {
        format!(
            r#"{{"version":1,"ucontact":{{"url":"https://u.example/"}},"sites":[{{"pages":["https://h/*"]}}],
            "rules":{rules}}}"#
        )
    });
    prop_oneof![3 => nearly, 1 => any_json(), 1 => any::<String>()]
}
