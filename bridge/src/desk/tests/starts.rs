//! `startInteraction`.

use super::*;

fn start(campaign: &str, client_id: &str) -> Start {
    let text = str::to_owned;
    Start { campaign: text(campaign), channel: text("Telephony"), client_id: text(client_id) }
}

fn ask(id: &str) -> Input {
    Input::Start { id: id.into(), start: start("ventas", "097 234-567") }
}

fn post(id: &str, prefer_tab: Option<i32>) -> Effect {
    Effect::PostAction { id: id.into(), start: start("ventas", "097 234-567"), prefer_tab }
}

fn posted(id: &str, result: Result<(), StartFailure>) -> Input {
    Input::Posted { id: id.into(), result }
}

#[track_caller]
fn state(desk: &Desk, now: Millis, expect: StartState) {
    assert_eq!(desk.view(now).start.unwrap().state, expect);
}

fn confirmed(guid: &str) -> StartState {
    StartState::Confirmed { guid: guid.into() }
}

#[test]
fn sent_then_confirmed() {
    let mut desk = desk();
    check(&mut desk, 100, ask("1"), &[post("1", None)]);
    state(&desk, 100, StartState::Sending);
    check(&mut desk, 100, ask("1"), &[]);
    let until = 15_200;
    check(&mut desk, 200, posted("1", Ok(())), &[Effect::TickAt { at: until }]);
    state(&desk, until - 1, StartState::Sent { until });
    check(&mut desk, 300, event(assigned("other", "soporte")), &[]);
    state(&desk, 300, StartState::Sent { until });
    check(&mut desk, 400, event(assigned("a", "Ventas ->")), &[opening("a", How::Reuse, false)]);
    state(&desk, until, confirmed("a"));
    check(&mut desk, 500, event(assigned("b", "Ventas")), &[opening("b", How::Reuse, false)]);
    state(&desk, until, confirmed("a"));
}

#[test]
fn unanswered_needs_no_tick_and_a_late_answer_still_counts() {
    let mut desk = desk();
    desk.handle(ask("1"), 0);
    desk.handle(posted("1", Ok(())), 0);
    state(&desk, ANSWER_WITHIN - 1, StartState::Sent { until: ANSWER_WITHIN });
    state(&desk, ANSWER_WITHIN, StartState::Unanswered);
    check(&mut desk, ANSWER_WITHIN, Input::Tick, &[]);
    desk.handle(event(assigned("a", "ventas")), CONFIRM_WITHIN);
    state(&desk, CONFIRM_WITHIN, confirmed("a"));
}

#[test]
fn a_call_hours_later_is_no_answer() {
    let mut desk = desk();
    desk.handle(ask("1"), 0);
    desk.handle(posted("1", Ok(())), 0);
    desk.handle(event(assigned("a", "ventas")), CONFIRM_WITHIN + 1);
    state(&desk, CONFIRM_WITHIN + 1, StartState::Unanswered);
}

#[test]
fn an_interaction_that_was_there_before_is_no_answer() {
    let mut desk = desk();
    desk.handle(event(assigned("a", "ventas")), 0);
    desk.handle(ask("1"), 1);
    desk.handle(event(assigned("a", "ventas")), 2);
    state(&desk, 2, StartState::Sending);
}

#[test]
fn the_answer_may_come_before_posted_does() {
    for result in [Ok(()), Err(StartFailure::FrameGone)] {
        let mut desk = desk();
        desk.handle(ask("1"), 0);
        desk.handle(event(assigned("a", "ventas")), 1);
        check(&mut desk, 2, posted("1", result), &[]);
        state(&desk, 99_999, confirmed("a"));
    }
}

#[test]
fn failures() {
    let mut desk = desk();
    desk.handle(ask("1"), 0);
    check(&mut desk, 1, posted("1", Err(StartFailure::NoFrame)), &[]);
    state(&desk, 99_999, StartState::Failed { why: StartFailure::NoFrame });
    check(&mut desk, 2, posted("1", Ok(())), &[]);
    state(&desk, 2, StartState::Failed { why: StartFailure::NoFrame });
    desk.handle(event(assigned("a", "ventas")), 3);
    state(&desk, 3, StartState::Failed { why: StartFailure::NoFrame });
    // A new start replaces it. The outcome of the old one's posting is ignored.
    check(&mut desk, 4, ask("2"), &[post("2", Some(7))]);
    check(&mut desk, 5, posted("1", Err(StartFailure::FrameGone)), &[]);
    state(&desk, 5, StartState::Sending);
    desk.set_config(None);
    check(&mut desk, 6, ask("3"), &[]);
    state(&desk, 6, StartState::Failed { why: StartFailure::NoConfiguration });
}

#[test]
fn the_tab_with_the_call_is_preferred() {
    let mut desk = desk();
    let from = |guid: &str, tab| Input::Event { event: assigned(guid, "x"), tab };
    desk.handle(from("a", Some(1)), 0);
    desk.handle(from("b", Some(2)), 1);
    desk.handle(from("panel", None), 2);
    desk.handle(Input::Event { event: Event::ChangedLanguage("en".into()), tab: Some(3) }, 3);
    check(&mut desk, 4, ask("1"), &[post("1", None)]);
    let end = Event::FinishedInteraction { guid: "panel".into(), finish_date: String::new() };
    desk.handle(Input::Event { event: end, tab: None }, 4);
    check(&mut desk, 5, ask("1b"), &[post("1b", Some(2))]);
    for guid in ["a", "b"] {
        let end = Event::FinishedInteraction { guid: guid.into(), finish_date: String::new() };
        desk.handle(Input::Event { event: end, tab: Some(4) }, 5);
    }
    check(&mut desk, 6, ask("2"), &[post("2", Some(4))]);
}

#[test]
fn clients_and_campaigns_match_in_spite_of_how_they_are_written() {
    let matches = |asked: (&str, &str), got: (&str, &str)| {
        let mut desk = desk();
        desk.handle(Input::Start { id: "1".into(), start: start(asked.0, asked.1) }, 0);
        let Event::AssignedInteraction(mut event) = assigned("a", got.0) else { unreachable!() };
        event.client_id = got.1.into();
        desk.handle(Input::Event { event: Event::AssignedInteraction(event), tab: None }, 1);
        matches!(desk.view(1).start.unwrap().state, StartState::Confirmed { .. })
    };
    assert!(matches(("Ventas", "59897234567"), ("ventas->", "97234567")));
    assert!(matches(("Ventas <-", "97234567"), ("VEN TAS", "01159897234567")));
    assert!(matches(("v", "+598 (97) 234-567"), ("v", "59897234567")));
    assert!(matches(("v", "097234567"), ("v", "59897234567")));
    assert!(matches(("v", "a@b.example"), ("v", "a@b.example")));
    assert!(matches(("v", "123"), ("v", "123")));
    assert!(!matches(("v", "123"), ("v", "97123")));
    assert!(!matches(("v", "97234567"), ("v", "97234568")));
    assert!(!matches(("v", "a@b.example"), ("v", "xa@b.example")));
    assert!(!matches(("v", "1234567"), ("v", "")));
    assert!(!matches(("v", "5551234567"), ("w", "5551234567")));
}
