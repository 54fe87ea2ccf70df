//! The desk under any sequence of inputs, with the worker stopped anywhere.

use super::inputs::text;
use crate::config::Config;
use crate::desk::{Desk, Effect, How, Input, MAX_ENDED, State};
use crate::journal::Entry;
use crate::lookup::Outcome;
use crate::message::{Assigned, Event};
use crate::view::{LookupFailure, Match, Opened, RecordView, Start, StartFailure};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Any input, with few names so that inputs often mean the same interaction.
fn input() -> impl Strategy<Value = Input> {
    let guid = || select(vec!["a", "b", "c", "assignedInteraction:a"]).prop_map(str::to_owned);
    let id = || select(vec!["1", "2", "3", "4", "5"]).prop_map(str::to_owned);
    let campaign =
        || select(vec!["ask", "never", "tab", "x", "->tab", "look", "look"]).prop_map(str::to_owned);
    let client = || select(vec!["5", "..", "97234567", "+59897234567"]).prop_map(str::to_owned);
    let assigned = (guid(), campaign(), client()).prop_map(|(guid, campaign, client_id)| {
        Event::AssignedInteraction(Assigned { guid, campaign, channel: "sms".into(), client_id })
    });
    let finished = guid().prop_map(|guid| Event::FinishedInteraction { guid, finish_date: String::new() });
    let sent = guid().prop_map(|guid| Event::SentDisposition {
        guid,
        comment: String::new(),
        levels_id: Vec::new(),
        levels_value: Vec::new(),
    });
    let event = prop_oneof![3 => assigned, 1 => finished, 1 => sent];
    let start = (campaign(), client()).prop_map(|(campaign, client_id)| Start {
        campaign,
        channel: "SMS".into(),
        client_id,
    });
    let opened = select(vec![Ok(Opened::Focused), Ok(Opened::Tab), Err("x".to_owned())]);
    let url = || select(vec!["https://h/1", "https://h/2", "https://h/3"]).prop_map(str::to_owned);
    let found = vec(url().prop_map(|url| Match { label: None, url }), 0..3)
        .prop_map(|matches| Outcome::Found { matches, more: false, passed_over: 0, why: None });
    let failed = select(vec![LookupFailure::SignedOut, LookupFailure::Timeout, LookupFailure::NotJson])
        .prop_map(|why| Outcome::Failed { why });
    let outcome = prop_oneof![3 => found, 2 => failed];
    let posted = select(vec![Ok(()), Err(StartFailure::NoFrame), Err(StartFailure::FrameGone)]);
    prop_oneof![
        6 => (event, proptest::option::of(0..3)).prop_map(|(event, tab)| Input::Event { event, tab }),
        2 => (guid(), opened).prop_map(|(guid, result)| Input::RecordOpened { guid, result }),
        4 => (guid(), outcome).prop_map(|(guid, outcome)| Input::LookedUp { guid, outcome }),
        1 => guid().prop_map(|guid| Input::Open { guid }),
        1 => (guid(), url()).prop_map(|(guid, url)| Input::Choose { guid, url }),
        2 => (id(), start).prop_map(|(id, start)| Input::Start { id, start }),
        2 => (id(), posted).prop_map(|(id, result)| Input::Posted { id, result }),
        1 => Just(Input::Tick),
        1 => text().prop_map(|why| Input::Refused { why }),
    ]
}

/// What the background does around an input.
#[derive(Debug, Clone, Copy)]
enum Around {
    Nothing,
    /// The worker stops between two inputs.
    Restart,
    /// The worker stops after the entry was written, before the effects and the state were.
    Crash,
    /// The worker stops after the state was written, before the entry was marked done.
    LateCrash,
}

fn around() -> impl Strategy<Value = Around> {
    select(vec![Around::Nothing, Around::Nothing, Around::Restart, Around::Crash, Around::LateCrash])
}

const DESK: &str = r#"{ "version": 1, "ucontact": { "url": "https://u.example/" }, "sites": [{ "pages": ["https://h/*"] }],
    "rules": [{ "when": { "campaign": "ask" }, "url": "https://h/{clientId}", "open": "ask" },
              { "when": { "campaign": "look" }, "url": "https://h/{id}", "none": "https://h/new", "open": "tab",
                "lookup": { "url": "https://h/api/{clientId}", "results": "$[*]", "let": { "id": "/id" } } },
              { "when": { "campaign": "never" }, "url": "https://h/{clientId}", "open": "never" },
              { "when": { "campaign": "*tab" }, "url": "https://h/{clientId}", "open": "tab" }] }"#;

/// The desk of a new worker.
fn restored(state: &State, config: &Config) -> Desk {
    let stored = serde_json::to_string(state).unwrap();
    let mut desk = Desk::restore(serde_json::from_str(&stored).unwrap());
    desk.set_config(Some(config.clone().into()));
    desk
}

proptest! {
    /// Under any sequence of inputs, with the worker stopped anywhere: no event opens a record twice, or asks the CRM
    /// twice except after a stop; no start is posted twice; and nothing grows without end.
    #[test]
    fn desks(inputs in vec((input(), around(), 0..20_000u64), 0..40)) {
        let config = Config::load(DESK).unwrap();
        let mut desk = restored(&State::default(), &config);
        let (mut opened, mut posted, mut started) = (Vec::new(), Vec::new(), Vec::new());
        let mut looked_up: Vec<String> = Vec::new();
        // A record that the agent asked for opens where he works, even under `ask`. After a stop, it is opened again.
        let mut wanted: Vec<String> = Vec::new();
        let mut now = 0;
        for (seq, (input, around, later)) in inputs.into_iter().enumerate() {
            now += later;
            // The journal would do this: a start is handled once.
            if let Input::Start { id, .. } = &input {
                if started.contains(id) {
                    continue;
                }
                started.push(id.clone());
            }
            let asked = matches!(input, Input::Open { .. } | Input::Choose { .. });
            wanted.extend(input.guid().filter(|_| asked).map(str::to_owned));
            let stopped = matches!(around, Around::Crash | Around::LateCrash) && input.key().is_some();
            let entry = |key| Entry { key, seq: seq as u64, at: now, input: input.clone(), done: None, lookup: None };
            let before = desk.state().clone();
            let effects = match (around, input.key().map(entry)) {
                (Around::Crash, Some(entry)) => {
                    desk.handle(input, now);
                    desk = restored(&before, &config);
                    desk.recover(&entry, now)
                }
                (Around::LateCrash, Some(entry)) => {
                    let effects = desk.handle(input, now);
                    desk = restored(desk.state(), &config);
                    // What was done stays done; what is done again must look first.
                    let again = desk.recover(&entry, now);
                    let looks =
                        |e: &Effect| matches!(e, Effect::OpenRecord { again: true, .. } | Effect::Lookup { .. });
                    prop_assert!(again.iter().all(looks), "{again:?}");
                    if again.iter().any(|e| matches!(e, Effect::Lookup { .. })) { again } else { effects }
                }
                _ => desk.handle(input, now),
            };
            if matches!(around, Around::Restart) {
                desk = restored(desk.state(), &config);
            }
            for effect in effects {
                match effect {
                    Effect::OpenRecord { how, .. } if asked => {
                        prop_assert!(how != How::Window);
                    }
                    Effect::OpenRecord { guid, url, how, again } => {
                        prop_assert!(again || !opened.contains(&guid), "{guid} is opened twice");
                        let made_good = how == How::Reuse && again && wanted.contains(&guid);
                        prop_assert!(url.starts_with("https://h/"));
                        prop_assert!(how == How::Tab || made_good, "{guid} opens by {how:?}");
                        opened.push(guid);
                    }
                    Effect::Lookup { guid, request } => {
                        prop_assert!(asked || stopped || !looked_up.contains(&guid), "{guid} is asked about twice");
                        prop_assert!(request.url.starts_with("https://h/api/"));
                        // The agent asked, so the result may open.
                        opened.retain(|known| !asked || *known != guid);
                        looked_up.push(guid);
                    }
                    Effect::AskToChoose { matches, .. } => prop_assert!(matches > 1),
                    Effect::PostAction { id, .. } => {
                        prop_assert!(!posted.contains(&id), "{id} is posted twice");
                        posted.push(id);
                    }
                    Effect::TickAt { at } => prop_assert!(at > now),
                }
            }
            let view = desk.view(now);
            for known in &view.interactions {
                let choices = known.lookup.as_ref().map_or(0, |lookup| lookup.matches.len());
                prop_assert!(known.record != RecordView::Choose || choices > 1);
                prop_assert!(known.record != RecordView::LookingUp || known.lookup.is_some());
            }
            let ended = view.interactions.iter().filter(|i| i.finished.is_some()).count();
            prop_assert!(ended <= MAX_ENDED);
            let live = view.interactions.iter().take_while(|i| i.finished.is_none()).count();
            prop_assert_eq!(live + ended, view.interactions.len(), "the live ones come first");
        }
    }
}
