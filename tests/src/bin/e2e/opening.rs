//! How records are opened: reuse with its manners, and the other modes.

use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Tab, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("softphone-tab-is-never-led-away", softphone_tab_is_never_led_away),
    scenario("open-record-is-focused", open_record_is_focused),
    scenario("unsaved-input-is-respected", unsaved_input_is_respected),
    scenario("input-typed-early-is-respected", input_typed_early_is_respected),
    scenario("open-tab", open_tab),
    scenario("open-window", open_window),
    scenario("open-never", open_never),
    scenario("open-ask", open_ask),
    scenario("no-rule", no_rule),
];

fn records(world: &World) -> Vec<String> {
    world.crm.navigations().into_iter().filter(|n| n.starts_with("/contact/")).collect()
}

fn with_open(world: &World, mode: &str) -> Result<()> {
    let mut config = world.config();
    config["open"] = mode.into();
    world.configure(&config)
}

fn is_active(world: &World, url: &str) -> Result<bool> {
    let list = world.browser.in_extension("return browser.tabs.query({active: true})", &[])?;
    Ok(list.as_array().into_iter().flatten().any(|t| t["url"] == url))
}

fn wait_active(world: &World, url: &str) -> Result<()> {
    eventually(
        LIMIT,
        &format!("the tab at {url} to be in front"),
        || Ok(is_active(world, url)?.then_some(())),
    )
}

/// The tab with uContact keeps its page through it all; a second tab is opened, and led on from then.
fn softphone_tab_is_never_led_away(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let desk = world.open_desk()?;
    let instance = world.ucontact.newest("main");
    for (number, how) in ["tab", "reused", "reused"].into_iter().enumerate() {
        let (guid, id) = (format!("g{number}"), (70 + number).to_string());
        world.browser.activate(&desk)?;
        world.ucontact.fire("main", &assigned(&guid, "Ventas", "webchat", &id))?;
        let opened = world.wait_opened(&guid)?;
        ensure!(opened == how, "record {number} was opened by {opened:?}, not {how:?}");
        let url = world.crm.url(&format!("/contact/{id}"));
        world.wait_tab(&url)?;
        world.wait_bridge(&url)?;
        wait_active(world, &url)?;
    }
    ensure!(world.ucontact.newest("main") == instance, "uContact's frame was loaded again");
    ensure!(world.browser.tabs()?.len() == 2, "tabs: {:?}", world.browser.tabs()?);
    Ok(())
}

fn open_record_is_focused(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let url = world.crm.url("/contact/75?tab=notes");
    world.browser.open(&url)?;
    let desk = world.open_desk()?;
    ensure!(!is_active(world, &url)?, "the record should be in the background for now");
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "75"))?;
    ensure!(world.wait_opened("g1")? == "focused", "not focused");
    wait_active(world, &url)?;
    world.browser.activate(&desk)?;
    world.ucontact.fire("main", &assigned("g2", "ATC", "webchat", "75"))?;
    ensure!(world.wait_opened("g2")? == "focused", "not focused the second time");
    ensure!(records(world) == ["/contact/75?tab=notes"], "loaded again: {:?}", records(world));
    Ok(())
}

fn type_into(world: &World, tab: &Tab, field: &str, text: &str) -> Result<()> {
    // What an editing command changes is reported by trusted events, as typing is.
    let script = "const field = document.querySelector(arguments[0]); field.focus(); \
                  return document.execCommand(arguments[1] ? 'insertText' : 'delete', false, arguments[1]) && field.value";
    let value = world.browser.eval(tab, script, &[json!(field), json!(text)])?;
    ensure!(value == text, "the field holds {value}");
    Ok(())
}

fn unsaved_input_is_respected(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let form = world.browser.open(&world.crm.url("/form"))?;
    type_into(world, &form, "#note", "Half a thought")?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "80"))?;
    let how = world.wait_opened("g1")?;
    ensure!(how == "tab", "opened by {how:?}");
    let value = world.browser.eval(&form, "return document.querySelector('#note').value", &[])?;
    ensure!(value == "Half a thought", "the input is gone: {value}");
    // The same tab without input is led there: the input was the reason.
    let record = world.wait_tab(&world.crm.url("/contact/80"))?;
    world.browser.close(&record)?;
    world.browser.navigate(&form, &world.crm.url("/form"))?;
    world.wait_bridge(&world.crm.url("/form"))?;
    world.ucontact.fire("main", &assigned("g2", "Ventas", "webchat", "81"))?;
    let how = world.wait_opened("g2")?;
    ensure!(how == "reused", "the empty form was not used: {how:?}");
    Ok(())
}

/// Typed while the page was loading, when only the loader of the content script was there.
fn input_typed_early_is_respected(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let form = world.browser.open(&world.crm.url("/form?early=Half"))?;
    let value = world.browser.eval(&form, "return document.querySelector('#note').value", &[])?;
    ensure!(value == "Half", "the field holds {value}");
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "82"))?;
    let how = world.wait_opened("g1")?;
    ensure!(how == "tab", "opened by {how:?}");
    Ok(())
}

fn open_tab(world: &World) -> Result<()> {
    with_open(world, "tab")?;
    world.browser.open(&world.crm.url("/contact/85"))?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "85"))?;
    ensure!(world.wait_opened("g1")? == "tab", "not in a tab");
    eventually(LIMIT, "a second tab with the record", || {
        Ok((world.tabs_at(&world.crm.url("/contact/85"))?.len() == 2).then_some(()))
    })
}

fn open_window(world: &World) -> Result<()> {
    with_open(world, "window")?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "86"))?;
    ensure!(world.wait_opened("g1")? == "window", "not in a window");
    world.wait_tab(&world.crm.url("/contact/86"))?;
    let windows = world.browser.in_extension(
        "const tabs = await browser.tabs.query({}); return [...new Set(tabs.map((t) => t.windowId))].length",
        &[],
    )?;
    ensure!(windows == 2, "{windows} windows");
    Ok(())
}

fn open_never(world: &World) -> Result<()> {
    with_open(world, "never")?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "87"))?;
    let known = world.wait_interaction("g1", "to be known", |i| i["record"]["state"] == "known")?;
    ensure!(known["record"]["url"] == world.crm.url("/contact/87").as_str(), "{known}");
    world.wait_journal_done()?;
    ensure!(records(world).is_empty(), "opened: {:?}", records(world));
    Ok(())
}

fn open_ask(world: &World) -> Result<()> {
    with_open(world, "ask")?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "88"))?;
    world.wait_interaction("g1", "to be asked about", |i| i["record"]["state"] == "asked")?;
    world.wait_journal_done()?;
    ensure!(records(world).is_empty(), "opened unasked: {:?}", records(world));
    world.request(&json!({"request": "open", "guid": "g1"}))?;
    world.crm.wait_navigation("/contact/88")?;
    world.wait_opened("g1").map(drop)
}

/// No rule applies: nothing opens, and the popup can say why.
fn no_rule(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "email", "someone@example.com"))?;
    let found = world.wait_interaction("g1", "to be without a rule", |i| i["record"]["state"] == "noRule")?;
    let reasons = found["record"]["reasons"].as_array().map_or(0, Vec::len);
    ensure!(reasons == 2, "a reason for each of the two rules was due: {found}");
    // And by number, through a variable.
    world.ucontact.fire("main", &assigned("g2", "Ventas", "telephony", "01199123456"))?;
    world.crm.wait_navigation("/search?q=%2B59899123456")?;
    let state: Value = world.state()?;
    ensure!(state["view"]["interactions"].as_array().map_or(0, Vec::len) == 2, "{state}");
    Ok(())
}
