//! Interactions and their records.

use super::*;
use crate::why_not::{Condition, MAX_SHOWN, Reason, WhyNot};

#[test]
fn an_assignment_opens_its_record_once() {
    let mut desk = desk();
    check(&mut desk, 1, event(assigned("a", "Ventas")), &[opening("a", How::Reuse, false)]);
    assert_eq!(record(&desk, "a"), RecordView::Opening { url: url() });
    check(&mut desk, 2, Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Focused) }, &[]);
    assert_eq!(record(&desk, "a"), RecordView::Opened { url: url(), how: Opened::Focused });
    check(&mut desk, 3, event(assigned("a", "Ventas")), &[]);
    check(&mut desk, 4, finished("a"), &[]);
    check(&mut desk, 5, event(assigned("a", "Ventas")), &[]);
    assert_eq!(desk.view(9).interactions[0].finished, None, "announced again, it lives");
    check(&mut desk, 6, event(assigned("b", "window")), &[opening("b", How::Window, false)]);
    let why = "No window".to_owned();
    check(&mut desk, 7, Input::RecordOpened { guid: "b".into(), result: Err(why.clone()) }, &[]);
    assert_eq!(record(&desk, "b"), RecordView::Failed { url: url(), why });
}

#[test]
fn the_agent_opens_what_was_not_opened() {
    let mut desk = desk();
    check(&mut desk, 1, event(assigned("a", "ask")), &[]);
    assert_eq!(record(&desk, "a"), RecordView::Asked { url: url() });
    check(&mut desk, 2, event(assigned("n", "never")), &[]);
    assert_eq!(record(&desk, "n"), RecordView::Known { url: url() });
    check(&mut desk, 3, event(assigned("w", "window")), &[opening("w", How::Window, false)]);
    check(&mut desk, 4, Input::RecordOpened { guid: "w".into(), result: Err("x".into()) }, &[]);
    for (guid, how) in [("a", How::Reuse), ("n", How::Reuse), ("w", How::Window)] {
        check(&mut desk, 5, Input::Open { guid: guid.into() }, &[opening(guid, how, false)]);
        assert_eq!(record(&desk, guid), RecordView::Opening { url: url() });
        check(&mut desk, 6, Input::RecordOpened { guid: guid.into(), result: Ok(Opened::Tab) }, &[]);
        assert_eq!(record(&desk, guid), RecordView::Opened { url: url(), how: Opened::Tab });
    }
    check(&mut desk, 7, Input::Open { guid: "unknown".into() }, &[]);
}

#[test]
fn no_rule_says_why_and_is_asked_again_under_new_rules() {
    let mut desk = Desk::default();
    check(&mut desk, 1, event(assigned("a", "ventas")), &[]);
    assert_eq!(
        record(&desk, "a"),
        RecordView::NoRule { configured: false, passed_over: vec![], more: Some(0) }
    );
    check(&mut desk, 2, Input::Open { guid: "a".into() }, &[]);
    desk.set_config(Some(Config::parse(CONFIG).unwrap().into()));
    check(&mut desk, 3, event(assigned("b", "x")), &[]);
    let RecordView::NoRule { configured: true, passed_over: reasons, more: Some(0) } = record(&desk, "b")
    else {
        panic!("a rule")
    };
    assert_eq!(reasons.len(), 4);
    let lacks = |pattern: &str| {
        WhyNot::Campaign(Condition { value: "x".into(), patterns: vec![pattern.into()], more: false })
    };
    assert_eq!(reasons[0], Reason { rule: 0, name: None, why: lacks("ask") });
    assert_eq!(reasons[3], Reason { rule: 3, name: Some("Sales".into()), why: lacks("ventas*") });
    check(&mut desk, 4, Input::Open { guid: "b".into() }, &[]);
    check(&mut desk, 5, Input::Open { guid: "a".into() }, &[opening("a", How::Reuse, false)]);
}

#[test]
fn reasons_are_bounded() {
    let campaigns: Vec<String> = (0..9).map(|n| format!("\"{n}{}\"", "y".repeat(200))).collect();
    let rule = format!(r#"{{ "when": {{ "campaign": [{}] }}, "url": "https://h/" }},"#, campaigns.join(","));
    let rules = format!("[{} {}]", rule.repeat(99), rule.trim_end_matches(','));
    let start = CONFIG.find("\"rules\":").unwrap();
    let config = format!("{} \"rules\": {rules} }}", &CONFIG[..start]);
    let mut desk = Desk::default();
    desk.set_config(Some(Config::parse(&config).unwrap().into()));
    check(&mut desk, 1, event(assigned("a", &"é".repeat(500))), &[]);
    let RecordView::NoRule { passed_over: reasons, more: Some(80), .. } = record(&desk, "a") else {
        panic!("a rule")
    };
    assert_eq!(reasons.len(), MAX_REASONS);
    let is_short = |text: &str| text.chars().count() <= MAX_SHOWN + 1;
    for Reason { why, .. } in reasons {
        let WhyNot::Campaign(Condition { value, patterns, more: true }) = why else { panic!("{why:?}") };
        assert!(is_short(&value) && patterns.len() == 5 && patterns.iter().all(|pattern| is_short(pattern)));
    }
}

#[test]
fn what_was_being_opened_when_the_browser_stopped_is_not_opening_for_ever() {
    let mut desk = desk();
    let effects = desk.handle(event(assigned("a", "ventas")), 1);
    desk.handle(event(assigned("b", "ventas")), 1);
    desk.fail_unfinished(effects.iter());
    assert!(matches!(record(&desk, "a"), RecordView::Opening { .. }), "its effect is to be done");
    assert!(matches!(record(&desk, "b"), RecordView::Failed { .. }));
    assert_eq!(desk.handle(Input::Open { guid: "b".into() }, 2).len(), 1, "and may be asked for again");
}

#[test]
fn a_repeat_is_noted_and_never_acted_on() {
    let mut desk = desk();
    desk.handle(event(assigned("g", "ventas")), 1);
    desk.handle(finished("g"), 2);
    desk.repeated(event(assigned("g", "ventas")), 3);
    assert_eq!(desk.view(3).interactions[0].finished, None, "another leg: it lives again");
    desk.repeated(finished("g"), 4);
    assert_eq!(desk.view(4).interactions[0].finished, Some(4));
    // A transfer through another campaign, whose rule opens the record in another way.
    desk.repeated(event(assigned("g", "ask")), 5);
    assert_eq!(desk.view(5).interactions[0].campaign, "ask");
    assert!(matches!(record(&desk, "g"), RecordView::Opening { .. }));
    // What the journal knows and the desk has forgotten stays forgotten, unless the history has it.
    desk.repeated(event(assigned("old", "ventas")), 6);
    assert_eq!(desk.view(6).interactions.len(), 1);
}

#[test]
fn what_was_put_away_for_others_can_be_taken_back() {
    let mut desk = desk();
    desk.handle(event(assigned("first", "ventas")), 1);
    desk.handle(Input::RecordOpened { guid: "first".into(), result: Ok(Opened::Tab) }, 2);
    desk.handle(finished("first"), 3);
    let kept = desk.interaction("first").unwrap();
    for n in 0..MAX_ENDED as u64 {
        desk.handle(event(assigned(&n.to_string(), "never")), 10 + n);
        desk.handle(finished(&n.to_string()), 10 + n);
    }
    assert!(desk.interaction("first").is_none());
    let told = event(assigned("first", "ventas"));
    assert_eq!(desk.forgot(&told, true), Some("first"));
    assert_eq!(desk.forgot(&told, false), None, "a new one is in no history");
    assert_eq!(desk.forgot(&finished("first"), false), Some("first"));
    assert_eq!(desk.forgot(&finished("7"), false), None);
    desk.recall(kept.clone());
    desk.recall(kept.clone());
    assert_eq!(desk.interaction("first"), Some(kept));
    desk.repeated(told, 100);
    let view = desk.view(100);
    assert_eq!((view.interactions[0].guid.as_str(), view.interactions[0].finished), ("first", None));
    assert_eq!(view.interactions.len(), MAX_ENDED + 1);
}

#[test]
fn unknown_guids_are_tolerated() {
    let mut desk = desk();
    check(&mut desk, 1, finished("x"), &[]);
    let sent = |guid: &str| {
        let (levels_id, levels_value) = (Vec::new(), Vec::new());
        event(Event::SentDisposition { guid: guid.into(), comment: "c".into(), levels_id, levels_value })
    };
    check(&mut desk, 2, sent("x"), &[]);
    check(&mut desk, 3, Input::RecordOpened { guid: "x".into(), result: Ok(Opened::Tab) }, &[]);
    assert!(desk.view(3).interactions.is_empty());
    check(&mut desk, 4, event(assigned("a", "x")), &[]);
    check(&mut desk, 5, sent("a"), &[]);
    check(&mut desk, 6, finished("a"), &[]);
    check(&mut desk, 7, finished("a"), &[]);
    let view = desk.view(8);
    let a = &view.interactions[0];
    assert_eq!((a.assigned, a.disposed, a.finished), (4, Some(5), Some(6)));
    assert_eq!(view.last_event, Some(7));
}

#[test]
fn the_view_is_live_first_and_newest_first() {
    let mut desk = desk();
    for (now, guid) in (1..).zip(["a", "b", "c", "d"]) {
        check(&mut desk, now, event(assigned(guid, "x")), &[]);
    }
    check(&mut desk, 10, finished("c"), &[]);
    check(&mut desk, 11, finished("a"), &[]);
    let guids: Vec<String> = desk.view(12).interactions.into_iter().map(|i| i.guid).collect();
    assert_eq!(guids, ["d", "b", "a", "c"]);
}

#[test]
fn the_oldest_are_forgotten() {
    let mut desk = desk();
    for i in 0..MAX_LIVE as u64 + 10 {
        desk.handle(event(assigned(&format!("l{i}"), "x")), i);
    }
    assert_eq!(desk.view(0).interactions.len(), MAX_LIVE);
    assert_eq!(desk.view(0).interactions[MAX_LIVE - 1].guid, "l10");
    for i in (10..100).rev() {
        desk.handle(finished(&format!("l{i}")), 10_000 - i);
    }
    let view = desk.view(0).interactions;
    let ended: Vec<&str> = view.iter().filter(|i| i.finished.is_some()).map(|i| i.guid.as_str()).collect();
    assert_eq!(ended.len(), MAX_ENDED);
    assert_eq!((ended[0], ended[MAX_ENDED - 1]), ("l10", "l59"));
}

#[test]
fn theme_language_and_refusals_are_remembered() {
    let mut desk = desk();
    let theme = Theme { dark: true, primary: "#00a".into() };
    check(&mut desk, 1, event(Event::ChangedTheme(theme.clone())), &[]);
    check(&mut desk, 2, event(Event::ChangedLanguage("es".into())), &[]);
    check(&mut desk, 3, Input::Refused { why: "é".repeat(1_000) }, &[]);
    let view = desk.view(4);
    assert_eq!((view.theme, view.language.as_deref(), view.last_event), (Some(theme), Some("es"), Some(2)));
    assert_eq!(view.last_refusal.unwrap().chars().count(), MAX_ERROR + 1);
    assert_eq!(desk.view(3 + 12 * 3_600_000).last_refusal, None, "not for ever");
}

#[test]
fn sentences_of_an_older_version_are_left_out() {
    let record: RecordView = serde_json::from_str(
        r#"{ "state": "noRule", "reasons": ["rules[0]: the campaign is `x`, not `y`"] }"#,
    )
    .unwrap();
    assert_eq!(record, RecordView::NoRule { configured: true, passed_over: vec![], more: None });
}
