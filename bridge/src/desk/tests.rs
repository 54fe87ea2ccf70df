mod in_front;
mod lookups;
mod records;
mod recovery;
mod starts;

use super::*;
use crate::message::Assigned;
use crate::view::{RecordView, StartState, Theme};

/// Rules by campaign. Each campaign's name says how the record is opened.
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
    desk.set_config(Some(Config::parse(CONFIG).unwrap().into()));
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

/// Handles an input, and compares the effects.
#[track_caller]
fn check(desk: &mut Desk, now: Millis, input: Input, expect: &[Effect]) {
    assert_eq!(desk.handle(input, now), expect);
    // After every input, the state can be stored and read again.
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
