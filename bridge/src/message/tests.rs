use super::*;
use serde_json::json;

#[track_caller]
fn check(message: Value, expect: Event) {
    let event = Event::parse(&message.to_string()).unwrap();
    assert_eq!(event, expect);
    // The journal keeps events as JSON.
    let stored = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&stored).unwrap(), event);
}

#[track_caller]
fn refuse(message: Value, expect: &str) {
    assert_eq!(Event::parse(&message.to_string()).unwrap_err().to_string(), expect, "{message}");
}

fn assigned(guid: &str, campaign: &str, channel: &str, client_id: &str) -> Event {
    let text = str::to_owned;
    Event::AssignedInteraction(Assigned {
        guid: text(guid),
        campaign: text(campaign),
        channel: text(channel),
        client_id: text(client_id),
    })
}

#[test]
fn the_five_events_of_the_seed() {
    check(
        json!({ "event": "assignedInteraction",
            "data": { "guid": "g", "campaign": "Ventas->", "channel": "telephony", "clientId": "59297234567" } }),
        assigned("g", "Ventas->", "telephony", "59297234567"),
    );
    check(
        json!({ "event": "finishedInteraction", "data": { "guid": "g", "finishDate": "2026-11-22 10:00:00" } }),
        Event::FinishedInteraction { guid: "g".into(), finish_date: "2026-11-22 10:00:00".into() },
    );
    check(
        json!({ "event": "sentDisposition",
            "data": { "guid": "g", "comment": "ok", "levelsId": [1, "2"], "levelsValue": ["Sale", { "a": null }] } }),
        Event::SentDisposition {
            guid: "g".into(),
            comment: "ok".into(),
            levels_id: vec![json!(1), json!("2")],
            levels_value: vec![json!("Sale"), json!({ "a": null })],
        },
    );
    check(
        json!({ "event": "changedTheme", "data": { "dark": true, "primary": "#00a" } }),
        Event::ChangedTheme(Theme { dark: true, primary: "#00a".into() }),
    );
    check(json!({ "event": "changedLanguage", "data": "en" }), Event::ChangedLanguage("en".into()));
}

#[test]
fn more_than_the_seed_says_is_tolerated() {
    check(
        json!({ "event": "assignedInteraction", "v": 8,
            "data": { "guid": "g", "campaign": "c", "channel": "fax", "clientId": "1", "skill": [1] } }),
        assigned("g", "c", "fax", "1"),
    );
}

#[test]
fn what_is_missing_is_empty_where_the_rest_still_says_something() {
    check(json!({ "event": "assignedInteraction", "data": { "guid": "g" } }), assigned("g", "", "", ""));
    check(
        json!({ "event": "assignedInteraction",
            "data": { "guid": "g", "campaign": "c", "channel": "telephony", "clientId": null } }),
        assigned("g", "c", "telephony", ""),
    );
    check(
        json!({ "event": "finishedInteraction", "data": { "guid": "g", "finishDate": null } }),
        Event::FinishedInteraction { guid: "g".into(), finish_date: String::new() },
    );
    check(
        json!({ "event": "sentDisposition", "data": { "guid": "g", "levelsId": null } }),
        Event::SentDisposition {
            guid: "g".into(),
            comment: String::new(),
            levels_id: Vec::new(),
            levels_value: Vec::new(),
        },
    );
    check(
        json!({ "event": "changedTheme", "data": { "dark": false } }),
        Event::ChangedTheme(Theme { dark: false, primary: String::new() }),
    );
}

#[test]
fn refused_with_the_fields_name() {
    for (event, field) in EVENTS.iter().zip(["guid", "guid", "guid", "dark"]) {
        refuse(json!({ "event": event, "data": {} }), &format!("{event}: data.{field} is missing"));
        refuse(
            json!({ "event": event, "data": { field: null } }),
            &format!("{event}: data.{field} is missing"),
        );
        refuse(json!({ "event": event }), &format!("{event}: data is missing"));
        refuse(
            json!({ "event": event, "data": [] }),
            &format!("{event}: data must be an object, and is a list"),
        );
    }
    let event = "assignedInteraction";
    refuse(json!({ "event": event, "data": { "guid": "" } }), "assignedInteraction: data.guid is empty");
    refuse(
        json!({ "event": event, "data": { "guid": 5 } }),
        "assignedInteraction: data.guid must be a string, and is a number",
    );
    for field in ["campaign", "channel", "clientId"] {
        refuse(
            json!({ "event": event, "data": { "guid": "g", field: 5 } }),
            &format!("{event}: data.{field} must be a string, and is a number"),
        );
    }
    refuse(
        json!({ "event": "sentDisposition", "data": { "guid": "g", "levelsId": "1" } }),
        "sentDisposition: data.levelsId must be a list, and is a string",
    );
    refuse(
        json!({ "event": "changedTheme", "data": { "dark": "true" } }),
        "changedTheme: data.dark must be true or false, and is a string",
    );
    refuse(json!({ "event": "changedLanguage" }), "changedLanguage: data is missing");
    refuse(json!({ "event": "changedLanguage", "data": "" }), "changedLanguage: data is empty");
    refuse(
        json!({ "event": "changedLanguage", "data": { "language": "en" } }),
        "changedLanguage: data must be a string, and is an object",
    );
}

#[test]
fn somebody_elses_messages() {
    for message in [
        json!({ "event": "startInteraction", "data": {} }),
        json!({ "event": "AssignedInteraction", "data": {} }),
        json!({ "event": 5 }),
        json!({ "action": "makeCall", "params": [] }),
        json!({}),
        json!([]),
        json!("assignedInteraction"),
        json!(null),
    ] {
        assert_eq!(Event::parse(&message.to_string()), Err(Refusal::NotUcontact), "{message}");
    }
    for text in ["", "x", "{", r#"{"event":"changedLanguage","data":"\ud800"}"#, &"[".repeat(500)] {
        assert!(matches!(Event::parse(text), Err(Refusal::NotJson { .. })), "{text}");
    }
}

#[test]
fn sizes_are_bounded() {
    let with = |field: &str, value: Value| {
        let mut data = json!({ "guid": "g", "dark": true });
        data[field] = value;
        data
    };
    for (event, field, max) in [
        (EVENTS[0], "guid", MAX_GUID),
        (EVENTS[0], "campaign", MAX_CAMPAIGN),
        (EVENTS[0], "channel", MAX_CHANNEL),
        (EVENTS[0], "clientId", MAX_CLIENT_ID),
        (EVENTS[1], "finishDate", MAX_FINISH_DATE),
        (EVENTS[2], "comment", MAX_COMMENT),
        (EVENTS[3], "primary", MAX_PRIMARY),
    ] {
        // Characters count, not bytes. The longest text that is accepted here has characters of one byte and of two.
        let longest = "é".repeat(max / 2) + &"e".repeat(max - max / 2);
        let message = json!({ "event": event, "data": with(field, json!(longest)) });
        assert!(Event::parse(&message.to_string()).is_ok(), "{field}");
        refuse(
            json!({ "event": event, "data": with(field, json!(longest.clone() + "e")) }),
            &format!("{event}: data.{field} is {} long, more than {max}", max + 1),
        );
    }
    let long = vec![0; MAX_LEVELS + 1];
    for field in ["levelsId", "levelsValue"] {
        let event = "sentDisposition";
        assert!(
            Event::parse(&json!({ "event": event, "data": with(field, json!(long[1..])) }).to_string())
                .is_ok()
        );
        let why = format!("{event}: data.{field} is 257 long, more than 256");
        refuse(json!({ "event": event, "data": with(field, json!(long)) }), &why);
    }
    refuse(
        json!({ "event": "changedLanguage", "data": "e".repeat(36) }),
        "changedLanguage: data is 36 long, more than 35",
    );
    let message = json!({ "event": EVENTS[0], "data": { "guid": "g", "clientId": "x".repeat(1024 * 1024) } });
    assert!(matches!(Event::parse(&message.to_string()), Err(Refusal::TooLarge { .. })));
}

#[test]
fn the_action_is_the_seeds_message() {
    let start = Start {
        campaign: "Ventas->".into(),
        channel: "telephony".into(),
        client_id: "\"\u{2028}\u{1F600}\\".into(),
    };
    let json = Action::StartInteraction(start).to_json();
    let expect = concat!(
        r#"{"event":"startInteraction","data":{"campaign":"Ventas->","channel":"telephony","#,
        "\"clientId\":\"\\\"\u{2028}\u{1F600}\\\\\"}}"
    );
    assert_eq!(json, expect);
    let parsed: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(parsed["data"]["clientId"], "\"\u{2028}\u{1F600}\\");
}
