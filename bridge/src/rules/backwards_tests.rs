use super::*;

fn config(rules: &str) -> Config {
    let json = format!(
        r#"{{ "version": 1, "ucontact": {{ "url": "https://u.example/" }},
            "sites": [{{ "pages": ["https://h/*"] }}], "rules": {rules} }}"#
    );
    Config::parse(&json).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// The client, channel and campaign of the page, or the last rule's reason.
fn told(rules: &str, url: &str) -> String {
    let config = config(rules);
    match recognise(&config, url) {
        Some(Recognised { start, .. }) => {
            let or = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
            format!("{} {} {}", start.client_id, or(start.channel), or(start.campaign))
        }
        None => {
            unrecognised(&config, url, usize::MAX).last().map_or_else(String::new, |last| last.why.clone())
        }
    }
}

#[test]
fn the_clients_id_in_the_address() {
    let rules = r#"[{ "when": { "channel": "webchat", "campaign": "Ventas" }, "url": "https://h/contact/{clientId}" }]"#;
    for url in [
        "https://h/contact/4711",
        "https://h/contact/4711/",
        "https://h/contact/4711/edit",
        "https://h/contact/4711?tab=notes&x=/y",
        "https://h/contact/4711#a/b",
    ] {
        assert_eq!(told(rules, url), "4711 webchat Ventas", "{url}");
    }
    assert_eq!(told(rules, "https://h/contact/a%2Fb"), "a/b webchat Ventas");
    for url in
        ["https://h/contact", "https://h/contact/", "https://i/contact/4711", "https://h/", "", "about:blank"]
    {
        assert_eq!(told(rules, url), "url: the page has another address", "{url}");
    }
}

#[test]
fn in_a_query_and_in_a_fragment() {
    let rules =
        r#"[{ "url": "https://h/search?q={clientId}" }, { "url": "https://h/app#/person/{clientId}" }]"#;
    assert_eq!(told(rules, "https://h/search?q=%2B598%2099&page=2"), "+598 99 ? ?");
    assert_eq!(told(rules, "https://h/app#/person/5/notes"), "5 ? ?");
    assert_eq!(told(rules, "https://h/app"), "url: the page has another address");
}

#[test]
fn a_variable_made_from_it() {
    let rules = r#"[{ "when": { "channel": ["telephony", "sms"], "campaign": ["Ventas*"] },
        "let": { "phone": { "from": "clientId", "match": "^(?:011)?0?(\\d{8})$", "to": "+598$1" } },
        "url": "https://h/search?q={phone}" }]"#;
    assert_eq!(told(rules, "https://h/search?q=%2B59899123456"), "99123456 telephony ?");
    // No client's id makes this address.
    assert_eq!(told(rules, "https://h/search?q=%2B5989912345"), "no client's id leads to this page");
    assert_eq!(told(rules, "https://h/search?q=Ana"), "no client's id leads to this page");
    let chain = r#"[{ "let": {
          "bare": { "from": "clientId", "match": "^\\+(\\d+)$", "to": "$1" },
          "key": { "from": "bare", "match": "^(\\d{3})(\\d+)$", "to": "$1-$2" } },
        "url": "https://h/k/{key}" }]"#;
    assert_eq!(told(chain, "https://h/k/598-99"), "no client's id leads to this page");
    let chain = chain.replace(r"^\\+(\\d+)$", r"^\\+?(\\d+)$");
    assert_eq!(told(&chain, "https://h/k/598-99123456"), "59899123456 ? ?");
}

#[test]
fn what_the_rule_would_not_lead_to_is_not_told() {
    let rules = r#"[{ "when": { "clientId": "^\\d+$" }, "url": "https://h/{clientId}" }]"#;
    assert_eq!(told(rules, "https://h/55"), "55 ? ?");
    assert_eq!(told(rules, "https://h/settings"), "no client's id leads to this page");
    let rules = r#"[{ "url": "https://h/{campaign}/{channel}/{clientId}" }, { "url": "https://h/{guid}" }]"#;
    assert_eq!(told(rules, "https://h/Ventas/sms/5"), "5 sms Ventas");
    assert_eq!(told(rules, "https://h/abc"), "no client's id leads to this page");
}

#[test]
fn the_first_rule_that_leads_there() {
    let rules = r#"[{ "name": "a", "url": "https://h/a/{clientId}" }, { "name": "b", "when": { "channel": "x*" }, "url": "https://h/b/{clientId}" },
        { "name": "c", "url": "https://h/b/{clientId}" }]"#;
    let found = recognise(&config(rules), "https://h/b/1").unwrap();
    assert_eq!((found.rule, found.name.as_deref()), (1, Some("b")));
    assert_eq!(found.start.channel, None, "`x*` names no channel");
    let variables: Vec<_> = found.variables.iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(variables, ["clientId"], "what was made up for the check is not told");
}

#[test]
fn lookups_and_templates_without_a_way_back_say_so() {
    let lookup = r#"[{ "lookup": { "url": "https://h/api?q={clientId}", "results": "$[*]", "let": { "id": "/id" } }, "url": "https://h/p/{id}" }]"#;
    assert!(told(lookup, "https://h/p/5").starts_with("lookup: "));
    assert!(
        told(r#"[{ "url": "https://h/{channel}{clientId}" }]"#, "https://h/a5")
            .starts_with("url: its values")
    );
}

#[test]
fn endless_addresses_end() {
    let rules = r#"[{ "url": "https://h/contact/{clientId}" }]"#;
    let url = format!("https://h/contact/5{}", "/é?&#".repeat(100_000));
    assert!(recognise(&config(rules), &url).is_none());
}
