//! Tries the draft: what it makes of an interaction.

use std::cell::Cell;
use std::rc::Rc;

use bridge::lookup::Outcome;
use bridge::message::Assigned;
use bridge::view::LookupFailure;
use bridge::wire::Tried;
use bridge::wire::question::TryLookup;
use pages::{Text, dom, why_not::why_not};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::runtime;

use super::value;
use crate::app::App;
use crate::trial::{Applies, Leads, Passed, Trial};

/// With at most so many rules, every change is tried at once. With more rules the user presses the button.
const AT_ONCE: usize = 300;

thread_local! {
    /// Counts the trials, so that the CRM's answer for an older one is dropped.
    static TRY: Cell<u32> = const { Cell::new(0) };
    /// Whether a result is shown.
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// A part of an event.
type Part = fn(&mut Assigned) -> &mut String;
/// The fields, and the part of the event that each of them shows.
const FIELDS: [(&str, Part); 3] = [
    ("try-campaign", |event| &mut event.campaign),
    ("try-channel", |event| &mut event.channel),
    ("try-client", |event| &mut event.client_id),
];

/// Listens.
pub fn listen(app: &Rc<App>) {
    for (id, part) in FIELDS {
        let field: Element = dom::by_id(id);
        let app = app.clone();
        dom::listen(&field.clone(), "input", move |_| {
            app.change_event(|event| *part(event) = value::get(&field));
            value::set(&dom::by_id("try-seen"), "");
            refresh(&app);
        });
    }
    let seen: Element = dom::by_id("try-seen");
    let picked = app.clone();
    dom::listen(&seen.clone(), "change", move |_| {
        let place = value::get(&seen).parse::<usize>().ok();
        let event = picked.with(|state| state.seen.get(place?).cloned());
        if let Some(event) = event {
            picked.change_event(|tried| *tried = event);
            run(&picked);
        }
    });
    let form = app.clone();
    dom::listen(&dom::by_id::<Element>("try-form"), "submit", move |event| {
        event.prevent_default();
        run(&form);
    });
    show_event(app);
    show_seen(app);
}

/// Shows the event in its fields.
pub fn show_event(app: &Rc<App>) {
    let mut event = app.with(|state| state.event.clone());
    for (id, part) in FIELDS {
        value::set(&dom::by_id(id), part(&mut event));
    }
}

/// Shows the interactions that the desk has seen.
pub fn show_seen(app: &Rc<App>) {
    let seen = app.with(|state| state.seen.clone());
    let mut rows =
        vec![(String::new(), Text::new(if seen.is_empty() { "trySeenNone" } else { "trySeenPick" }).read())];
    rows.extend(seen.iter().enumerate().map(|(place, event)| {
        let parts = [&event.channel, &event.campaign, &event.client_id].map(String::as_str);
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (place.to_string(), parts.join(" · "))
    }));
    let keys: Vec<&str> = rows.iter().map(|(key, _)| key.as_str()).collect();
    dom::keyed(
        &dom::by_id("try-seen"),
        &keys,
        || dom::create("option"),
        |item, at| {
            dom::set_attribute(item, "value", &rows[at].0);
            dom::set_text(item, &rows[at].1);
        },
    );
}

/// The draft or the event has changed: tries again, or hides the old result.
pub fn refresh(app: &Rc<App>) {
    if !SHOWN.get() {
        return;
    }
    TRY.set(TRY.get().wrapping_add(1));
    if app.with(|state| state.draft().rules.len()) <= AT_ONCE {
        show(&app.trial());
    } else {
        dom::set_shown(&dom::by_id("try-result"), false);
        SHOWN.set(false);
    }
}

/// Tries the draft. If the rule that applies has a lookup, the CRM is asked.
fn run(app: &Rc<App>) {
    TRY.set(TRY.get().wrapping_add(1));
    let trial = app.trial();
    SHOWN.set(true);
    show(&trial);
    let Some(Applies { rule, leads: Leads::Asks(_), .. }) = trial.applies else { return };
    let number = TRY.get();
    // Only this rule is sent: errors elsewhere in the draft do not prevent the lookup.
    let (json, event) = app.with(|state| {
        let rules: Vec<_> = state.draft().rules.get(rule).into_iter().collect();
        (crate::check::with_rules(rules, &None), state.event.clone())
    });
    end("none", &Text::new("tryAsking"));
    spawn_local(async move {
        let answer = runtime::ask(&TryLookup { json, event }).await;
        if TRY.get() != number {
            return;
        }
        match answer {
            Ok(Tried::Lookup { outcome, none, many, .. }) => {
                looked_up(&outcome, none.as_deref(), many.as_deref());
            }
            // The background decides by the same code as this page, so it finds the same lookup.
            Ok(Tried::Invalid { .. } | Tried::NoRule | Tried::Record { .. }) => {
                end("warn", &Text::new("tryNoRule"));
            }
            Err(error) => end("bad", &Text::with("troubleNoAnswer", [&error.to_string()])),
        }
    });
}

fn show(trial: &Trial) {
    dom::set_shown(&dom::by_id("try-result"), true);
    matches(&[]);
    match &trial.applies {
        Some(Applies { rule, name, variables, leads, open }) => {
            let number = (rule + 1).to_string();
            let name = name.as_deref().unwrap_or_default();
            let opens = Text::new(open).read();
            match leads {
                Leads::Record(url) => {
                    end("good", &Text::with("tryApplies", [&number, name, &opens]));
                    link(Some(url), true);
                }
                Leads::Asks(url) => {
                    end("none", &Text::with("tryAsks", [&number, name]));
                    link(Some(url), false);
                }
            }
            show_variables(variables);
        }
        None => {
            end("warn", &Text::new("tryNoRule"));
            link(None, false);
            show_variables(&[]);
        }
    }
    reasons(trial);
}

fn end(tone: &str, text: &Text) {
    let line: Element = dom::by_id("try-end");
    dom::set_attribute(&line, "data-tone", tone);
    dom::set_text(&line, &text.read());
}

/// Shows an address, and offers to open it if it `opens`. It was made from a template, whose origin is always literal.
fn link(url: Option<&str>, opens: bool) {
    dom::set_shown(&dom::by_id("try-url-line"), url.is_some());
    for id in ["try-url", "try-open"] {
        dom::set_optional(&dom::by_id::<Element>(id), "href", url.filter(|_| opens));
    }
    dom::set_shown(&dom::by_id("try-open"), opens);
    dom::set_text(&dom::by_id("try-url"), url.unwrap_or_default());
}

fn show_variables(variables: &[(String, String)]) {
    let shown: Vec<&(String, String)> = variables.iter().filter(|(name, _)| name != "guid").collect();
    let keys: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
    dom::keyed(
        &dom::by_id("try-variables"),
        &keys,
        || dom::stamp("variable-row"),
        |row, at| {
            dom::set_text(&dom::part(row, "name"), &shown[at].0);
            dom::set_text(&dom::part(row, "value"), &shown[at].1);
        },
    );
}

fn reasons(trial: &Trial) {
    let Trial { passed, more, .. } = trial;
    dom::set_shown(&dom::by_id("try-why"), !passed.is_empty());
    let summary = Text::counted("tryPassedOne", "tryPassedMany", passed.len() + more);
    dom::set_text(&dom::by_id("try-why-summary"), &summary.read());
    let keys: Vec<String> = passed.iter().map(|(place, _)| place.to_string()).collect();
    dom::keyed(
        &dom::by_id("try-reasons"),
        &keys,
        || dom::stamp("reason-row"),
        |row, at| {
            let (place, why) = &passed[at];
            dom::set_text(
                &dom::part(row, "name"),
                &Text::with("unnamedRule", [&(place + 1).to_string()]).read(),
            );
            let why = match why {
                Passed::Why(why) => why_not(why).read(),
                Passed::Wrong => Text::new("tryWrong").read(),
            };
            dom::set_text(&dom::part(row, "why"), &why);
        },
    );
}

/// What the CRM answered.
fn looked_up(outcome: &Outcome, none: Option<&str>, many: Option<&str>) {
    let found = match outcome {
        Outcome::Found { matches, .. } => matches.as_slice(),
        Outcome::Failed { why } => {
            end("bad", &failure(why));
            return;
        }
    };
    match found {
        [] => {
            let why = match outcome {
                Outcome::Found { why: Some(why), .. } => why.clone(),
                _ => String::new(),
            };
            let key = if none.is_some() { "tryNoneOpens" } else { "tryNone" };
            end("warn", &Text::with(key, [&why]));
            link(none, none.is_some());
        }
        [one] => {
            end("good", &Text::new("tryOne"));
            link(Some(&one.url), true);
        }
        several => {
            let count = several.len().to_string();
            end("good", &Text::with(if many.is_some() { "tryManyOpens" } else { "tryMany" }, [&count]));
            link(many, many.is_some());
            let rows: Vec<(String, String)> = several
                .iter()
                .map(|found| (found.label.clone().unwrap_or_else(|| found.url.clone()), found.url.clone()))
                .collect();
            matches(&rows);
        }
    }
}

fn matches(rows: &[(String, String)]) {
    let keys: Vec<&str> = rows.iter().map(|(_, url)| url.as_str()).collect();
    dom::keyed(
        &dom::by_id("try-matches"),
        &keys,
        || dom::stamp("match-row"),
        |row, at| {
            let link: Element = dom::part(row, "link");
            dom::set_attribute(&link, "href", &rows[at].1);
            dom::set_text(&link, &rows[at].0);
        },
    );
}

fn failure(why: &LookupFailure) -> Text {
    match why {
        LookupFailure::SignedOut => Text::new("trySignedOut"),
        LookupFailure::PermissionMissing { host } => Text::with("tryPermission", [host]),
        LookupFailure::Timeout => Text::new("tryTimeout"),
        LookupFailure::Network => Text::new("tryNetwork"),
        LookupFailure::Status { status } => Text::with("tryStatus", [&status.to_string()]),
        LookupFailure::TooLarge => Text::new("tryTooLarge"),
        LookupFailure::NotJson | LookupFailure::Interrupted => Text::new("tryNotJson"),
    }
}
