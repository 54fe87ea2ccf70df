use super::question::*;
use super::{Checked, ConfigError, Done, Offered, Reply};
use crate::message::Assigned;
use serde_json::{Value, json};

/// What a page sends is what the background reads.
fn check(question: impl Question + Clone + Into<Request>, wanted: Value) {
    let sent = serde_json::to_value(&question).unwrap();
    assert_eq!(sent, wanted);
    assert_eq!(read(&sent).unwrap(), question.into());
}

fn read(sent: &Value) -> Result<Request, serde_json::Error> {
    Request::read(sent["request"].as_str().unwrap_or_default(), &sent.to_string())
}

#[test]
fn each_question_arrives_as_it_was_sent() {
    let text = str::to_owned;
    check(State {}, json!({"request": "state"}));
    let start = crate::view::Start { campaign: text("c"), channel: text("telephony"), client_id: text("+1") };
    check(
        Start { start },
        json!({"request": "start", "start": {"campaign": "c", "channel": "telephony", "clientId": "+1"}}),
    );
    check(Open { guid: text("g") }, json!({"request": "open", "guid": "g"}));
    check(
        Choose { guid: text("g"), url: text("https://a/1") },
        json!({"request": "choose", "guid": "g", "url": "https://a/1"}),
    );
    let event = Assigned { guid: text("g"), ..Assigned::default() };
    let wanted = serde_json::to_value(&event).unwrap();
    check(
        TryLookup { json: text("{}"), event },
        json!({"request": "tryLookup", "json": "{}", "event": wanted}),
    );
    check(Offer {}, json!({"request": "offer"}));
    check(Near {}, json!({"request": "near"}));
    check(EraseHistory {}, json!({"request": "eraseHistory"}));
    check(ShowUcontact {}, json!({"request": "showUcontact"}));
    check(Save { json: text("{}") }, json!({"request": "save", "json": "{}"}));
    check(Configuration {}, json!({"request": "configuration"}));
    check(
        Probe { url: text("https://u"), pages: vec![text("https://a/*")], as_agent: true },
        json!({"request": "probe", "url": "https://u", "pages": ["https://a/*"], "asAgent": true}),
    );
    check(Diagnose {}, json!({"request": "diagnose"}));
    check(AskMicrophone { host: text("a") }, json!({"request": "askMicrophone", "host": "a"}));
}

#[test]
fn what_is_no_question_is_an_error() {
    for bad in [json!({}), json!({"request": "dance"}), json!({"request": "save"}), json!({"say": "found"})] {
        assert!(read(&bad).is_err(), "{bad}");
    }
}

#[test]
fn a_reply_is_the_value_alone() {
    let errors = vec![ConfigError { path: "rules".to_owned(), message: "missing".to_owned() }];
    let save = Save { json: String::new() };
    let reply = save.reply(&Checked { errors: errors.clone() });
    assert_eq!(reply.json(), r#"{"errors":[{"path":"rules","message":"missing"}]}"#);
    assert_eq!(reply.read::<Save>(), Ok(Checked { errors }));

    let done = Open { guid: "g".to_owned() }.reply_or_fail(Ok::<_, String>(Done {}));
    assert_eq!((done.json(), done.read::<Open>()), ("{}", Ok(Done {})));

    let probe = Probe { url: String::new(), pages: Vec::new(), as_agent: false };
    let reply = probe.reply(&super::Probe::Status { status: 404 });
    assert_eq!(reply.json(), r#"{"probe":"status","status":404}"#);
    assert_eq!(reply.read::<Probe>(), Ok(super::Probe::Status { status: 404 }));
}

#[test]
fn a_failure_is_told_to_every_question() {
    let why = "no open page has \"uContact\"";
    let reply = ShowUcontact {}.reply_or_fail(Err(why));
    assert_eq!(reply.json(), r#"{"failed":"no open page has \"uContact\""}"#);
    assert_eq!(reply, Reply::failed(why));
    assert_eq!(reply.read::<ShowUcontact>(), Err(why.to_owned()));
    assert_eq!(reply.read::<Diagnose>(), Err(why.to_owned()));
}

#[test]
fn a_reply_to_another_question_is_an_error() {
    let reply = Offer {}.reply(&Offered { offer: None, asked: false });
    assert!(reply.read::<Save>().is_err());
    assert!(reply.read::<Offer>().is_ok());
}
