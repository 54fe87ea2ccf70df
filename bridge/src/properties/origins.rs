//! Whatever is typed, imported or set by policy, whatever uContact sends and a CRM answers: the background opens and
//! asks only addresses of the origins that the configuration spells out.

use super::inputs::{config, text};
use crate::config::Config;
use crate::desk::{Desk, Effect, Input};
use crate::lookup::{Head, Outcome};
use crate::message::{Assigned, Event};
use crate::view::{LookupFailure, Opened};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Where a browser goes for an address, by the WHATWG's URL standard, and independent of how this crate reads
/// addresses: tabs and line breaks vanish, a backslash is a slash, and what stands before an `@` is a user name.
fn browsers_origin(url: &str) -> String {
    let url: String = url.trim_matches(|c: char| c <= ' ').replace(['\t', '\r', '\n'], "").replace('\\', "/");
    let (scheme, rest) = url.split_once(':').unwrap_or(("none", &url));
    let rest = rest.trim_start_matches('/');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let default = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    format!("{}://{}", scheme.to_ascii_lowercase(), host.strip_suffix(default).unwrap_or(&host))
}

/// The origins in the rules' templates, read from the file's own text.
fn literal_origins(json: &str) -> BTreeSet<String> {
    let json: Value = serde_json::from_str(json).unwrap_or_default();
    let rules = json["rules"].as_array().into_iter().flatten();
    let templates =
        rules.flat_map(|rule| [&rule["url"], &rule["none"], &rule["many"], &rule["lookup"]["url"]]);
    let literal = |template: &Value| template.as_str().map(|text| text.split('{').next().unwrap().to_owned());
    templates.filter_map(literal).map(|text| browsers_origin(&text)).collect()
}

/// A template that is almost always valid, with one of several origins and these variables.
fn template(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    let origin = select(vec![
        "https://a.example/",
        "https://b.example:8443/x/",
        "https://CRM.acme.example:443/",
        "http://localhost:8000/",
        "http://[::1]:7/",
    ]);
    let operator = select(vec!["", "+", "#", "/", ".", ";", "?", "&"]);
    let expression =
        (operator, vec(select(names), 1..3)).prop_map(|(op, names)| format!("{{{op}{}}}", names.join(",")));
    let literal = select(vec!["/", "c", "?q=", "#/", "@", ":", ".", "//", "%2e", ""]).prop_map(str::to_owned);
    (origin, vec(prop_oneof![expression, literal], 0..5))
        .prop_map(|(o, parts)| o.to_owned() + &parts.concat())
}

/// A configuration with lookups that is almost always valid.
fn with_lookups() -> impl Strategy<Value = String> {
    let early = || template(&["clientId", "guid", "campaign", "channel", "guid:4"]);
    let late = template(&["clientId", "guid", "id", "label", "id:4"]);
    let rule = (early(), late, proptest::option::of(early()), proptest::option::of(early()), 0..3).prop_map(
        |(asked, url, none, many, kind)| {
            let mut rule = json!({ "url": url, "lookup": { "url": asked, "results": "$..*",
                "let": { "id": "/id", "label": { "from": "/label", "match": "(?s)(.*)", "to": "$1" } } } });
            if kind == 0 {
                rule["open"] = "ask".into();
            }
            for (name, template) in [("none", none), ("many", many)] {
                if let Some(template) = template {
                    rule[name] = template.into();
                }
            }
            rule
        },
    );
    vec(rule, 1..4).prop_map(|rules| {
        json!({ "version": 1, "ucontact": { "url": "https://u.example/" }, "sites": [{ "pages": ["https://h/*"] }],
            "rules": rules })
        .to_string()
    })
}

/// A CRM's answer, made of hostile texts.
fn answer() -> impl Strategy<Value = String> {
    let one = (text(), text()).prop_map(|(id, label)| json!({ "id": id, "label": label, "url": id }));
    let list = vec(one, 0..4).prop_map(|list| json!({ "results": list }).to_string());
    prop_oneof![5 => list, 1 => text()]
}

/// The origins that an address may have.
struct Allowed(BTreeSet<String>);

impl Allowed {
    fn check(&self, url: &str) {
        let origin = browsers_origin(url);
        assert!(self.0.contains(&origin), "{url} leads to {origin}, and allowed are {:?}", self.0);
    }

    /// Checks the effects' addresses, and answers as a browser and a CRM would. Returns how many addresses there
    /// were.
    fn perform(
        &self,
        desk: &mut Desk,
        effects: Vec<Effect>,
        answers: &mut impl Iterator<Item = String>,
    ) -> usize {
        let mut effects = std::collections::VecDeque::from(effects);
        let mut seen = 0;
        while let Some(effect) = effects.pop_front() {
            let outcome = match effect {
                Effect::OpenRecord { guid, url, .. } => {
                    self.check(&url);
                    Input::RecordOpened { guid, result: Ok(Opened::Tab) }
                }
                Effect::Lookup { guid, request } => {
                    self.check(&request.url);
                    request.none.iter().chain(&request.many).for_each(|url| self.check(url));
                    let head = Head { status: 200, content_type: None };
                    let outcome = match answers.next() {
                        Some(body) => request.read(&head, body.as_bytes()),
                        None => Outcome::Failed { why: LookupFailure::SignedOut },
                    };
                    if let Outcome::Found { matches, .. } = &outcome {
                        matches.iter().for_each(|found| self.check(&found.url));
                    }
                    Input::LookedUp { guid, outcome }
                }
                _ => continue,
            };
            seen += 1;
            effects.extend(desk.handle(outcome, 1));
        }
        seen
    }

    /// The addresses that the popup offers to open or to choose.
    fn shown(&self, desk: &Desk) -> Vec<String> {
        let view = desk.view(2);
        let lookups = view.interactions.iter().filter_map(|known| known.lookup.as_ref());
        let offered = lookups.flat_map(|lookup| {
            self.check(&lookup.home);
            lookup.matches.iter().map(|found| found.url.clone())
        });
        offered.collect()
    }
}

/// Plays interactions of hostile texts under a configuration, to the last click.
fn play(json: &str, events: &[Assigned], answers: &[String], chosen: &str) -> usize {
    let Ok(config) = Config::parse(json) else { return 0 };
    let allowed = Allowed(literal_origins(json));
    let mut desk = Desk::default();
    desk.set_config(Some(config.into()));
    let mut seen = 0;
    for event in events {
        let guid = event.guid.clone();
        let mut answers = answers.iter().cloned();
        let assigned = Input::Event { event: Event::AssignedInteraction(event.clone()), tab: None };
        let mut act = |desk: &mut Desk, input| {
            let effects = desk.handle(input, 1);
            seen += allowed.perform(desk, effects, &mut answers);
        };
        act(&mut desk, assigned);
        act(&mut desk, Input::Choose { guid: guid.clone(), url: chosen.to_owned() });
        for url in allowed.shown(&desk) {
            act(&mut desk, Input::Choose { guid: guid.clone(), url });
        }
        act(&mut desk, Input::Open { guid: guid.clone() });
        act(&mut desk, Input::Open { guid });
    }
    seen
}

fn events() -> impl Strategy<Value = Vec<Assigned>> {
    let event = vec(text(), 4).prop_map(|mut texts| {
        let mut next = || texts.pop().unwrap_or_default();
        Assigned { guid: next(), campaign: next(), channel: next(), client_id: next() }
    });
    vec(event, 1..4)
}

proptest! {
    #[test]
    fn addresses_are_of_the_configurations_origins(
        json in prop_oneof![2 => with_lookups(), 1 => config()],
        events in events(),
        answers in vec(answer(), 0..4),
        chosen in text(),
    ) {
        play(&json, &events, &answers, &chosen);
    }
}

/// The property tests something: a good part of the configurations open addresses.
#[test]
fn most_lead_somewhere() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = (with_lookups(), events(), vec(answer(), 0..4));
    let leads = (0..200).filter(|_| {
        let (json, events, answers) = strategy.new_tree(&mut runner).unwrap().current();
        play(&json, &events, &answers, "https://evil.example/") > 0
    });
    let leads = leads.count();
    assert!(leads > 60, "{leads} of 200");
}

#[test]
fn a_browser_is_not_fooled() {
    for (url, expect) in [
        ("https://a.example/@b.example", "https://a.example"),
        ("https://a.example@b.example/", "https://b.example"),
        ("https:\\\\b.example\\x", "https://b.example"),
        ("\u{0}ht\ntps:b.example:443?x", "https://b.example"),
        ("HTTP://[::1]:80/", "http://[::1]"),
        ("javascript:alert(1)", "javascript://alert(1)"),
    ] {
        assert_eq!(browsers_origin(url), expect, "{url:?}");
    }
}
