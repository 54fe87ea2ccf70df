//! Rules that ask the CRM which record to open.

use super::*;
use crate::journal;
use crate::view::{LookupFailure, LookupView, Match};

/// Rules by campaign: with `none` and `many`, without them, and one for each way to open.
const LOOKUPS: &str = r#"{ "version": 1, "ucontact": { "url": "https://u.example/" },
    "sites": [{ "pages": ["https://h/*"] }],
    "rules": [
        { "when": { "campaign": "full" }, "url": "https://h/{id}", "none": "https://h/new/{clientId}",
          "many": "https://h/search/{clientId}",
          "lookup": { "url": "https://h:8443/api/{clientId}", "results": "$[*]", "let": { "id": "/id" } } },
        { "when": { "campaign": "ask" }, "url": "https://h/{id}", "none": "https://h/new", "open": "ask",
          "lookup": { "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } } },
        { "when": { "campaign": "never" }, "url": "https://h/{id}", "open": "never",
          "lookup": { "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } } },
        { "when": { "campaign": "tab" }, "url": "https://h/{id}", "open": "tab",
          "lookup": { "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } } },
        { "when": { "campaign": "bare" }, "url": "https://h/{id}",
          "lookup": { "url": "https://h/api", "results": "$[*]", "let": { "id": "/id" } } }
    ] }"#;

fn desk() -> Desk {
    let mut desk = Desk::default();
    desk.set_config(Some(Config::parse(LOOKUPS).unwrap().into()));
    desk
}

/// The request that this input leads to.
#[track_caller]
fn asked(desk: &mut Desk, input: Input) -> Request {
    let mut effects = desk.handle(input, 1);
    match (effects.pop(), effects.len()) {
        (Some(Effect::Lookup { request, .. }), 0) => *request,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assign(desk: &mut Desk, guid: &str, campaign: &str) -> Request {
    let request = asked(desk, event(assigned(guid, campaign)));
    assert_eq!(record(desk, guid), RecordView::LookingUp);
    assert_eq!(lookup(desk, guid).outcome, None);
    request
}

fn lookup(desk: &Desk, guid: &str) -> LookupView {
    desk.view(0).interactions.into_iter().find(|i| i.guid == guid).unwrap().lookup.unwrap()
}

fn match_(id: &str) -> Match {
    Match { label: Some(id.to_owned()), url: format!("https://h/{id}") }
}

fn found(guid: &str, ids: &[&str]) -> Input {
    let matches = ids.iter().map(|id| match_(id)).collect();
    let outcome = Outcome::Found { matches, more: false, passed_over: 0, why: None };
    Input::LookedUp { guid: guid.into(), outcome }
}

fn failed(guid: &str, why: LookupFailure) -> Input {
    Input::LookedUp { guid: guid.into(), outcome: Outcome::Failed { why } }
}

fn opens(guid: &str, path: &str, how: How) -> Effect {
    Effect::OpenRecord { guid: guid.into(), url: format!("https://h/{path}"), how, again: false }
}

fn choose(guid: &str, path: &str) -> Input {
    Input::Choose { guid: guid.into(), url: format!("https://h/{path}") }
}

fn open(guid: &str) -> Input {
    Input::Open { guid: guid.into() }
}

fn ask_to_choose(guid: &str, campaign: &str, matches: usize, more: bool) -> Effect {
    let (campaign, channel) = (campaign.to_owned(), "telephony".to_owned());
    Effect::AskToChoose { guid: guid.into(), campaign, channel, matches, more }
}

#[test]
fn one_match_opens_once() {
    let mut desk = desk();
    let request = assign(&mut desk, "a", "full");
    assert_eq!(request.url, "https://h:8443/api/59897234567");
    assert_eq!(lookup(&desk, "a").home, "https://h:8443/", "where the agent logs in");
    check(&mut desk, 2, found("a", &["7"]), &[opens("a", "7", How::Reuse)]);
    assert_eq!(record(&desk, "a"), RecordView::Opening { url: "https://h/7".into() });
    assert_eq!(desk.lookup_of("a"), Some(&LookupOutcome::One));
    // If the CRM was asked twice, the second answer changes nothing.
    check(&mut desk, 3, found("a", &["8"]), &[]);
    check(&mut desk, 4, failed("a", LookupFailure::Timeout), &[]);
    check(&mut desk, 5, Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Tab) }, &[]);
    let opened = RecordView::Opened { url: "https://h/7".into(), how: Opened::Tab };
    assert_eq!(record(&desk, "a"), opened);
    // The record is known now, so the CRM is not asked again.
    check(&mut desk, 6, open("a"), &[opens("a", "7", How::Reuse)]);
    check(&mut desk, 7, found("unknown", &["7"]), &[]);
}

#[test]
fn no_match_opens_the_page_for_it() {
    let mut desk = desk();
    assign(&mut desk, "a", "full");
    check(&mut desk, 2, found("a", &[]), &[opens("a", "new/59897234567", How::Reuse)]);
    assert_eq!(desk.lookup_of("a"), Some(&LookupOutcome::None));
    assign(&mut desk, "b", "bare");
    check(&mut desk, 2, found("b", &[]), &[]);
    assert_eq!((record(&desk, "b"), desk.lookup_of("b")), (RecordView::Nothing, Some(&LookupOutcome::None)));
}

#[test]
fn several_matches_are_the_agents_choice() {
    let mut desk = desk();
    assign(&mut desk, "a", "tab");
    check(&mut desk, 2, found("a", &["7", "8"]), &[ask_to_choose("a", "tab", 2, false)]);
    assert_eq!(record(&desk, "a"), RecordView::Choose);
    let shown = lookup(&desk, "a");
    assert_eq!((shown.outcome, shown.matches), (Some(LookupOutcome::Many), vec![match_("7"), match_("8")]));
    // Only exactly what was offered can be chosen.
    for path in ["9", "7/", "7?x", "8#", "%37", ""] {
        check(&mut desk, 3, choose("a", path), &[]);
    }
    check(&mut desk, 3, Input::Choose { guid: "b".into(), url: "https://h/7".into() }, &[]);
    check(&mut desk, 3, open("a"), &[]);
    assert_eq!(record(&desk, "a"), RecordView::Choose);
    check(&mut desk, 4, choose("a", "8"), &[opens("a", "8", How::Tab)]);
    check(&mut desk, 4, choose("a", "8"), &[]);
    check(&mut desk, 5, Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Tab) }, &[]);
    // After a wrong choice, the others can still be chosen.
    check(&mut desk, 6, choose("a", "7"), &[opens("a", "7", How::Tab)]);
    check(&mut desk, 7, Input::RecordOpened { guid: "a".into(), result: Err("x".into()) }, &[]);
    check(&mut desk, 8, open("a"), &[opens("a", "7", How::Tab)]);
    assert_eq!(lookup(&desk, "a").matches.len(), 2);
}

#[test]
fn one_match_of_more_is_no_certainty() {
    let mut desk = desk();
    assign(&mut desk, "a", "bare");
    let outcome = Outcome::Found { matches: vec![match_("7")], more: true, passed_over: 999, why: None };
    let answer = Input::LookedUp { guid: "a".into(), outcome };
    check(&mut desk, 2, answer, &[ask_to_choose("a", "bare", 1, true)]);
    check(&mut desk, 3, choose("a", "7"), &[opens("a", "7", How::Reuse)]);
}

#[test]
fn several_matches_open_the_page_for_them() {
    let mut desk = desk();
    assign(&mut desk, "a", "full");
    check(&mut desk, 2, found("a", &["7", "8"]), &[opens("a", "search/59897234567", How::Reuse)]);
    assert_eq!(desk.lookup_of("a"), Some(&LookupOutcome::Many));
    check(&mut desk, 3, Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Tab) }, &[]);
    check(&mut desk, 4, choose("a", "7"), &[opens("a", "7", How::Reuse)]);
}

#[test]
fn only_a_login_that_is_missing_opens_the_page_for_no_match() {
    let mut desk = desk();
    assign(&mut desk, "out", "full");
    let login = opens("out", "new/59897234567", How::Reuse);
    check(&mut desk, 2, failed("out", LookupFailure::SignedOut), &[login]);
    assert_eq!(desk.lookup_of("out"), Some(&LookupOutcome::Failed { why: LookupFailure::SignedOut }));
    for why in [
        LookupFailure::PermissionMissing { host: "https://h/*".into() },
        LookupFailure::Timeout,
        LookupFailure::Network,
        LookupFailure::Status { status: 500 },
        LookupFailure::TooLarge,
        LookupFailure::NotJson,
        LookupFailure::Interrupted,
    ] {
        let guid = format!("{why:?}");
        assign(&mut desk, &guid, "full");
        check(&mut desk, 2, failed(&guid, why.clone()), &[]);
        assert_eq!(record(&desk, &guid), RecordView::Nothing);
        assert_eq!(desk.lookup_of(&guid), Some(&LookupOutcome::Failed { why }));
    }
    // Without `none` there is nothing to open.
    assign(&mut desk, "bare", "bare");
    check(&mut desk, 2, failed("bare", LookupFailure::SignedOut), &[]);
    assert_eq!(record(&desk, "bare"), RecordView::Nothing);
}

#[test]
fn what_a_lookup_did_not_give_is_asked_for_again() {
    let mut desk = desk();
    assign(&mut desk, "a", "bare");
    check(&mut desk, 2, failed("a", LookupFailure::Timeout), &[]);
    asked(&mut desk, open("a"));
    // Only one question at a time.
    check(&mut desk, 3, open("a"), &[]);
    check(&mut desk, 4, found("a", &[]), &[]);
    asked(&mut desk, open("a"));
    check(&mut desk, 5, found("a", &["7"]), &[opens("a", "7", How::Reuse)]);
    // The agent has logged in meanwhile, and sees the page of `none`.
    assign(&mut desk, "out", "full");
    desk.handle(failed("out", LookupFailure::SignedOut), 6);
    check(&mut desk, 7, Input::RecordOpened { guid: "out".into(), result: Ok(Opened::Tab) }, &[]);
    asked(&mut desk, open("out"));
    check(&mut desk, 8, found("out", &["9"]), &[opens("out", "9", How::Reuse)]);
    assert_eq!(desk.lookup_of("out"), Some(&LookupOutcome::One));
}

#[test]
fn what_does_not_open_by_itself_waits_for_the_agent() {
    let mut desk = desk();
    let at = |path: &str| format!("https://h/{path}");
    assign(&mut desk, "a", "ask");
    check(&mut desk, 2, found("a", &["7"]), &[]);
    assert_eq!(record(&desk, "a"), RecordView::Asked { url: at("7") });
    check(&mut desk, 3, open("a"), &[opens("a", "7", How::Reuse)]);
    assign(&mut desk, "none", "ask");
    check(&mut desk, 2, found("none", &[]), &[]);
    assert_eq!(record(&desk, "none"), RecordView::Asked { url: at("new") });
    assign(&mut desk, "several", "ask");
    check(&mut desk, 2, found("several", &["7", "8"]), &[ask_to_choose("several", "ask", 2, false)]);
    check(&mut desk, 3, choose("several", "8"), &[opens("several", "8", How::Reuse)]);
    // `never` does not notify the agent. The popup shows the choice all the same.
    assign(&mut desk, "n", "never");
    check(&mut desk, 2, found("n", &["7"]), &[]);
    assert_eq!(record(&desk, "n"), RecordView::Known { url: at("7") });
    assign(&mut desk, "quiet", "never");
    check(&mut desk, 2, found("quiet", &["7", "8"]), &[]);
    assert_eq!(record(&desk, "quiet"), RecordView::Choose);
    check(&mut desk, 3, choose("quiet", "7"), &[opens("quiet", "7", How::Reuse)]);
    // If the agent asks for the record, it opens.
    assign(&mut desk, "again", "never");
    check(&mut desk, 2, failed("again", LookupFailure::Network), &[]);
    asked(&mut desk, open("again"));
    check(&mut desk, 3, found("again", &["7"]), &[opens("again", "7", How::Reuse)]);
}

#[test]
fn an_announcement_that_comes_again_asks_no_more() {
    let mut desk = desk();
    assign(&mut desk, "a", "bare");
    check(&mut desk, 2, event(assigned("a", "bare")), &[]);
    desk.repeated(event(assigned("a", "bare")), 3);
    check(&mut desk, 4, finished("a"), &[]);
    check(&mut desk, 5, event(assigned("a", "bare")), &[]);
    check(&mut desk, 6, failed("a", LookupFailure::NotJson), &[]);
    check(&mut desk, 7, event(assigned("a", "bare")), &[]);
    assert_eq!(record(&desk, "a"), RecordView::Nothing);
}

#[test]
fn an_answer_after_the_end_still_opens() {
    let mut desk = desk();
    assign(&mut desk, "a", "bare");
    check(&mut desk, 2, finished("a"), &[]);
    check(&mut desk, 3, found("a", &["7"]), &[opens("a", "7", How::Reuse)]);
}

#[test]
fn a_question_cut_off_is_asked_once_more_and_its_record_looked_for_first() {
    let input = event(assigned("a", "full"));
    let entry = journal::Entry {
        key: input.key().unwrap(),
        seq: 1,
        at: 50,
        input: input.clone(),
        done: None,
        lookup: None,
    };
    // With the question in the stored state, and without.
    for known in [false, true] {
        let mut desk = desk();
        if known {
            desk.handle(input.clone(), 50);
        }
        let effects = desk.recover(&entry, 100);
        let [Effect::Lookup { guid, request }] = &*effects else { panic!("{effects:?}") };
        assert_eq!((guid.as_str(), request.url.as_str()), ("a", "https://h:8443/api/59897234567"));
        desk.fail_unfinished(effects.iter());
        assert_eq!(record(&desk, "a"), RecordView::LookingUp, "its effect is to be done");
        let again = |path: &str| match opens("a", path, How::Reuse) {
            Effect::OpenRecord { guid, url, how, .. } => Effect::OpenRecord { guid, url, how, again: true },
            other => other,
        };
        check(&mut desk, 101, found("a", &["7"]), &[again("7")]);
        // The worker stops again while the record opens. The record is known by now.
        assert_eq!(desk.recover(&entry, 102), [again("7")]);
        desk.handle(Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Tab) }, 103);
        assert_eq!(desk.recover(&entry, 104), []);
        assert_eq!(desk.view(104).interactions.len(), 1);
    }
}

#[test]
fn a_question_that_nobody_asks_again_has_failed() {
    let mut desk = desk();
    assign(&mut desk, "a", "full");
    desk.fail_unfinished([].iter());
    let interrupted = LookupOutcome::Failed { why: LookupFailure::Interrupted };
    assert_eq!((record(&desk, "a"), desk.lookup_of("a")), (RecordView::Nothing, Some(&interrupted)));
    asked(&mut desk, open("a"));
}

#[test]
fn a_new_configuration_changes_nothing_of_a_question_under_way() {
    let mut desk = desk();
    assign(&mut desk, "a", "full");
    desk.set_config(Some(
        Config::parse(&LOOKUPS.replace("https://h/new", "https://h/other")).unwrap().into(),
    ));
    check(&mut desk, 2, found("a", &[]), &[opens("a", "new/59897234567", How::Reuse)]);
    // If the agent asks again, the new configuration decides.
    assign(&mut desk, "b", "bare");
    desk.handle(failed("b", LookupFailure::Network), 3);
    desk.set_config(Some(Config::parse(&LOOKUPS.replace("https://h/api", "https://h/v2")).unwrap().into()));
    assert_eq!(asked(&mut desk, open("b")).url, "https://h/v2");
    desk.handle(failed("b", LookupFailure::Network), 4);
    desk.set_config(None);
    check(&mut desk, 5, open("b"), &[]);
    assert!(matches!(record(&desk, "b"), RecordView::NoRule { .. }));
}

#[test]
fn a_state_without_lookups_comes_back() {
    let mut desk = super::desk();
    desk.handle(event(assigned("a", "ventas")), 1);
    let mut stored = serde_json::to_value(desk.state()).unwrap();
    stored["interactions"][0].as_object_mut().unwrap().remove("lookup").unwrap();
    let state: State = serde_json::from_value(stored).unwrap();
    assert_eq!(&state, desk.state());
}
