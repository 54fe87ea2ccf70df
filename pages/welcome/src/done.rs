//! Everything is set up, now or before: what comes next.

use bridge::config::Softphone;
use pages::{Text, dom};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::{runtime, tabs};

use crate::draft::home_of;

/// Listens to the buttons.
pub fn listen() {
    dom::listen(&dom::by_id::<Element>("open-crm"), "click", |event| {
        let home = dom::closest(&event, "[data-home]").and_then(|button| button.get_attribute("data-home"));
        spawn_local(async move {
            if let Some(home) = home {
                let _ = tabs::create(&home).await;
            }
        });
    });
    dom::listen(&dom::by_id::<Element>("open-settings"), "click", |_| {
        spawn_local(async {
            let _ = runtime::open_options().await;
        });
    });
}

/// The configuration has just been put in force.
pub fn show(json: &str, softphone: Softphone) {
    let next = if softphone == Softphone::Inject { "nextCrmInject" } else { "nextCrmFind" };
    fill(&Text::new("doneTitle"), &Text::new("doneText"), home_of(json));
    put("done-crm", &Text::new(next));
    dom::set_shown(&dom::by_id("done-next"), true);
    dom::focus(&dom::by_id("done-title"));
}

/// A configuration was there before this page, or an administrator gives one.
pub fn show_earlier(json: Option<&str>, managed: bool) {
    let text = if managed { Text::new("earlierManaged") } else { Text::new("earlierText") };
    fill(&Text::new("earlierTitle"), &text, json.and_then(home_of));
    dom::set_shown(&dom::by_id("done-next"), false);
}

/// Puts a text without placeholders, which is translated when the language of the page changes.
fn put(id: &str, text: &Text) {
    let element: Element = dom::by_id(id);
    dom::set_attribute(&element, "data-i18n", text.key);
    dom::set_text(&element, &text.read());
}

fn fill(title: &Text, text: &Text, home: Option<String>) {
    for id in ["steps", "file"] {
        dom::set_shown(&dom::by_id(id), false);
    }
    put("done-title", title);
    put("done-text", text);
    let button: Element = dom::by_id("open-crm");
    dom::set_optional(&button, "data-home", home.as_deref());
    dom::set_shown(&button, home.is_some());
    dom::set_shown(&dom::by_id("done"), true);
}
