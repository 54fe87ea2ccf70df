//! What is in force, and what the browser has to allow for it.

use std::cell::RefCell;

use pages::{Text, dom};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::permissions;

use crate::outline::{Outline, RULES_SHOWN, Site};

thread_local! {
    /// What the button asks for: it has to ask in the very turn of the click.
    static MISSING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Listens to the button that grants.
pub fn listen() {
    dom::listen(&dom::by_id::<Element>("grant"), "click", |_| {
        let answer = permissions::request(&MISSING.with_borrow(Vec::clone));
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

/// Shows a configuration, or the first-run card where there is none.
pub fn show(json: Option<&str>, hosts: &[String], missing: Vec<String>) {
    dom::set_shown(&dom::by_id("welcome"), json.is_none());
    dom::set_shown(&dom::by_id("current"), json.is_some());
    let Some(json) = json else { return };
    let outline = Outline::parse(json).unwrap_or_default();
    dom::set_text(&dom::by_id("fact-ucontact"), &outline.ucontact.url);
    dom::set_text(&dom::by_id("fact-open"), &Text::new(outline.open_key()).read());
    dom::set_text(&dom::by_id("current-json"), json);
    show_sites(&outline.sites);
    show_rules(&outline);
    show_hosts(hosts, missing);
}

fn show_sites(sites: &[Site]) {
    let keys: Vec<String> = (0..sites.len()).map(|i| i.to_string()).collect();
    dom::keyed(
        &dom::by_id("fact-sites"),
        &keys,
        || dom::stamp("site-row"),
        |row, i| {
            let site = &sites[i];
            dom::set_text(&dom::part(row, "name"), site.title());
            dom::set_text(&dom::part(row, "softphone"), &Text::new(site.softphone_key()).read());
            dom::set_text(&dom::part(row, "pages"), &site.pages.join("\n"));
        },
    );
}

fn show_rules(outline: &Outline) {
    let count = outline.rules.len();
    let text =
        if count == 0 { Text::new("rulesNone") } else { Text::counted("rulesOne", "rulesMany", count) };
    dom::set_text(&dom::by_id("fact-rules"), &text.read());
    let mut names: Vec<String> = outline
        .rules
        .iter()
        .enumerate()
        .take(RULES_SHOWN)
        .map(|(i, rule)| {
            rule.name.clone().unwrap_or_else(|| Text::with("unnamedRule", [&(i + 1).to_string()]).read())
        })
        .collect();
    if count > RULES_SHOWN {
        names.push(Text::with("rulesMore", [&(count - RULES_SHOWN).to_string()]).read());
    }
    dom::set_items(&dom::by_id("fact-rule-names"), &names);
}

fn show_hosts(hosts: &[String], missing: Vec<String>) {
    dom::keyed(
        &dom::by_id("hosts"),
        hosts,
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
    let card_tone = if missing.is_empty() { "good" } else { "warn" };
    dom::set_attribute(&dom::by_id("permissions"), "data-tone", card_tone);
    if missing.is_empty() {
        tell("good", Some(Text::new("allGranted")));
    } else {
        tell("warn", None);
    }
    MISSING.set(missing);
}

fn tell(tone: &str, text: Option<Text>) {
    let line: Element = dom::by_id("permissions-state");
    dom::set_attribute(&line, "data-tone", tone);
    dom::set_text(&line, &text.map(|text| text.read()).unwrap_or_default());
}
