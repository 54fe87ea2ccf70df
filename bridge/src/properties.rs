//! Properties, on inputs that resemble real ones and on any others. `PROPTEST_CASES=1000000 cargo test --release -p
//! bridge properties` runs each on 10^6 inputs.

use crate::config::Config;
use crate::desk::{Desk, Effect, How, Input, MAX_ENDED, State};
use crate::fuzzing;
use crate::journal::Entry;
use crate::message::{Assigned, Event};
use crate::pattern::MatchPattern;
use crate::template::{Template, Variables};
use crate::view::{Opened, Start, StartFailure};
use crate::{glob, record};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Text: of anything, and of what is dangerous.
fn text() -> impl Strategy<Value = String> {
    let hostile = select(vec![
        "",
        ".",
        "..",
        "/",
        "//",
        "\\",
        "%",
        "%2e",
        "%2F",
        "%41",
        "%zz",
        "'",
        "\"",
        "?",
        "#",
        "&",
        "=",
        ";",
        ",",
        "@",
        ":",
        "{",
        "}",
        "\r\n",
        "\t",
        "\0",
        " ",
        "a",
        "5",
        "-",
        "~",
        "é",
        "\u{1F600}",
        "\u{202E}",
        "\u{85}",
        "javascript:",
        "https://evil.example/",
        "<script>",
    ]);
    let pieces = vec(hostile, 0..6).prop_map(|pieces| pieces.concat());
    prop_oneof![3 => pieces, 1 => "\\PC{0,12}", 1 => any::<String>()]
}

fn variables() -> impl Strategy<Value = Variables> {
    vec(text(), 7).prop_map(|values| {
        let names = ["clientId", "guid", "campaign", "channel", "a", "b", "c"];
        names.into_iter().zip(values).collect()
    })
}

fn template() -> impl Strategy<Value = String> {
    let operator = select(vec!["", "", "", "+", "#", ".", "/", ";", "?", "&", "=", "!"]);
    let name = select(vec!["clientId", "guid", "a", "b", "c", "a:3", "b*", "a.b", "", "%41", "unknown"]);
    let expression =
        (operator, vec(name, 1..3)).prop_map(|(op, names)| format!("{{{op}{}}}", names.join(",")));
    let literal = select(vec![
        "", "/", "a", "-", "?q=", "&x=", "#/", "'", "%2F", "..", ".", "é", "[1]", ";", "=", ":", "~", "{",
        "}",
    ]);
    let part = prop_oneof![expression, literal.prop_map(str::to_owned)];
    let origin = select(vec![
        "https://h/",
        "https://h/",
        "https://h/c",
        "https://CRM.acme.example:443/",
        "http://localhost:8000/",
        "https://h",
        "http://h/",
        "https://",
        "https://u@h/",
        "https://h{/a}",
        "javascript:",
    ]);
    (origin, vec(part, 0..6)).prop_map(|(origin, parts)| origin.to_owned() + &parts.concat())
}

/// JSON of any shape over these words.
fn json(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(words).prop_map(|word| serde_json::Value::from(word).to_string()),
        text().prop_map(|text| serde_json::Value::from(text).to_string()),
        select(vec!["null", "true", "false", "0", "1", "2", "1.5", "-1e400", "[]", "{}", "{", "\"\\ud800\""])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(",")));
        let field = (select(words), inner)
            .prop_map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key)));
        prop_oneof![1 => list, 3 => vec(field, 0..7).prop_map(|fields| format!("{{{}}}", fields.join(",")))]
    })
}

const MESSAGE: &[&str] = &[
    "event",
    "data",
    "guid",
    "campaign",
    "channel",
    "clientId",
    "finishDate",
    "comment",
    "levelsId",
    "levelsValue",
    "dark",
    "primary",
    "assignedInteraction",
    "finishedInteraction",
    "sentDisposition",
    "changedTheme",
    "changedLanguage",
];

/// A message with one of the events, and whatever for data.
fn message() -> impl Strategy<Value = String> {
    let data = json(MESSAGE);
    let known = (select(&crate::message::EVENTS[..]), data)
        .prop_map(|(event, data)| format!(r#"{{"event":"{event}","data":{data}}}"#));
    prop_oneof![3 => known, 1 => json(MESSAGE), 1 => any::<String>()]
}

const CONFIG: &[&str] = &[
    "version",
    "ucontact",
    "sites",
    "rules",
    "open",
    "url",
    "name",
    "pages",
    "softphone",
    "when",
    "let",
    "campaign",
    "channel",
    "clientId",
    "from",
    "match",
    "to",
    "phone",
    "reuse",
    "find",
    "https://h/*",
    "https://h/{clientId}",
    "https://h/{phone}{?clientId}",
    "^(\\d+)$",
    "(",
    "$1",
    "${x}",
    "*",
    "Ventas*",
];

/// A configuration that is nearly right.
fn config() -> impl Strategy<Value = String> {
    let any_json = || json(CONFIG);
    let when = prop_oneof![
        2 => select(vec![r#"{}"#, r#"{"campaign":"c*"}"#, r#"{"channel":["x","webchat"],"clientId":"\\d"}"#])
            .prop_map(str::to_owned),
        1 => any_json(),
    ];
    let lets = prop_oneof![
        2 => (text(), text()).prop_map(|(regex, to)| {
            let (regex, to) = (serde_json::Value::from(regex), serde_json::Value::from(to));
            format!(r#"{{"a":{{"from":"clientId","match":{regex},"to":{to}}}}}"#)
        }),
        2 => select(vec![r#"{}"#, r#"{"a":{"from":"clientId","match":"(.*)","to":"x$1"}}"#]).prop_map(str::to_owned),
        1 => any_json(),
    ];
    let rule = (when, lets, template()).prop_map(|(when, lets, url)| {
        format!(r#"{{"when":{when},"let":{lets},"url":{}}}"#, serde_json::Value::from(url))
    });
    let rules =
        prop_oneof![3 => vec(rule, 0..4).prop_map(|rules| format!("[{}]", rules.join(","))), 1 => any_json()];
    let nearly = rules.prop_map(|rules| {
        format!(
            r#"{{"version":1,"ucontact":{{"url":"https://u.example/"}},"sites":[{{"pages":["https://h/*"]}}],
            "rules":{rules}}}"#
        )
    });
    prop_oneof![3 => nearly, 1 => any_json(), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn messages(json in message()) {
        fuzzing::message(&json);
    }

    #[test]
    fn configurations(json in config()) {
        fuzzing::config(&json);
    }

    #[test]
    fn templates(text in template(), values in variables()) {
        fuzzing::template(&text, &values);
    }

    /// `iri-string` is another's reading of RFC 6570, and must take every template that we take. But 0.7.14 panics on
    /// what is not ASCII in a reserved expansion or under a prefix, and takes no international letters in literals.
    #[test]
    fn templates_as_another_reads_them(text in template(), values in variables()) {
        use iri_string::template::{UriTemplateStr, simple_context::SimpleContext};
        let Ok(template) = Template::parse(&text) else { return Ok(()) };
        let Ok(url) = template.expand(&values) else { return Ok(()) };
        let panics = ["{+", "{#", ":3"].iter().any(|form| text.contains(form));
        if !text.is_ascii() || (panics && values.iter().any(|(_, value)| !value.is_ascii())) {
            return Ok(());
        }
        let rest = &text[text.len() - crate::origin::split(&text).unwrap().1.len()..];
        let mut context = SimpleContext::new();
        for (name, value) in values.iter() {
            context.insert(name, value);
        }
        let theirs = UriTemplateStr::new(rest).unwrap();
        let theirs = theirs.expand::<iri_string::spec::UriSpec, _>(&context).unwrap().to_string();
        prop_assert_eq!(url, template.origin().to_string() + &theirs);
    }

    #[test]
    fn patterns(pattern in "https://(\\*\\.)?h(/[a*?]{0,3}){1,2}", path in "(/[a*?#]{0,3}){0,3}", any in text()) {
        let _ = MatchPattern::parse(&any);
        let Ok(parsed) = MatchPattern::parse(&pattern) else { return Ok(()) };
        let _ = parsed.matches(&any);
        let whole = MatchPattern::parse(&parsed.host_permission()).unwrap();
        let url = format!("https://h{path}");
        prop_assert!(whole.matches(&url));
        // What it matches is what a regular expression says.
        let path = if path.is_empty() { "/" } else { path.split('#').next().unwrap() };
        let wanted = pattern.trim_start_matches("https://").trim_start_matches("*.").trim_start_matches('h');
        let regex = format!("^{}$", regex_lite::escape(wanted).replace("\\*", ".*"));
        prop_assert_eq!(parsed.matches(&url), regex_lite::Regex::new(&regex).unwrap().is_match(path));
    }

    #[test]
    fn globs(pattern in "[ab*é]{0,8}", text in "[abé]{0,8}") {
        let regex = format!("^{}$", pattern.replace('*', ".*"));
        prop_assert_eq!(glob::matches(&pattern, &text), regex_lite::Regex::new(&regex).unwrap().is_match(&text));
    }

    #[test]
    fn a_record_shows_itself_and_what_is_under_it(path in "(/[a-z%5]{0,3}){0,3}", more in text()) {
        let record = format!("https://h{path}");
        prop_assert!(record::shows(&record, &record));
        let _ = record::shows(&more, &record);
        if path.trim_end_matches('/').len() > 1 {
            let record = record.trim_end_matches('/');
            let under = format!("{record}/edit");
            prop_assert!(record::shows(&under, record));
            let beside = format!("{record}5");
            prop_assert!(!record::shows(&beside, record));
        }
    }
}

/// What can happen to a desk, with few names so that they meet.
fn input() -> impl Strategy<Value = Input> {
    let guid = || select(vec!["a", "b", "c", "assignedInteraction:a"]).prop_map(str::to_owned);
    let id = || select(vec!["1", "2", "3", "4", "5"]).prop_map(str::to_owned);
    let campaign = || select(vec!["ask", "never", "tab", "x", "->tab"]).prop_map(str::to_owned);
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
    let posted = select(vec![Ok(()), Err(StartFailure::NoFrame), Err(StartFailure::FrameGone)]);
    prop_oneof![
        6 => (event, proptest::option::of(0..3)).prop_map(|(event, tab)| Input::Event { event, tab }),
        2 => (guid(), opened).prop_map(|(guid, result)| Input::RecordOpened { guid, result }),
        1 => guid().prop_map(|guid| Input::Open { guid }),
        2 => (id(), start).prop_map(|(id, start)| Input::Start { id, start }),
        2 => (id(), posted).prop_map(|(id, result)| Input::Posted { id, result }),
        1 => Just(Input::Tick),
        1 => text().prop_map(|why| Input::Refused { why }),
    ]
}

/// What the shell does around an input.
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
              { "when": { "campaign": "never" }, "url": "https://h/{clientId}", "open": "never" },
              { "when": { "campaign": "*tab" }, "url": "https://h/{clientId}", "open": "tab" }] }"#;

/// A desk as a new worker finds it.
fn restored(state: &State) -> Desk {
    let stored = serde_json::to_string(state).unwrap();
    let mut desk = Desk::restore(serde_json::from_str(&stored).unwrap());
    desk.set_config(Some(Config::parse(DESK).unwrap()));
    desk
}

proptest! {
    /// Over any sequence of inputs, with the worker stopped anywhere: no event opens a record twice, no start is
    /// posted twice, and nothing grows without end.
    #[test]
    fn desks(inputs in vec((input(), around(), 0..20_000u64), 0..40)) {
        let mut desk = restored(&State::default());
        let (mut opened, mut posted, mut started) = (Vec::new(), Vec::new(), Vec::new());
        let mut now = 0;
        for (seq, (input, around, later)) in inputs.into_iter().enumerate() {
            now += later;
            // The journal's part: a start is handled once.
            if let Input::Start { id, .. } = &input {
                if started.contains(id) {
                    continue;
                }
                started.push(id.clone());
            }
            let asked = matches!(input, Input::Open { .. });
            let entry = |key| Entry { key, seq: seq as u64, at: now, input: input.clone(), done: None };
            let before = desk.state().clone();
            let effects = match (around, input.key().map(entry)) {
                (Around::Crash, Some(entry)) => {
                    desk.handle(input, now);
                    desk = restored(&before);
                    desk.recover(&entry, now)
                }
                (Around::LateCrash, Some(entry)) => {
                    let effects = desk.handle(input, now);
                    desk = restored(desk.state());
                    // What was done is done; what is done again must look first.
                    let again = desk.recover(&entry, now);
                    let looks = |e: &Effect| matches!(e, Effect::OpenRecord { again: true, .. });
                    prop_assert!(again.iter().all(looks), "{again:?}");
                    effects
                }
                _ => desk.handle(input, now),
            };
            if matches!(around, Around::Restart) {
                desk = restored(desk.state());
            }
            for effect in effects {
                match effect {
                    Effect::OpenRecord { how, .. } if asked => {
                        prop_assert!(how != How::Window);
                    }
                    Effect::OpenRecord { guid, url, how, again } => {
                        prop_assert!(again || !opened.contains(&guid), "{guid} is opened twice");
                        prop_assert!(url.starts_with("https://h/") && how == How::Tab);
                        opened.push(guid);
                    }
                    Effect::PostAction { id, .. } => {
                        prop_assert!(!posted.contains(&id), "{id} is posted twice");
                        posted.push(id);
                    }
                    Effect::TickAt { at } => prop_assert!(at > now),
                }
            }
            let view = desk.view(now);
            let ended = view.interactions.iter().filter(|i| i.finished.is_some()).count();
            prop_assert!(ended <= MAX_ENDED);
            let live = view.interactions.iter().take_while(|i| i.finished.is_none()).count();
            prop_assert_eq!(live + ended, view.interactions.len(), "the live ones come first");
        }
    }
}
