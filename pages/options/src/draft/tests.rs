use super::*;
use bridge::config::Config;

const WHOLE: &str = r#"{
  "version": 1,
  "ucontact": {"url": "https://acme.ucontactcloud.com/"},
  "sites": [{"name": "Creme", "pages": ["https://crm.acme.example/*"], "softphone": "inject"}],
  "rules": [
    {"name": "Chats", "when": {"campaign": ["Ventas*", "ATC"], "channel": "webchat", "clientId": "^\\d+$"},
     "url": "https://crm.acme.example/persons/contact/{clientId}", "open": "tab"},
    {"let": {"phone": {"from": "clientId", "match": "(\\d{8})$", "to": "+598$1"}},
     "lookup": {"url": "https://crm.acme.example/search?q={phone}", "results": "$.results[*]",
                "let": {"id": {"from": "/url", "match": "(\\d+)$", "to": "$1"}, "label": "/label"}},
     "url": "https://crm.acme.example/persons/contact/{id}",
     "none": "https://crm.acme.example/new?phone={phone}",
     "many": "https://crm.acme.example/search?q={phone}"}
  ],
  "open": "reuse"
}"#;

fn values(json: &str) -> serde_json::Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn nothing_is_lost_on_the_way_through_a_draft() {
    let draft = Draft::parse(WHOLE).unwrap();
    assert_eq!(values(&draft.to_json()), values(WHOLE));
    assert!(Config::parse(&draft.to_json()).is_ok());
}

#[test]
fn an_export_fits_a_policy_and_means_the_same() {
    let draft = Draft::parse(WHOLE).unwrap();
    assert_eq!(values(&draft.to_policy()), bridge::config::for_policy(&values(WHOLE)));
    assert!(Config::parse(&draft.to_policy()).is_ok());
}

#[test]
fn a_text_that_no_form_can_show_is_refused_with_the_place() {
    for (from, to, expect) in [
        ("\"open\": \"reuse\"", "\"opne\": 1", "opne"),
        ("\"url\": \"https://acme.ucontactcloud.com/\"", "\"url\": 5", "line 3"),
        ("\"to\": \"+598$1\"}", "\"to\": \"+598$1\"}, \"phone\": {}", "missing field"),
        ("\"version\": 1,", "\"version\": 1, \"version\": 1,", "duplicate"),
    ] {
        assert!(WHOLE.contains(from), "{from}");
        let error = Draft::parse(&WHOLE.replace(from, to)).unwrap_err();
        assert!(error.contains(expect), "{to}: {error}");
    }
}

#[test]
fn lines_become_a_list_and_a_single_line_a_text() {
    for (text, json) in
        [("", "null"), ("\n \n", "null"), ("a", "\"a\""), ("a\n", "\"a\""), (" a \n\nb c", "[\"a\",\"b c\"]")]
    {
        assert_eq!(serde_json::to_string(&Texts::from_lines(text)).unwrap(), json, "{text:?}");
    }
    assert_eq!(Texts::Many(vec!["a".into(), "b".into()]).lines(), "a\nb");
}

#[test]
fn a_mapping_is_added_and_known_pages_make_no_second_site() {
    let preset = bridge::presets::all().into_iter().find(|preset| preset.id == "creme").unwrap();
    let mapping = preset.apply("crm.acme.example", None).unwrap();
    let mut draft = Draft::default();
    assert_eq!(draft.add_mapping(&mapping, Some("inject".into())), 0);
    assert_eq!(draft.add_mapping(&mapping, None), 1);
    assert_eq!((draft.sites.len(), draft.rules.len()), (1, 2));
    assert_eq!(draft.sites[0].softphone.as_deref(), Some("inject"));
    draft.ucontact.url = "https://acme.ucontactcloud.com/".into();
    assert!(Config::parse(&draft.to_json()).is_ok());
}

#[test]
fn the_first_rule_that_differs_is_found() {
    let mut draft = Draft::parse(WHOLE).unwrap();
    let before = draft.clone();
    assert_eq!(before.first_other_rule(&draft), None);
    draft.rule_mut(1).unwrap().url.push('x');
    assert_eq!(before.first_other_rule(&draft), Some(1));
    draft.rules.remove(1);
    assert_eq!(before.first_other_rule(&draft), Some(1));
    assert_eq!(draft.first_other_rule(&before), Some(0));
}

#[test]
fn a_pointer_alone_is_written_in_the_short_way() {
    for (from, pattern, to, json) in [
        ("/id", "", "", r#""/id""#),
        ("/url", "(\\d+)$", "$1", r#"{"from":"/url","match":"(\\d+)$","to":"$1"}"#),
        ("/url", "x", "", r#"{"from":"/url","match":"x"}"#),
    ] {
        let field = Field::from_parts(from, pattern, to);
        assert_eq!(serde_json::to_string(&field).unwrap(), json);
        assert_eq!(serde_json::from_str::<Field>(json).unwrap(), field);
        assert_eq!(field.parts(), (from, pattern, to));
    }
}

#[test]
fn a_rule_moves_both_ways() {
    let named = |name: &str| Rc::new(Rule { name: Some(name.to_owned()), ..Rule::default() });
    let mut draft = Draft { rules: ["a", "b", "c", "d"].map(named).into(), ..Draft::default() };
    draft.move_rule(0, 2);
    draft.move_rule(3, 0);
    draft.move_rule(9, 0);
    let names: Vec<&str> = draft.rules.iter().filter_map(|rule| rule.name.as_deref()).collect();
    assert_eq!(names, ["d", "b", "c", "a"]);
}
