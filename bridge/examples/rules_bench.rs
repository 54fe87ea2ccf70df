//! Time per event at 10, 1,000 and 10,000 rules, as JSON on stdout: `cargo run --release -p bridge --example
//! rules_bench`. Times are medians in nanoseconds.
//!
//! Four kinds of rules: `campaign` names one campaign in each rule (an index finds the rule); `glob` has a `*` in it
//! (each rule is tried); `clientId` has a regular expression (each rule is tried, and this kind is the slowest);
//! `let` makes a variable by a regular expression and applies to every event of a channel.

use bridge::config::Config;
use bridge::message::Assigned;
use bridge::rules::{Decision, decide};
use std::hint::black_box;
use std::time::{Duration, Instant};

const KINDS: [&str; 4] = ["campaign", "glob", "clientId", "let"];
const SIZES: [usize; 3] = [10, 1_000, 10_000];

fn main() {
    let mut rows = Vec::new();
    for kind in KINDS {
        for size in SIZES {
            let json = config(kind, size);
            let parse = once(|| Config::parse(&json).is_ok());
            let load = once(|| Config::load(&json).is_ok());
            let Ok(config) = Config::parse(&json) else {
                unreachable!("the bench's own configuration has errors")
            };
            let first = event(kind, 0);
            let cold = {
                let Ok(lazy) = Config::load(&json) else { unreachable!("it was read before") };
                once(|| matches!(decide(&lazy, &event(kind, size - 1)), Decision::Rule { .. }))
            };
            let expect = |event: &Assigned, wanted: Option<usize>| {
                let found = match decide(&config, event) {
                    Decision::Rule { index, .. } => Some(index),
                    Decision::Lookup { .. } | Decision::None => None,
                };
                assert_eq!(found, wanted, "{kind} {size}");
                median(|| matches!(decide(&config, black_box(event)), Decision::Rule { .. }))
            };
            rows.push(serde_json::json!({
                "kind": kind,
                "rules": size,
                "firstRuleNs": expect(&first, Some(0)),
                "lastRuleNs": expect(&event(kind, size - 1), Some(size - 1)),
                "noRuleNs": expect(&event(kind, size), None),
                "lastRuleFirstTimeAfterLoadNs": cold,
                "parseMs": ms(parse),
                "loadMs": ms(load),
            }));
        }
    }
    println!("{:#}", serde_json::json!({ "rulesBench": rows }));
}

fn ms(ns: u128) -> f64 {
    (Duration::from_nanos(u64::try_from(ns).unwrap_or(u64::MAX)).as_secs_f64() * 1e5).round() / 100.0
}

fn config(kind: &str, size: usize) -> String {
    let rule = |i: usize| match kind {
        "campaign" => serde_json::json!({
            "when": { "campaign": format!("Campaign {i}"), "channel": ["telephony", "whatsapp"] },
            "url": format!("https://crm.acme.example/{i}/contact/{{clientId}}") }),
        "glob" => serde_json::json!({
            "when": { "campaign": format!("Campaign {i} *"), "channel": ["telephony", "whatsapp"] },
            "url": format!("https://crm.acme.example/{i}/contact/{{clientId}}") }),
        "clientId" => serde_json::json!({
            "when": { "channel": "tele*", "clientId": format!("^(?:\\+?598|0){i:08}$") },
            "url": format!("https://crm.acme.example/{i}/contact/{{clientId}}") }),
        _ => serde_json::json!({
            "when": { "channel": "telephony" },
            "let": { "phone": { "from": "clientId", "match": format!("^598({i:08})$"), "to": "0$1" } },
            "url": format!("https://crm.acme.example/{i}/search?q={{phone}}") }),
    };
    let rules: Vec<_> = (0..size).map(rule).collect();
    serde_json::json!({ "version": 1, "ucontact": { "url": "https://acme.ucontactcloud.com/" },
        "sites": [{ "pages": ["https://crm.acme.example/*"] }], "rules": rules })
    .to_string()
}

/// An event that the rule at this place applies to.
fn event(kind: &str, place: usize) -> Assigned {
    let campaign = match kind {
        "campaign" => format!("campaign {place}"),
        _ => format!("campaign {place} x"),
    };
    Assigned {
        guid: "0f1e2d3c-aaaa-bbbb-cccc-0123456789ab".to_owned(),
        campaign,
        channel: "telephony".to_owned(),
        client_id: format!("598{place:08}"),
    }
}

fn once(mut run: impl FnMut() -> bool) -> u128 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_nanos()
}

/// The median time of one call, from batches that are long enough for the clock.
fn median(mut run: impl FnMut() -> bool) -> u128 {
    let one = once(&mut run).max(1);
    let batch = (20_000 / one).max(1);
    let rounds = (300_000_000 / (one * batch)).clamp(15, 2_001);
    let mut times: Vec<u128> = (0..rounds)
        .map(|_| {
            once(|| {
                let mut any = false;
                for _ in 0..batch {
                    any |= run();
                }
                any
            }) / batch
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}
