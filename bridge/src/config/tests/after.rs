//! [`Config::parse_after`] gives the same result as [`Config::parse`].

use super::*;

fn file(rules: &[&str]) -> String {
    let rules = rules.join(",");
    format!(
        r#"{{ "version": 1, "ucontact": {{ "url": "https://u.example/" }},
             "sites": [{{ "pages": ["https://h/*"] }}], "rules": [{rules}] }}"#
    )
}

const PLAIN: &str = r#"{ "url": "https://h/{clientId}" }"#;
const CONDITION: &str = r#"{ "when": { "clientId": "^\\d+$" }, "url": "https://h/{clientId}" }"#;
const VARIABLE: &str =
    r#"{ "let": { "a": { "from": "clientId", "match": "(\\d)", "to": "$1" } }, "url": "https://h/{a}" }"#;
const LOOKUP: &str = r#"{ "lookup": { "url": "https://h/?q={clientId}", "results": "$[*]",
    "let": { "id": { "from": "/id", "match": "(\\d+)", "to": "$1" } } }, "url": "https://h/{id}" }"#;
const BROKEN: &str = r#"{ "when": { "clientId": "(" }, "url": "https://h/{clientId}" }"#;
const NO_GROUP: &str =
    r#"{ "let": { "a": { "from": "clientId", "match": "(\\d)", "to": "$2" } }, "url": "https://h/{a}" }"#;
const NO_PATH: &str =
    r#"{ "lookup": { "url": "https://h/?q={clientId}", "results": "$[" }, "url": "https://h/" }"#;

#[test]
fn the_outcome_is_that_of_reading_alone() {
    let before = Config::parse(&file(&[PLAIN, CONDITION, VARIABLE, LOOKUP])).unwrap();
    for rules in [
        &[PLAIN, CONDITION, VARIABLE, LOOKUP][..],
        &[CONDITION, VARIABLE, LOOKUP],
        &[PLAIN, PLAIN, CONDITION, VARIABLE, LOOKUP],
        &[LOOKUP, VARIABLE, CONDITION, PLAIN],
        &[PLAIN, BROKEN, VARIABLE, NO_PATH],
        &[BROKEN, PLAIN, CONDITION, NO_GROUP, LOOKUP],
        &[],
    ] {
        let json = file(rules);
        match (Config::parse(&json), Config::parse_after(&json, &before)) {
            (Ok(alone), Ok(after)) => {
                assert_eq!(alone.rules, after.rules, "{json}");
                assert!(after.rules.iter().all(crate::rule::Rule::is_compiled), "{json}");
            }
            (Err(alone), Err(after)) => assert_eq!(alone, after, "{json}"),
            (alone, after) => panic!("{json}: {:?}, {:?}", alone.err(), after.err()),
        }
    }
}

#[test]
fn what_was_never_compiled_is_not_taken_on_trust() {
    let json = file(&[BROKEN, NO_GROUP, NO_PATH]);
    let before = Config::load(&json).unwrap();
    let errors = Config::parse_after(&json, &before).unwrap_err();
    assert_eq!(errors, Config::parse(&json).unwrap_err());
    assert_eq!(errors.len(), 3);
}
