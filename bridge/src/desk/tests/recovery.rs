//! Recovery after the worker was stopped, and the keys that it depends on.

use super::*;
use crate::journal;

fn entry(input: Input, done: Option<Millis>) -> journal::Entry {
    let entry = journal::Entry { key: input.key().unwrap(), seq: 1, at: 50, input, done, lookup: None };
    let stored = serde_json::to_string(&entry).unwrap();
    assert_eq!(serde_json::from_str::<journal::Entry>(&stored).unwrap(), entry);
    entry
}

#[test]
fn a_record_is_opened_once_after_a_restart_looking_first() {
    let mut desk = desk();
    let open = entry(event(assigned("a", "ventas")), None);
    assert_eq!(desk.recover(&open, 100), [opening("a", How::Reuse, true)]);
    // The worker was stopped again before the record was reported open. The state may have been stored.
    assert_eq!(desk.recover(&open, 200), [opening("a", How::Reuse, true)]);
    desk.handle(Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Tab) }, 300);
    assert_eq!(desk.recover(&open, 400), []);
    assert_eq!(desk.handle(event(assigned("a", "ventas")), 500), []);
    assert_eq!(desk.recover(&entry(event(assigned("b", "ventas")), Some(60)), 600), []);
    assert_eq!(desk.view(0).interactions.len(), 1);
}

#[test]
fn what_came_later_stands() {
    let mut desk = desk();
    let open = entry(event(assigned("a", "ventas")), None);
    desk.handle(open.input.clone(), 50);
    desk.handle(finished("a"), 60);
    // The record was still being opened when the worker stopped; the end had been stored by then.
    assert_eq!(desk.recover(&open, 100), [opening("a", How::Reuse, true)]);
    assert_eq!(desk.view(100).interactions[0].finished, Some(60));
    assert!(!desk.has_live(100));
    // Announced again, it lives again.
    desk.handle(open.input.clone(), 200);
    assert!(desk.has_live(200));
}

#[test]
fn a_start_is_never_posted_again() {
    let start =
        Start { campaign: "ventas".into(), channel: "telephony".into(), client_id: "59897234567".into() };
    let input = Input::Start { id: "1".into(), start: start.clone() };
    let interrupted = StartState::Failed { why: StartFailure::Interrupted };
    // With the start in the stored state, and without.
    for known in [false, true] {
        let mut desk = desk();
        if known {
            desk.handle(input.clone(), 50);
        }
        assert_eq!(desk.recover(&entry(input.clone(), None), 100), []);
        let view = desk.view(100).start.unwrap();
        assert_eq!((view.request, view.at, view.state), (start.clone(), 50, interrupted.clone()));
        // The message did reach uContact after all.
        desk.handle(event(assigned("a", "ventas")), 200);
        let confirmed = StartState::Confirmed { guid: "a".into() };
        assert_eq!(desk.view(200).start.unwrap().state, confirmed);
        assert_eq!(desk.recover(&entry(input.clone(), None), 300), []);
        assert_eq!(desk.view(300).start.unwrap().state, confirmed);
    }
}

#[test]
fn a_later_start_is_the_one_to_show() {
    let mut desk = desk();
    let ask = |id: &str| Input::Start { id: id.into(), start: Start::default() };
    desk.handle(ask("2"), 60);
    assert_eq!(desk.recover(&entry(ask("1"), None), 100), []);
    assert_eq!(desk.view(100).start.unwrap().state, StartState::Sending);
}

#[test]
fn a_state_of_an_older_version_comes_back() {
    let state: State = serde_json::from_str(r#"{ "language": "es", "future": 1 }"#).unwrap();
    assert_eq!(Desk::restore(state).view(0).language.as_deref(), Some("es"));
}

#[test]
fn no_guid_looks_like_another_kind() {
    let key = |input: Input| input.key().map(|key| key.to_string());
    assert_eq!(key(event(assigned("a:b", "x"))).as_deref(), Some("assignedInteraction:a:b"));
    let assignment = event(assigned("a", "x")).key();
    assert_eq!(assignment, Some(journal::Key::assignment("a")));
    assert_eq!(key(finished("start:1")).as_deref(), Some("finishedInteraction:start:1"));
    let start = Input::Start { id: "1".into(), start: Start::default() };
    assert_eq!(key(start).as_deref(), Some("start:1"));
    assert_eq!(key(event(Event::ChangedLanguage("en".into()))), None);
    assert_eq!(key(Input::Tick), None);
    assert!(crate::message::EVENTS.iter().all(|name| !name.contains(':') && *name != "start"));
}
