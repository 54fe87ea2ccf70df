//! `docs/configuration.md` says what is so.

// What is not as expected here is a failed test.
#![allow(clippy::unwrap_used)]

use bridge::config::Config;
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

/// All that stands in backquotes.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn config(rule: &serde_json::Value) -> Result<Config, String> {
    let json = serde_json::json!({ "version": 1, "ucontact": { "url": "https://u.example/" },
        "sites": [{ "pages": ["https://h/*"] }], "rules": [rule] });
    Config::parse(&json.to_string()).map_err(|errors| format!("{errors:?}"))
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
            // What stands behind something stands behind an x.
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
