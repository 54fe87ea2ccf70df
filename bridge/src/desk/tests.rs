use super::*;
use crate::message::Assigned;
use crate::view::{RecordView, StartState, Theme};

/// Rules by campaign: each names how its record is opened.
const CONFIG: &str = r#"{ "version": 1, "ucontact": { "url": "https://u.example/" },
    "sites": [{ "pages": ["https://h/*"] }],
    "rules": [
        { "when": { "campaign": "ask" }, "url": "https://h/{clientId}", "open": "ask" },
        { "when": { "campaign": "never" }, "url": "https://h/{clientId}", "open": "never" },
        { "when": { "campaign": "window" }, "url": "https://h/{clientId}", "open": "window" },
        { "name": "Sales", "when": { "campaign": "ventas*" }, "url": "https://h/{clientId}" }
    ] }"#;

fn desk() -> Desk {
    let mut desk = Desk::default();
    desk.set_config(Some(Config::parse(CONFIG).unwrap()));
    desk
}

fn assigned(guid: &str, campaign: &str) -> Event {
    let text = str::to_owned;
    Event::AssignedInteraction(Assigned {
        guid: text(guid),
        campaign: text(campaign),
        channel: text("telephony"),
        client_id: text("59897234567"),
    })
}

fn event(event: Event) -> Input {
    Input::Event { event, tab: Some(7) }
}

fn finished(guid: &str) -> Input {
    event(Event::FinishedInteraction { guid: guid.into(), finish_date: String::new() })
}

fn opening(guid: &str, how: How, again: bool) -> Effect {
    Effect::OpenRecord { guid: guid.into(), url: "https://h/59897234567".into(), how, again }
}

/// What the desk answers.
#[track_caller]
fn check(desk: &mut Desk, now: Millis, input: Input, expect: &[Effect]) {
    assert_eq!(desk.handle(input, now), expect);
    // Whatever it has just done, it can be put away and brought back.
    let stored = serde_json::to_string(desk.state()).unwrap();
    let state: State = serde_json::from_str(&stored).unwrap();
    assert_eq!(&state, desk.state());
}

fn record(desk: &Desk, guid: &str) -> RecordView {
    let view = desk.view(0);
    view.interactions.into_iter().find(|i| i.guid == guid).unwrap().record
}

fn url() -> String {
    "https://h/59897234567".into()
}

mod records {
    use super::*;

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
            RecordView::NoRule { reasons: vec!["there is no configuration".into()] }
        );
        check(&mut desk, 2, Input::Open { guid: "a".into() }, &[]);
        desk.set_config(Some(Config::parse(CONFIG).unwrap()));
        check(&mut desk, 3, event(assigned("b", "x")), &[]);
        let RecordView::NoRule { reasons } = record(&desk, "b") else { panic!("a rule") };
        assert_eq!(reasons.len(), 4);
        assert_eq!(reasons[0], "rules[0]: the campaign is `x`, not `ask`");
        assert_eq!(reasons[3], "Sales: the campaign is `x`, not `ventas*`");
        check(&mut desk, 4, Input::Open { guid: "b".into() }, &[]);
        check(&mut desk, 5, Input::Open { guid: "a".into() }, &[opening("a", How::Reuse, false)]);
    }

    #[test]
    fn reasons_are_bounded() {
        let rule = r#"{ "when": { "campaign": "y" }, "url": "https://h/" },"#;
        let rules = format!("[{} {}]", rule.repeat(99), rule.trim_end_matches(','));
        let start = CONFIG.find("\"rules\":").unwrap();
        let config = format!("{} \"rules\": {rules} }}", &CONFIG[..start]);
        let mut desk = Desk::default();
        desk.set_config(Some(Config::parse(&config).unwrap()));
        check(&mut desk, 1, event(assigned("a", &"é".repeat(500))), &[]);
        let RecordView::NoRule { reasons } = record(&desk, "a") else { panic!("a rule") };
        assert_eq!(reasons.len(), MAX_REASONS + 1);
        assert_eq!(reasons[MAX_REASONS], "… and 80 more");
        assert!(reasons.iter().all(|reason| reason.chars().count() <= MAX_SHOWN + 1));
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
        // What the journal knows and the desk has forgotten stays forgotten.
        desk.repeated(event(assigned("old", "ventas")), 5);
        assert_eq!(desk.view(5).interactions.len(), 1);
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
        let ended: Vec<&str> =
            view.iter().filter(|i| i.finished.is_some()).map(|i| i.guid.as_str()).collect();
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
        assert_eq!(
            (view.theme, view.language.as_deref(), view.last_event),
            (Some(theme), Some("es"), Some(2))
        );
        assert_eq!(view.last_refusal.unwrap().chars().count(), MAX_SHOWN + 1);
    }
}

mod starts {
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
        // A new one takes its place, and what the old one's post brings is nothing any more.
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
        check(&mut desk, 4, ask("1"), &[post("1", Some(2))]);
        for guid in ["a", "b", "panel"] {
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
}

mod recovery {
    use super::*;

    fn entry(input: Input, done: Option<Millis>) -> journal::Entry {
        let entry = journal::Entry { key: input.key().unwrap(), seq: 1, at: 50, input, done };
        let stored = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<journal::Entry>(&stored).unwrap(), entry);
        entry
    }

    #[test]
    fn a_record_is_opened_once_after_a_restart_looking_first() {
        let mut desk = desk();
        let open = entry(event(assigned("a", "ventas")), None);
        assert_eq!(desk.recover(&open, 100), [opening("a", How::Reuse, true)]);
        // The worker died again before it was reported; the state may have been stored by then.
        assert_eq!(desk.recover(&open, 200), [opening("a", How::Reuse, true)]);
        desk.handle(Input::RecordOpened { guid: "a".into(), result: Ok(Opened::Tab) }, 300);
        assert_eq!(desk.recover(&open, 400), []);
        assert_eq!(desk.handle(event(assigned("a", "ventas")), 500), []);
        assert_eq!(desk.recover(&entry(event(assigned("b", "ventas")), Some(60)), 600), []);
        assert_eq!(desk.view(0).interactions.len(), 1);
    }

    #[test]
    fn a_start_is_never_posted_again() {
        let start =
            Start { campaign: "ventas".into(), channel: "telephony".into(), client_id: "59897234567".into() };
        let input = Input::Start { id: "1".into(), start: start.clone() };
        let interrupted = StartState::Failed { why: StartFailure::Interrupted };
        // Whether the state knew of it or not.
        for known in [false, true] {
            let mut desk = desk();
            if known {
                desk.handle(input.clone(), 50);
            }
            assert_eq!(desk.recover(&entry(input.clone(), None), 100), []);
            let view = desk.view(100).start.unwrap();
            assert_eq!((view.request, view.at, view.state), (start.clone(), 50, interrupted.clone()));
            // It did reach uContact, as it turns out.
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
}

mod keys {
    use super::*;

    #[test]
    fn no_guid_looks_like_another_kind() {
        let key = |input: Input| input.key().map(|key| key.to_string());
        assert_eq!(key(event(assigned("a:b", "x"))).as_deref(), Some("assignedInteraction:a:b"));
        assert_eq!(key(finished("start:1")).as_deref(), Some("finishedInteraction:start:1"));
        let start = Input::Start { id: "1".into(), start: Start::default() };
        assert_eq!(key(start).as_deref(), Some("start:1"));
        assert_eq!(key(event(Event::ChangedLanguage("en".into()))), None);
        assert_eq!(key(Input::Tick), None);
        assert!(crate::message::EVENTS.iter().all(|name| !name.contains(':') && *name != "start"));
    }
}
