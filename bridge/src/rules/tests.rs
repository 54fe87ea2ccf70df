use super::*;
use crate::config::Config;
use crate::message::Assigned;

/// A configuration with these rules.
fn config(rules: &str) -> Config {
    let json = format!(
        r#"{{ "version": 1, "ucontact": {{ "url": "https://u.example/" }},
            "sites": [{{ "pages": ["https://h/*"] }}], "rules": {rules} }}"#
    );
    Config::parse(&json).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn assigned(campaign: &str, channel: &str, client_id: &str) -> Assigned {
    let text = str::to_owned;
    Assigned { guid: text("g"), campaign: text(campaign), channel: text(channel), client_id: text(client_id) }
}

/// `campaign / channel / clientId`, and the address or the last rule's reason.
#[track_caller]
fn check(rules: &str, event: &str, expect: &str) {
    let config = config(rules);
    let mut fields = event.split(" / ");
    let mut next = || fields.next().unwrap_or_default();
    let event = assigned(next(), next(), next());
    match decide(&config, &event) {
        Decision::Rule { url, .. } => assert_eq!(url, expect),
        Decision::Lookup { request, .. } => assert_eq!(request.url, expect),
        Decision::None => {
            let reasons = reasons(&config, &event, usize::MAX);
            assert_eq!(reasons.len(), config.rules.len());
            assert_eq!(reasons.last().unwrap().why.to_string(), expect);
        }
    }
}

#[test]
fn conditions() {
    let rules =
        r#"[{ "when": { "campaign": ["Ventas*", "ATC"], "channel": "webchat" }, "url": "https://h/1" }]"#;
    check(rules, "ventas-> / WebChat / 5", "https://h/1");
    check(rules, "atc / webchat / 5", "https://h/1");
    check(rules, "ATC2 / webchat / 5", "the campaign is `ATC2`, none of `Ventas*`, `ATC`");
    check(rules, "ATC / sms / 5", "the channel is `sms`, not `webchat`");
    check(rules, " / webchat", "the campaign is empty, none of `Ventas*`, `ATC`");
    let rules = r#"[{ "when": { "clientId": "^\\d+$" }, "url": "https://h/{clientId}" }]"#;
    check(rules, "x / y / 55", "https://h/55");
    check(rules, "x / y / 5a", "the clientId is `5a`, not `^\\d+$`");
    check(r#"[{ "url": "https://h/all" }]"#, "", "https://h/all");
    check(r#"[{ "when": {}, "url": "https://h/all" }]"#, "", "https://h/all");
}

#[test]
fn letter_case_is_ignored_in_every_script() {
    let rules = r#"[{ "when": { "campaign": ["ATENCIÓN*", "Straße", "*ΣΊΣΥΦΟΣ", "ПРОДАЖИ"] }, "url": "https://h/1" }]"#;
    for campaign in ["atención al cliente", "STRASSE", "ο σίσυφος", "продажи"] {
        check(rules, campaign, "https://h/1");
    }
}

#[test]
fn the_first_that_applies_decides() {
    let rules = r#"[
        { "when": { "campaign": "b" }, "url": "https://h/1" },
        { "when": { "campaign": "*", "channel": "sms" }, "url": "https://h/2" },
        { "when": { "campaign": ["a", "b"] }, "url": "https://h/3" },
        { "when": { "campaign": ["a", "A", "x*"] }, "url": "https://h/4" },
        { "when": { "campaign": "a" }, "url": "https://h/5" },
        { "when": { "campaign": "x1" }, "url": "https://h/6" },
        { "when": { "channel": "email" }, "url": "https://h/7" }
    ]"#;
    check(rules, "b / sms", "https://h/1");
    check(rules, "a / sms", "https://h/2");
    check(rules, "a / web", "https://h/3");
    check(rules, "x1 / web", "https://h/4");
    check(rules, "c / email", "https://h/7");
    check(rules, "c / web", "the channel is `web`, not `email`");
}

/// The index is only a shortcut: the result is the same as if every rule were tried.
#[test]
fn the_index_changes_nothing() {
    let names = ["a", "b", "A", "a*", "*", "ab"];
    let mut rules = Vec::new();
    for i in 0..60 {
        let (one, two) = (names[i % 6], names[(i / 6) % 6]);
        let channel = ["x", "y", "z"][i % 3];
        rules.push(format!(
            r#"{{ "when": {{ "campaign": ["{one}", "{two}"], "channel": "{channel}" }}, "url": "https://h/{i}" }}"#
        ));
    }
    for skip in 0..60 {
        let config = config(&format!("[{}]", rules[skip..].join(",")));
        for campaign in ["a", "b", "ab", "AB", "c", ""] {
            for channel in ["x", "y", "z", "w"] {
                let event = assigned(campaign, channel, "5");
                let applies = reasons(&config, &event, usize::MAX).len();
                match decide(&config, &event) {
                    Decision::Rule { index, .. } | Decision::Lookup { index, .. } => {
                        assert_eq!(index, applies)
                    }
                    Decision::None => assert_eq!(applies, config.rules.len()),
                }
            }
        }
    }
}

#[test]
fn variables() {
    let rules = r#"[{
        "let": { "phone": { "from": "clientId", "match": "^(?:011)?0?(\\d{8})$", "to": "+598$1" } },
        "url": "https://h/search?q={phone}" }]"#;
    check(rules, "c / telephony / 01197234567", "https://h/search?q=%2B59897234567");
    check(rules, "c / telephony / 097234567", "https://h/search?q=%2B59897234567");
    let none = "let.phone: clientId is `97234`, not `^(?:011)?0?(\\d{8})$`";
    check(rules, "c / telephony / 97234", none);
}

#[test]
fn a_variable_may_be_made_from_another_in_any_order() {
    let rules = r#"[{
        "let": {
            "a": { "from": "b", "match": "^(?<first>.)", "to": "${first}$$${1}0" },
            "b": { "from": "clientId", "match": "(\\d+)|x", "to": "$1" }
        },
        "url": "https://h/{?a,b}" }]"#;
    check(rules, "c / d / n 42", "https://h/?a=4%2440&b=42");
    check(rules, "c / d / x", "let.a: b is empty, not `^(?<first>.)`");
}

#[test]
fn what_cannot_be_opened_does_not_apply() {
    let rules = r#"[{ "url": "https://h/c/{clientId}" }]"#;
    check(
        rules,
        "c / d / ..",
        "url: a segment of the path comes out as . or .., which leads to another page",
    );
    check(rules, "c / d", "url: the variable `clientId` is empty");
}

#[test]
fn values_do_not_grow_without_end() {
    let mut lets = vec![r#""v0": { "from": "clientId", "match": "(?s)(.*)", "to": "$1" }"#.to_owned()];
    for i in 1..20 {
        lets.push(format!(
            r#""v{i}": {{ "from": "v{}", "match": "(?s)(.*)", "to": "{}" }}"#,
            i - 1,
            "$1".repeat(20)
        ));
    }
    let rules = format!(r#"[{{ "let": {{ {} }}, "url": "https://h/{{v19}}" }}]"#, lets.join(","));
    check(&rules, "c / d / 5555", "let.v3: the value is longer than 8192 bytes");
}

#[test]
fn a_lazy_configuration_says_when_a_regular_expression_is_broken() {
    let json = r#"{ "version": 1, "ucontact": { "url": "https://u.example/" }, "sites": [{ "pages": ["https://h/*"] }],
        "rules": [{ "when": { "clientId": "(" }, "url": "https://h/" },
                  { "let": { "a": { "from": "clientId", "match": "[", "to": "$1" } }, "url": "https://h/{a}" },
                  { "url": "https://h/c" }] }"#;
    assert_eq!(Config::parse(json).unwrap_err().len(), 2);
    let config = Config::load(json).unwrap();
    let event = assigned("", "", "5");
    let why: Vec<String> =
        reasons(&config, &event, 9).into_iter().map(|reason| reason.why.to_string()).collect();
    assert_eq!(why.len(), 2);
    assert!(why[0].starts_with("when.clientId does not compile: "), "{}", why[0]);
    assert!(why[1].starts_with("let.a.match does not compile: "), "{}", why[1]);
    assert!(matches!(decide(&config, &event), Decision::Rule { index: 2, .. }));
}

#[test]
fn a_rules_own_way_to_open_wins() {
    let config = config(r#"[{ "name": "n", "url": "https://h/", "open": "ask" }]"#);
    let Decision::Rule { index: 0, name, open, .. } = decide(&config, &assigned("", "", "")) else {
        panic!("no rule")
    };
    assert_eq!((name.as_deref(), open), (Some("n"), OpenMode::Ask));
}
