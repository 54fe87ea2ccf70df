//! What `docs/configuration.md` says is true.

// A panic is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic)]

use bridge::config::{Config, ConfigError};
use bridge::lookup::Outcome;
use bridge::message::Assigned;
use bridge::rules::{Decision, decide};

const DOCS: &str = include_str!("../../docs/configuration.md");

/// The rows of the table under a heading; each cell without its backquotes, and with `\|` undone.
fn table(heading: &str) -> Vec<Vec<String>> {
    let (_, section) = DOCS.split_once(heading).unwrap();
    let rows = section.lines().skip_while(|line| !line.starts_with("|--")).skip(1);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| {
            let line = line.replace("\\|", "\u{1}");
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().replace('\u{1}', "|")).collect()
        })
        .collect()
}

/// All texts in backquotes.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn config(rule: &serde_json::Value) -> Result<Config, Vec<ConfigError>> {
    let json = serde_json::json!({ "version": 1, "ucontact": { "url": "https://u.example/" },
        "sites": [{ "pages": ["https://h/*"] }], "rules": [rule] });
    Config::parse(&json.to_string())
}

fn opens(config: &Config, campaign: &str, channel: &str, client_id: &str) -> Option<String> {
    let text = str::to_owned;
    let event = Assigned {
        guid: text("g"),
        campaign: text(campaign),
        channel: text(channel),
        client_id: text(client_id),
    };
    match decide(config, &event) {
        Decision::Rule { url, .. } => Some(url),
        Decision::Lookup { .. } | Decision::None => None,
    }
}

#[test]
fn the_example_does_what_is_said() {
    let (_, rest) = DOCS.split_once("```json\n").unwrap();
    let (json, rest) = rest.split_once("```").unwrap();
    let config = Config::parse(json).unwrap();
    let said = code(rest);
    let opened = |campaign, channel, client| opens(&config, campaign, channel, client).unwrap();
    assert_eq!(opened(&said[0], "webchat", &said[1]), said[2]);
    assert_eq!(opened("", "telephony", &said[3]), said[4]);
}

#[test]
fn the_templates_give_what_is_said() {
    let rows = table("### Templates");
    assert!(rows.len() > 5);
    for row in rows {
        let (template, expect) = (&code(&row[0])[0], &code(&row[1])[0]);
        let config = config(&serde_json::json!({ "url": template })).unwrap();
        assert_eq!(opens(&config, "", "", "a/b c").as_ref(), Some(expect), "{template}");
    }
}

#[test]
fn the_dialect_is_what_is_said() {
    let compiles = |regex: &str| {
        let rule = serde_json::json!({ "url": "https://h/", "when": { "clientId": regex } });
        config(&rule).is_ok()
    };
    let rows = table("## Regular expressions");
    assert!(rows.len() > 6);
    for row in &rows {
        for regex in code(&row[0]) {
            // A repetition needs something to repeat.
            let regex = if regex.starts_with(['*', '+', '?', '{']) { format!("x{regex}") } else { regex };
            assert!(compiles(&regex), "{regex}");
        }
    }
    let (_, not) = DOCS.split_once("There are **no**").unwrap();
    let (not, _) = not.split_once("An expression").unwrap();
    for regex in code(not) {
        let good = regex == "[a-zñáéíóú]";
        assert_eq!(compiles(&regex), good, "{regex}");
    }
    assert!(!compiles("(x{1000}){1000}"));
    let finds = |regex: &str, text: &str| {
        let rule = serde_json::json!({ "url": "https://h/", "when": { "clientId": regex } });
        opens(&config(&rule).unwrap(), "", "", text).is_some()
    };
    assert!(finds("\\d", "a5b") && !finds("^\\d+$", "a5b"), "anywhere, but for ^ and $");
    assert!(!finds("\\d", "٣") && !finds("\\w", "ñ") && !finds("(?i)ñ", "Ñ"), "ASCII only");
    assert!(!finds("^\\d+$", "5\n") && finds("(?m)^\\d+$", "5\n"), "$ is the very end");
}

/// The rule in the section about lookups, and Creme's answer there.
fn lookup_example() -> (serde_json::Value, String) {
    let (_, section) = DOCS.split_once("### Lookups").unwrap();
    let mut blocks = section.split("```json\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let mut next = || blocks.next().unwrap().to_owned();
    (serde_json::from_str(&next()).unwrap(), next())
}

#[test]
fn the_lookup_does_what_is_said() {
    let (rule, answer) = lookup_example();
    let config = config(&rule).unwrap();
    let (_, after) = DOCS.split_once("\nFor `09").unwrap();
    let said = code(&format!("`09{after}"));
    let text = str::to_owned;
    let event = Assigned {
        guid: text("g"),
        campaign: text(""),
        channel: text("telephony"),
        client_id: said[0].clone(),
    };
    let Decision::Lookup { request, .. } = decide(&config, &event) else { panic!("no lookup") };
    let asked = said[1].trim_start_matches('…');
    assert!(request.url.ends_with(asked), "{} does not end with {asked}", request.url);
    let head = bridge::lookup::Head { status: 200, content_type: Some(text("application/json")) };
    let Outcome::Found { matches, more: false, .. } = request.read(&head, answer.as_bytes()) else {
        panic!("nothing found")
    };
    let [found] = &*matches else { panic!("{matches:?}") };
    assert_eq!(found.label.as_deref(), Some("Irene Etcheverry"));
    let (_, after) = DOCS.split_once("one match is left:").unwrap();
    assert_eq!(found.url, code(after)[0]);
}

/// Whether a row of the table contains this message. `…` stands for anything.
fn says(row: &str, message: &str) -> bool {
    let mut rest = message;
    row.split('…').all(|piece| match rest.split_once(piece.trim()) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[test]
fn every_error_of_a_lookup_is_in_the_table() {
    let rows = table("## Every error");
    let (good, _) = lookup_example();
    let spoilt = |pointer: &str, value: serde_json::Value| {
        let mut rule = good.clone();
        *rule.pointer_mut(pointer).unwrap() = value;
        config(&rule).unwrap_err()
    };
    let id = |value: &str| serde_json::json!({ "from": value });
    for errors in [
        spoilt("/lookup/url", "https://h/{id}".into()),
        spoilt("/none", "https://h/{label}".into()),
        spoilt("/lookup/let", serde_json::json!({ "id": "/id", "phone": "/phone" })),
        spoilt("/lookup/let/id", 5.into()),
        spoilt("/lookup/let/id", id("id")),
        spoilt("/lookup/let/id", id("/a~b")),
        spoilt("/lookup/let/id", id(&format!("/{}", "x".repeat(2_000)))),
        spoilt("/lookup/results", "results".into()),
        spoilt("/lookup/results", "$..a..b".into()),
        spoilt("/lookup/results", "$[?@.a == $.b]".into()),
        spoilt("/lookup/results", "$[".into()),
        spoilt("/lookup/results", "$[?match(@.a, 'b')]".into()),
        spoilt("/lookup/results", format!("$.{}", "a".repeat(600)).into()),
        config(&serde_json::json!({ "url": "https://h/x", "many": "https://h/y" })).unwrap_err(),
    ] {
        let [error] = &*errors else { panic!("{errors:?}") };
        let message = &error.message;
        assert!(rows.iter().any(|row| says(&row[0], message)), "not in the table: {message}");
    }
}

/// The limits in the text are those in the code.
#[test]
fn the_limits_are_what_is_said() {
    use bridge::lookup::*;
    let said = [
        format!("{} seconds for all of it", WITHIN / 1_000),
        format!("{} MiB and {},000 values", MAX_ANSWER >> 20, MAX_NODES / 1_000),
        format!("first {},000 results are looked at and {MAX_MATCHES} matches kept", MAX_RESULTS / 1_000),
        format!("one line, {MAX_LABEL} characters"),
        format!("longer than\n  {} KiB", MAX_MATCH_URL >> 10),
        format!("at most {MAX_PATH} bytes"),
    ];
    for said in said {
        assert!(DOCS.contains(&said), "{said}");
    }
}

/// The table of the pipeline's step is the one in the golden folder.
#[test]
fn the_summary_is_what_is_said() {
    let (_, rest) = DOCS.split_once("the same as a table:\n\n```\n").unwrap();
    let (said, _) = rest.split_once("    …").unwrap();
    let golden = include_str!("explain/pipeline/summary.txt");
    assert!(golden.starts_with(said), "{golden}");
}
