//! The permissions that what is in force needs, and the errors of an administrator's policy.

use std::rc::Rc;

use bridge::config::ConfigError;
use pages::{Text, dom};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::permissions;

use super::value;
use crate::app::App;

/// Listens to the button that grants.
pub fn listen(app: &Rc<App>) {
    let app = app.clone();
    dom::listen(&dom::by_id::<Element>("grant"), "click", move |_| {
        // In the turn of the click: later the browser refuses the question.
        let answer = permissions::request(&app.with(|state| state.missing_hosts.clone()));
        spawn_local(async move {
            // Granted: the browser's own event refreshes the page.
            match answer.await {
                Ok(true) => {}
                Ok(false) => tell("bad", Some(Text::new("grantRefused"))),
                Err(error) => tell("bad", Some(Text::with("grantFailed", [&error.to_string()]))),
            }
        });
    });
}

/// Shows the hosts that what is in force needs, as long as one of them is not granted.
pub fn show(app: &Rc<App>) {
    let (hosts, missing) = app.with(|state| (state.hosts.clone(), state.missing_hosts.clone()));
    dom::set_shown(&dom::by_id("access"), !missing.is_empty());
    dom::keyed(
        &dom::by_id("hosts"),
        &hosts,
        || dom::stamp("host-row"),
        |row, i| {
            let lacks = missing.contains(&hosts[i]);
            dom::set_text(&dom::part(row, "host"), &hosts[i]);
            let chip: Element = dom::part(row, "chip");
            dom::set_attribute(&chip, "data-tone", if lacks { "warn" } else { "good" });
            dom::set_text(&chip, &Text::new(if lacks { "missing" } else { "granted" }).read());
        },
    );
    dom::set_text(&dom::by_id("grant"), &Text::counted("allowAccess", "grantMany", missing.len()).read());
    dom::set_shown(&dom::by_id("grant-line"), !missing.is_empty());
    tell("warn", None);
}

fn tell(tone: &str, text: Option<Text>) {
    let line: Element = dom::by_id("access-state");
    dom::set_attribute(&line, "data-tone", tone);
    dom::set_text(&line, &text.map(|text| text.read()).unwrap_or_default());
}

/// Shows a policy's errors.
pub fn managed(app: &Rc<App>) {
    let errors: Vec<ConfigError> =
        app.with(|state| state.managed.as_ref().map(|managed| managed.errors.clone()).unwrap_or_default());
    dom::set_shown(&dom::by_id("managed-errors"), !errors.is_empty());
    let none = app.with(|state| state.in_force.is_none());
    let text = Text::new(if none { "managedNeverGood" } else { "managedErrors" });
    dom::set_text(&dom::by_id("managed-errors-text"), &text.read());
    value::plain_errors("managed-error-list", &errors.iter().collect::<Vec<_>>());
}
