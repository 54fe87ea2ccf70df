//! How records are opened: `reuse` with its exceptions, and the other modes.

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
    scenario("focus-stays-while-typing", focus_stays_while_typing),
    scenario("pinned-tab-stays", pinned_tab_stays),
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

/// The tab with uContact keeps its page all the time. A second tab opens, and is navigated from then on.
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
    // Browsers report an editing command by trusted events, like typing.
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
    // The interaction says why another tab was used.
    ensure!(how == "spared", "opened by {how:?}");
    let value = world.browser.eval(&form, "return document.querySelector('#note').value", &[])?;
    ensure!(value == "Half a thought", "the input is gone: {value}");
    // Without the input the same tab is navigated: the input was the reason.
    let record = world.wait_tab(&world.crm.url("/contact/80"))?;
    world.browser.close(&record)?;
    world.browser.navigate(&form, &world.crm.url("/form"))?;
    world.wait_bridge(&world.crm.url("/form"))?;
    world.ucontact.fire("main", &assigned("g2", "Ventas", "webchat", "81"))?;
    let how = world.wait_opened("g2")?;
    ensure!(how == "reused", "the empty form was not used: {how:?}");
    Ok(())
}

/// The agent types: the record opens in the background, both in the mode that opens new tabs and in the one that
/// navigates tabs, and a notification leads to it. With `front` it opens in front.
fn focus_stays_while_typing(world: &World) -> Result<()> {
    let url = |id: &str| world.crm.url(&format!("/contact/{id}"));
    let form = world.crm.url("/form");
    for (number, mode) in ["tab", "reuse"].into_iter().enumerate() {
        with_open(world, mode)?;
        world.open_desk()?;
        world.browser.open(&url("17"))?;
        world.wait_bridge(&url("17"))?;
        let typed = world.browser.open(&form)?;
        world.wait_bridge(&form)?;
        let (guid, id) = (format!("g{number}"), (90 + number).to_string());
        type_into(world, &typed, "#note", "Half a thought")?;
        world.ucontact.fire("main", &assigned(&guid, "Ventas", "webchat", &id))?;
        ensure!(world.wait_opened(&guid)? == "behind", "{mode}: the focus was taken");
        world.wait_tab(&url(&id))?;
        ensure!(is_active(world, &form)?, "{mode}: another tab is in front");
        let has_focus =
            world.browser.eval(&typed, "return document.hasFocus() && document.activeElement.id", &[])?;
        ensure!(has_focus == "note" || has_focus == false, "the focus is at {has_focus}");
        eventually(LIMIT, "the notification", || {
            let all = world.browser.in_extension("return browser.notifications.getAll()", &[])?;
            Ok(all.get(format!("assigned:{guid}")).is_some().then_some(()))
        })?;
        // What a click on the notification does.
        world.request(&json!({"request": "open", "guid": guid}))?;
        wait_active(world, &url(&id))?;
        for tab in world.browser.tabs()? {
            world.browser.close(&tab.tab)?;
        }
    }
    let mut config = world.config();
    config["whileTyping"] = "front".into();
    world.configure(&config)?;
    world.open_desk()?;
    let typed = world.browser.open(&form)?;
    world.wait_bridge(&form)?;
    type_into(world, &typed, "#note", "Half a thought")?;
    world.ucontact.fire("main", &assigned("front", "Ventas", "webchat", "99"))?;
    ensure!(world.wait_opened("front")? == "spared", "not in front");
    wait_active(world, &url("99"))
}

/// A tab that the agent has pinned is never navigated; the new tab joins the group of the CRM's tab.
fn pinned_tab_stays(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let page = world.crm.url("/contacts");
    world.browser.open(&page)?;
    world.wait_bridge(&page)?;
    let pin = "const [tab] = (await browser.tabs.query({})).filter((t) => t.url === arguments[0]); await browser.tabs.update(tab.id, {pinned: true})";
    world.browser.in_extension(pin, &[json!(page)])?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "70"))?;
    ensure!(world.wait_opened("g1")? == "tab", "the pinned tab was led away");
    world.wait_tab(&page)?;
    let record = world.crm.url("/contact/70");
    world.wait_tab(&record)?;
    world.wait_bridge(&record)?;
    // In a group, and with a half-written note: the next record's tab is in the same group.
    let form = world.crm.url("/form");
    let tab = world.browser.open(&form)?;
    world.wait_bridge(&form)?;
    let group = "const [tab] = (await browser.tabs.query({})).filter((t) => t.url === arguments[0]); return browser.tabs.group({tabIds: [tab.id]})";
    let group = world.browser.in_extension(group, &[json!(form)])?;
    world.browser.close(&world.wait_tab(&record)?)?;
    type_into(world, &tab, "#note", "Half a thought")?;
    world.ucontact.fire("main", &assigned("g2", "Ventas", "webchat", "71"))?;
    let how = world.wait_opened("g2")?;
    ensure!(how == "behind" || how == "spared", "opened by {how:?}");
    let url = world.crm.url("/contact/71");
    world.wait_tab(&url)?;
    let of = "const [tab] = (await browser.tabs.query({})).filter((t) => t.url === arguments[0]); return tab.groupId";
    let found = world.browser.in_extension(of, &[json!(url)])?;
    ensure!(found == group, "the new tab is in group {found}, not {group}");
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
    ensure!(how == "spared", "opened by {how:?}");
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

/// No rule applies: nothing opens, and the popup shows why.
fn no_rule(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "email", "someone@example.com"))?;
    let found = world.wait_interaction("g1", "to be without a rule", |i| i["record"]["state"] == "noRule")?;
    let reasons = found["record"]["passedOver"].as_array().map_or(0, Vec::len);
    ensure!(reasons == 2, "a reason for each of the two rules was due: {found}");
    // And by number, through a variable.
    world.ucontact.fire("main", &assigned("g2", "Ventas", "telephony", "01199123456"))?;
    world.crm.wait_navigation("/search?q=%2B59899123456")?;
    let state: Value = world.state()?;
    ensure!(state["view"]["interactions"].as_array().map_or(0, Vec::len) == 2, "{state}");
    Ok(())
}
