use super::*;
use crate::draft::Rule;

/// A configuration of one rule that leads to `url`.
fn config(url: &str) -> Draft {
    let mut draft = Draft::default();
    draft.ucontact.url = "https://acme.ucontactcloud.com/".into();
    draft.rules.push(Rc::new(Rule { url: url.into(), ..Rule::default() }));
    draft
}

fn in_force(draft: &Draft) -> InForce {
    InForce { json: Some(draft.to_json()), hosts: Vec::new(), missing: Vec::new(), managed: None }
}

fn policy(draft: &Draft) -> InForce {
    InForce { managed: Some(Managed { errors: Vec::new() }), ..in_force(draft) }
}

/// The state in which `draft` is in force, and nothing is changed.
fn with(draft: &Draft) -> State {
    let mut state = State::default();
    state.accept(in_force(draft), 0);
    state.follow_draft();
    state
}

fn change(state: &mut State, url: &str) -> bool {
    state.change("", |draft| *draft = config(url), 0)
}

#[test]
fn a_draft_without_changes_follows_what_is_in_force_and_a_changed_one_stays() {
    let mut state = with(&config("https://a/"));
    assert_eq!((state.draft(), state.is_dirty()), (&config("https://a/"), false));

    state.accept(in_force(&config("https://b/")), 0);
    assert_eq!((state.draft(), state.is_dirty()), (&config("https://b/"), false));

    assert!(change(&mut state, "https://mine/"));
    state.accept(in_force(&config("https://c/")), 0);
    assert_eq!((state.draft(), state.is_dirty()), (&config("https://mine/"), true));
}

#[test]
fn an_equal_configuration_leaves_the_past() {
    let mut state = with(&config("https://a/"));
    change(&mut state, "https://b/");
    state.accept(in_force(&config("https://b/")), 0);
    assert!(!state.is_dirty());
    assert!(state.step(false));
    assert_eq!(state.draft(), &config("https://a/"));
}

#[test]
fn a_policy_cannot_be_changed_and_gives_back_what_was_edited_before() {
    let mut state = with(&config("https://a/"));
    change(&mut state, "https://mine/");

    state.accept(policy(&config("https://policy/")), 0);
    assert_eq!(state.draft(), &config("https://policy/"));
    assert!(!change(&mut state, "https://other/") && !state.step(false) && !state.can_save());
    assert_eq!(state.verdict(), Verdict::Managed);

    state.accept(in_force(&config("https://a/")), 0);
    assert_eq!((state.draft(), state.is_dirty()), (&config("https://mine/"), true));
}

#[test]
fn the_text_that_was_edited_when_a_policy_came_is_given_back_too() {
    let mut state = with(&config("https://a/"));
    state.json = Some(JsonText::new(String::new()));
    state.text_checked(config("https://typed/").to_json(), Vec::new());
    state.accept(policy(&config("https://policy/")), 0);
    assert!(state.json.is_none());
    state.accept(in_force(&config("https://a/")), 0);
    assert_eq!(state.draft(), &config("https://typed/"));
}

#[test]
fn the_open_text_follows_only_while_it_is_unchanged() {
    let mut state = with(&config("https://a/"));
    state.json = Some(JsonText::new(config("https://a/").to_json()));
    let text = state.accept(in_force(&config("https://b/")), 0);
    assert_eq!(text, ForText { follows: Some(config("https://b/").to_json()), opens: None });

    state.text_checked(config("https://typed/").to_json(), Vec::new());
    assert_eq!(state.accept(in_force(&config("https://c/")), 0), ForText::default());
}

#[test]
fn what_the_form_cannot_show_opens_as_text() {
    let broken = "{\"version\": 1, \"colour\": \"red\"}";
    let mut state = State::default();
    let text = state.accept(InForce { json: Some(broken.into()), ..in_force(&config("")) }, 0);
    assert_eq!(text, ForText { follows: None, opens: Some(broken.into()) });
}

#[test]
fn what_is_typed_while_a_save_is_under_way_stays_a_change() {
    let mut state = with(&config("https://a/"));
    change(&mut state, "https://b/");
    let sent = state.draft().clone();
    change(&mut state, "https://c/");
    state.saved(&sent.to_compact(), sent, false, 0);
    assert!(state.is_dirty());
    assert_eq!(state.in_force, Some(config("https://b/")));
}

#[test]
fn a_saved_text_is_in_force_and_no_change_any_more() {
    let mut state = with(&config("https://a/"));
    let json = config("https://b/").to_json();
    state.json = Some(JsonText::new(String::new()));
    state.text_checked(json.clone(), Vec::new());
    assert!(state.can_save());
    let was = state.draft().clone();
    state.saved(&json, was, true, 0);
    assert!(!state.is_dirty());
    assert_eq!(
        (state.draft(), state.in_force.as_ref()),
        (&config("https://b/"), Some(&config("https://b/")))
    );
}

#[test]
fn undo_selects_the_rule_that_it_changed() {
    let mut state = State::default();
    state.change("", |draft| draft.rules = vec![Rc::default(); 3], 0);
    state.change("", |draft| draft.rules[2] = Rc::new(Rule { url: "x".into(), ..Rule::default() }), 0);
    state.follow_draft();
    state.select(0);
    assert!(state.step(false));
    assert_eq!(state.selected, 2);
    assert!(state.step(true) && !state.step(true));
}

#[test]
fn the_list_shows_the_rules_that_contain_the_filter() {
    let mut state = State::default();
    let named = |name: &str| Rc::new(Rule { name: Some(name.into()), ..Rule::default() });
    state.change("", |draft| draft.rules = vec![named("Sales"), named("Support"), named("Wholesale")], 0);
    state.filter = "sale".into();
    state.list();
    assert_eq!(state.listed, [0, 2]);
}

#[test]
fn the_selected_rule_stays_within_the_list() {
    let mut state = State::default();
    state.change("", |draft| draft.rules = vec![Rc::default(); 3], 0);
    state.select(9);
    assert_eq!(state.selected, 2);
    state.change("", |draft| draft.rules.truncate(1), 0);
    state.follow_draft();
    assert_eq!(state.selected, 0);
}
