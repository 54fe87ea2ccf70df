//! axe-core over every page of the extension in its main states, light and dark: no violation.
//!
//! A new page or state is one more line of [`STATES`].

use super::axe::Axe;
use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::{assigned, finished};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[scenario("accessibility", accessibility)];

/// A page in a state.
struct State {
    name: &'static str,
    page: &'static str,
    /// What brings the state about: before the page is opened, then in the page.
    before: fn(&World) -> Result<()>,
    inside: fn(&World, &Tab) -> Result<()>,
}

pub const POPUP: &str = "popup/popup.html";
pub const OPTIONS: &str = "options/options.html";
pub const PANEL: &str = "panel/panel.html";
const WELCOME: &str = "welcome/welcome.html";
const DOCTOR: &str = "doctor/doctor.html";

/// The order matters: the states after the first one that configures find the configuration.
const STATES: &[State] = &[
    State { name: "popup, new", page: POPUP, before: nothing, inside: as_it_is },
    State { name: "panel, new", page: PANEL, before: nothing, inside: as_it_is },
    State { name: "doctor, new", page: DOCTOR, before: nothing, inside: as_it_is },
    State { name: "options, new", page: OPTIONS, before: nothing, inside: as_it_is },
    State { name: "options, errors", page: OPTIONS, before: nothing, inside: broken_configuration },
    State { name: "welcome, step 1", page: WELCOME, before: nothing, inside: as_it_is },
    State { name: "welcome, step 1, wrong", page: WELCOME, before: nothing, inside: wrong_address },
    State { name: "welcome, step 1, refused", page: WELCOME, before: nothing, inside: not_allowed },
    State { name: "welcome, step 1, good", page: WELCOME, before: nothing, inside: good_address },
    State { name: "welcome, step 2", page: WELCOME, before: nothing, inside: step_2 },
    State { name: "welcome, step 2, wrong name", page: WELCOME, before: nothing, inside: wrong_name },
    State { name: "welcome, step 2, refused", page: WELCOME, before: nothing, inside: crm_not_allowed },
    State { name: "welcome, step 2, not framed", page: WELCOME, before: nothing, inside: not_framed },
    State { name: "welcome, step 2, examples", page: WELCOME, before: nothing, inside: examples },
    State { name: "welcome, step 2, wrong example", page: WELCOME, before: nothing, inside: wrong_example },
    State { name: "welcome, step 3", page: WELCOME, before: nothing, inside: step_3 },
    State { name: "welcome, done", page: WELCOME, before: nothing, inside: done },
    State { name: "welcome, configured", page: WELCOME, before: interactions, inside: as_it_is },
    State { name: "popup, interactions", page: POPUP, before: nothing, inside: as_it_is },
    State { name: "options, configured", page: OPTIONS, before: nothing, inside: as_it_is },
    State { name: "options, rule with a lookup", page: OPTIONS, before: nothing, inside: lookup_rule },
    State { name: "options, wrong rule", page: OPTIONS, before: nothing, inside: wrong_rule },
    State { name: "options, completion", page: OPTIONS, before: nothing, inside: completion },
    State { name: "options, tried", page: OPTIONS, before: nothing, inside: tried },
    State { name: "options, adding a CRM", page: OPTIONS, before: nothing, inside: adding },
    State { name: "doctor, well", page: DOCTOR, before: heard, inside: report },
    State { name: "history", page: "history/history.html", before: heard, inside: as_it_is },
    State { name: "popup, numbers", page: POPUP, before: numbers, inside: listed },
    State { name: "popup, found", page: POPUP, before: some_ended, inside: found },
    State { name: "popup, found nothing", page: POPUP, before: nothing, inside: found_nothing },
    State { name: "doctor, wrong", page: DOCTOR, before: much_wrong, inside: as_it_is },
    State {
        name: "doctor, microphone",
        page: "doctor/doctor.html#microphone",
        before: nothing,
        inside: denied,
    },
    State { name: "popup, wrong", page: POPUP, before: nothing_granted, inside: as_it_is },
    State { name: "popup, panel closed", page: POPUP, before: panel, inside: as_it_is },
    State { name: "panel, here", page: PANEL, before: nothing, inside: has_ucontact },
    State { name: "panel, elsewhere", page: PANEL, before: panel_elsewhere, inside: panel_says },
    State { name: "panel, refused", page: PANEL, before: panel_refused, inside: panel_says },
    State { name: "panel, access missing", page: PANEL, before: panel_access, inside: access_is_asked },
];

fn accessibility(world: &World) -> Result<()> {
    let axe = Axe::read()?;
    it_can_fail(world, &axe)?;
    let mut found = Vec::new();
    for state in STATES {
        let mut play = || -> Result<()> {
            (state.before)(world)?;
            let tab = world.browser.open_extension(state.page)?;
            settle(world, &tab)?;
            (state.inside)(world, &tab)?;
            look(world, state, &tab, &axe, &mut found)?;
            // What the tab remembers goes with it.
            world.browser.close(&tab)
        };
        play().with_context(|| state.name)?;
    }
    ensure!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    Ok(())
}

fn panel(world: &World) -> Result<()> {
    close_all(world, "/with-softphone")?;
    close_all(world, "/policy/")?;
    // No login is required any more.
    world.ucontact.clear();
    world.configure(&world.panel_config())
}

fn close_all(world: &World, part: &str) -> Result<()> {
    for tab in world.browser.tabs()?.into_iter().filter(|tab| tab.url.contains(part)) {
        world.browser.close(&tab.tab)?;
    }
    Ok(())
}

fn panel_elsewhere(world: &World) -> Result<()> {
    world.browser.open_extension(PANEL)?;
    world.ucontact.wait_ready("panel").map(drop)
}

fn panel_refused(world: &World) -> Result<()> {
    close_all(world, PANEL)?;
    let mut config = world.panel_config();
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "panel"), ("fa", "'self'")]).into();
    world.configure(&config)
}

fn panel_access(world: &World) -> Result<()> {
    let mut config = world.panel_config();
    config["ucontact"]["url"] = "https://ucontact.invalid/".into();
    world.configure(&config)
}

fn has_ucontact(world: &World, _: &Tab) -> Result<()> {
    world.ucontact.wait_ready("panel").map(drop)
}

fn panel_says(world: &World, tab: &Tab) -> Result<()> {
    until(world, tab, "the message", "document.querySelector('#second').checkVisibility()")
}

fn access_is_asked(world: &World, tab: &Tab) -> Result<()> {
    until(world, tab, "the button", "document.querySelector('#access-allow').checkVisibility()")
}

/// A page with mistakes on purpose. If axe did not find them, the rest would prove nothing.
fn it_can_fail(world: &World, axe: &Axe) -> Result<()> {
    let tab = world.browser.open_extension(POPUP)?;
    settle(world, &tab)?;
    let spoil = "const p = document.createElement('p'); p.textContent = 'pale'; p.style.color = '#bbb'; \
                 document.querySelector('main').append(document.createElement('img'), p)";
    world.browser.eval(&tab, spoil, &[])?;
    let seen = axe.run(world, &tab)?["violations"].to_string();
    ensure!(
        seen.contains("image-alt: ") && seen.contains("color-contrast: "),
        "axe does not see an image without a text, or a pale text: {seen}"
    );
    world.browser.close(&tab)
}

/// Runs axe in both schemes, at two widths, and keeps a picture of each.
fn look(world: &World, state: &State, tab: &Tab, axe: &Axe, found: &mut Vec<String>) -> Result<()> {
    let name = state.name.replace(", ", "-").replace(' ', "-");
    let sizes: &[(&str, u32, u32)] =
        if state.page == POPUP { &[("", 400, 900)] } else { &[("-narrow", 320, 1600), ("", 1100, 900)] };
    for (size, width, height) in sizes {
        for dark in [false, true] {
            world.browser.resize(tab, *width, *height)?;
            world.browser.set_dark(tab, dark)?;
            let scheme = if dark { "dark" } else { "light" };
            let seen = axe.run(world, tab)?;
            ensure!(seen["passes"].as_u64().is_some_and(|n| n > 10), "axe saw next to nothing: {seen}");
            let texts = seen["violations"].as_array().into_iter().flatten().filter_map(Value::as_str);
            found.extend(texts.map(|text| format!("{}{size}, {scheme}: {text}", state.name)));
            ensure!(
                seen["wider"] == 0,
                "{}{size} is {} pixels wider than its window",
                state.name,
                seen["wider"]
            );
            let kind = world.browser.kind().name();
            let picture = format!("screens/axe-{name}{size}-{scheme}-{kind}.png");
            world.browser.screenshot(tab, &target_dir().join(picture))?;
        }
    }
    Ok(())
}

/// Waits until no colour or element is moving any more.
pub fn settle(world: &World, tab: &Tab) -> Result<()> {
    until(
        world,
        tab,
        "the page to be filled",
        "![...document.querySelectorAll('.bone')].some((b) => b.checkVisibility())",
    )
}

pub fn until(world: &World, tab: &Tab, what: &str, script: &str) -> Result<()> {
    let script = format!("return !!({script})");
    eventually(LIMIT, what, || Ok((world.browser.eval(tab, &script, &[])? == true).then_some(())))
}

fn nothing(_: &World) -> Result<()> {
    Ok(())
}

fn as_it_is(_: &World, _: &Tab) -> Result<()> {
    Ok(())
}

fn interactions(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    for (guid, channel, client) in
        [("g1", "webchat", "7"), ("g2", "whatsapp", "01199123456"), ("g3", "fax", "1")]
    {
        world.ucontact.fire("main", &assigned(guid, "Ventas", channel, client))?;
        world.wait_interaction(guid, "to be decided", |i| i["record"]["state"] != "opening")?;
    }
    Ok(())
}

/// uContact has posted on an open page, and a rule applied to its interactions.
fn heard(world: &World) -> Result<()> {
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    world.ucontact.fire("main", &assigned("g4", "Ventas", "webchat", "8"))?;
    world.wait_opened("g4").map(drop)
}

/// A page with numbers in its text.
fn numbers(world: &World) -> Result<()> {
    world.configure(&crate::contacting::contacts::config(world, "text"))?;
    let url = world.crm.url("/numbers");
    world.browser.open(&url)?;
    crate::contacting::contacts::wait_marked(world, &url, &crate::contacting::contacts::NUMBERS)
}

fn listed(world: &World, tab: &Tab) -> Result<()> {
    until(world, tab, "the numbers", "document.querySelector('#start-numbers').checkVisibility()")
}

fn some_ended(world: &World) -> Result<()> {
    for guid in ["g1", "g2", "g4"] {
        world.ucontact.fire("main", &finished(guid))?;
        world.wait_interaction(guid, "to be over", |i| !i["finished"].is_null())?;
    }
    crate::pages::history::put(world, 40, &json!([2]))
}

fn search(world: &World, tab: &Tab, text: &str, said: &str) -> Result<()> {
    world.browser.type_into(tab, "#calls-search", text)?;
    until(world, tab, said, &format!("document.querySelector('#calls-found').textContent.includes('{said}')"))
}

fn found(world: &World, tab: &Tab) -> Result<()> {
    search(world, tab, "ventas", "found, the last")
}

fn found_nothing(world: &World, tab: &Tab) -> Result<()> {
    search(world, tab, "nobody", "No ended interaction")
}

fn report(world: &World, tab: &Tab) -> Result<()> {
    world.browser.click(tab, "#report summary")?;
    until(world, tab, "the report", "document.querySelector('#report-text').checkVisibility()")
}

/// uContact refuses to be shown and asks for a password, the page sandboxes it, a host is not allowed.
fn much_wrong(world: &World) -> Result<()> {
    world.ucontact.require_login();
    let mut config = world.config();
    config["ucontact"]["url"] = world.ucontact.url(&[("fa", "'self' https://other.example")]).into();
    config["sites"][0]["pages"] = json!(["http://localhost/policy/*", "https://crm.acme.example/*"]);
    world.configure(&config)?;
    for policy in ["sandbox", "frame-src-self", "coep"] {
        world.browser.open(&world.crm.url(&format!("/policy/{policy}")))?;
    }
    Ok(())
}

fn nothing_granted(world: &World) -> Result<()> {
    let mut config = world.config();
    config["sites"][0]["pages"] = json!(["https://crm.acme.example/*"]);
    world.configure(&config)
}

fn denied(world: &World, tab: &Tab) -> Result<()> {
    until(world, tab, "the line", "document.querySelector('#microphone')")?;
    world.browser.click(tab, "#again")?;
    until(world, tab, "the doctor to have looked", "!document.querySelector('#again').ariaDisabled")
}

fn broken_configuration(world: &World, tab: &Tab) -> Result<()> {
    world.browser.click(tab, "#json-toggle")?;
    world.browser.type_into(tab, "#text", "{\"version\": 2")?;
    until(world, tab, "the errors", "document.querySelector('#error-list').children.length")
}

/// The last rule asks the CRM, and one of its fields is wrong.
fn lookup_rule(world: &World, tab: &Tab) -> Result<()> {
    world.browser.click(tab, ".rule-row:last-child")?;
    world.browser.click(tab, "#lookup-on")?;
    world.browser.click(tab, "#of-add")?;
    world.browser.type_into(tab, "#of-0-of-name", "label")?;
    until(world, tab, "the error", "document.querySelector('#lookup-results[aria-invalid]')")
}

fn wrong_rule(world: &World, tab: &Tab) -> Result<()> {
    world.browser.click(tab, "#rule-add")?;
    world.browser.click(tab, "#let-add")?;
    world.browser.type_into(tab, "#let-0-let-match", "(")?;
    until(world, tab, "the errors", "document.querySelectorAll('#rule-form [aria-invalid]').length > 2")
}

fn completion(world: &World, tab: &Tab) -> Result<()> {
    world.browser.type_into(tab, "#rule-url", "?x={")?;
    until(world, tab, "the names", "document.querySelector('#completions').checkVisibility()")
}

fn tried(world: &World, tab: &Tab) -> Result<()> {
    world.browser.type_into(tab, "#try-client", "099123456")?;
    world.browser.click(tab, "#try-run")?;
    world.browser.click(tab, "#try-why summary")?;
    until(world, tab, "the reasons", "document.querySelector('#try-reasons').checkVisibility()")
}

fn adding(world: &World, tab: &Tab) -> Result<()> {
    world.browser.click(tab, "#add-crm")?;
    until(world, tab, "the dialog", "document.querySelector('#add').open")
}

fn wrong_address(world: &World, tab: &Tab) -> Result<()> {
    world.browser.type_into(tab, "#ucontact", "me@acme.example")?;
    until(world, tab, "the error", "document.querySelector('#ucontact[aria-invalid=true]')")
}

/// A host that is not allowed.
fn not_allowed(world: &World, tab: &Tab) -> Result<()> {
    world.browser.type_into(tab, "#ucontact", "acme")?;
    until(world, tab, "the button", "document.querySelector('#ucontact-allow').checkVisibility()")
}

fn good_address(world: &World, tab: &Tab) -> Result<()> {
    world.browser.type_into(tab, "#ucontact", &world.ucontact.origin())?;
    until(world, tab, "the verdict", "document.querySelector('#ucontact-lines [data-tone=good]')")
}

fn step_2(world: &World, tab: &Tab) -> Result<()> {
    good_address(world, tab)?;
    world.browser.click(tab, "#form-1 [type=submit]")?;
    until(world, tab, "step 2", "document.querySelector('#step-2[data-state=open]')")
}

/// The bare host and port of an address on this machine.
fn bare(address: &str) -> &str {
    address.trim_start_matches("http://")
}

fn wrong_name(world: &World, tab: &Tab) -> Result<()> {
    step_2(world, tab)?;
    world.browser.click(tab, "#form-2 option[value=bitrix24]")?;
    world.browser.type_into(tab, "#form-2 [id$=instance]", "acme/crm")?;
    until(world, tab, "the error", "document.querySelector('[id$=instance][aria-invalid=true]')")
}

/// A CRM whose host is not allowed.
fn crm_not_allowed(world: &World, tab: &Tab) -> Result<()> {
    step_2(world, tab)?;
    world.browser.click(tab, "#form-2 option[value=zendesk]")?;
    world.browser.type_into(tab, "#form-2 [id$=instance]", "acme")?;
    until(world, tab, "the verdict", "document.querySelector('#crm-lines [data-tone=warn]')")
}

/// uContact answers, and refuses to be shown.
fn not_framed(world: &World, tab: &Tab) -> Result<()> {
    let address = world.ucontact.url(&[("fa", "'self' https://other.example")]);
    world.browser.type_into(tab, "#ucontact", &address)?;
    world.browser.click(tab, "#form-1 [type=submit]")?;
    world.browser.click(tab, "#form-2 option[value=creme]")?;
    world.browser.type_into(tab, "#form-2 [id$=instance]", bare(&world.crm.origin()))?;
    until(world, tab, "the remedy", "document.querySelector('#crm-lines code')?.checkVisibility()")
}

fn examples(world: &World, tab: &Tab) -> Result<()> {
    step_2(world, tab)?;
    world.browser.click(tab, "#form-2 [value=example] + label")?;
    for (number, path, client) in [(1, "/contact/7/jane", "7"), (2, "/contact/12/john", "12")] {
        if number == 2 {
            world.browser.click(tab, ".second button")?;
        }
        world.browser.type_into(tab, &format!("#form-2 [id$=url-{number}]"), &world.crm.url(path))?;
        world.browser.type_into(tab, &format!("#form-2 [id$=client-{number}]"), client)?;
    }
    until(world, tab, "the verdict", "document.querySelector('#crm-lines').children.length === 2")
}

fn wrong_example(world: &World, tab: &Tab) -> Result<()> {
    step_2(world, tab)?;
    world.browser.click(tab, "#form-2 [value=example] + label")?;
    world.browser.type_into(tab, "#form-2 [id$=url-1]", &world.crm.url("/contact/4217"))?;
    world.browser.type_into(tab, "#form-2 [id$=client-1]", "99")?;
    until(world, tab, "the error", "document.querySelector('[id$=client-1][aria-invalid=true]')")
}

fn step_3(world: &World, tab: &Tab) -> Result<()> {
    step_2(world, tab)?;
    world.browser.click(tab, "#form-2 option[value=creme]")?;
    world.browser.type_into(tab, "#form-2 [id$=instance]", bare(&world.crm.origin()))?;
    world.browser.click(tab, "#crm-continue")?;
    until(world, tab, "the record", "document.querySelector('#practice-url').checkVisibility()")
}

fn done(world: &World, tab: &Tab) -> Result<()> {
    step_3(world, tab)?;
    world.browser.click(tab, "#finish")?;
    until(world, tab, "the end", "document.querySelector('#done').checkVisibility()")
}
