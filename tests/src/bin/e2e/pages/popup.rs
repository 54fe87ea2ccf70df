//! The popup opened again and again, and its search: what ended lately and what the history has, by keyboard alone.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Kind, Tab, eventually, target_dir};
use tests::simulator::{assigned, finished};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[scenario("popup-again", again), scenario("popup-search", search)];

const POPUP: &str = "popup/popup.html";
const ESCAPE: &str = "\u{e00c}";

/// Opens the popup until it lists these live clients. It closes again, unless it is to be looked at further. Returns
/// whether its code was at hand.
fn open(world: &World, clients: &[&str]) -> Result<(Tab, bool)> {
    let tab = world.browser.open_extension(POPUP)?;
    wait_live(world, &tab, clients)?;
    let at_hand = world.browser.eval(&tab, "return typeof early.module.then !== 'function'", &[])?;
    Ok((tab, at_hand == true))
}

fn wait_live(world: &World, tab: &Tab, clients: &[&str]) -> Result<()> {
    let script =
        "return [...document.querySelectorAll('#calls-live [data-part=client]')].map((c) => c.textContent)";
    let mut last = Value::Null;
    eventually(LIMIT, &format!("{clients:?} to be live"), || {
        last = world.browser.eval(tab, script, &[])?;
        Ok((last == json!(clients)).then_some(()))
    })
    .with_context(|| format!("it is {last}"))
}

/// Opened again, the popup takes code and state from Firefox's event page, and still follows the desk. The agent sees
/// no difference if the event page sleeps or was restarted, or if the background is a worker, as in Chromium.
fn again(world: &World) -> Result<()> {
    let mut config = world.config();
    config["open"] = "never".into();
    world.configure(&config)?;
    world.open_desk()?;
    let assign = |guid: &str, client: &str| -> Result<()> {
        world.ucontact.fire("main", &assigned(guid, "Ventas", "webchat", client))?;
        world.wait_interaction(guid, "to be known", |i| i["record"]["state"] == "known").map(drop)
    };
    assign("a", "1")?;
    let (tab, _) = open(world, &["1"])?;
    world.browser.close(&tab)?;
    for round in 0..2 {
        let (tab, at_hand) = open(world, &["1"])?;
        ensure!(at_hand == (world.browser.kind() == Kind::Firefox), "opening {round}: at hand is {at_hand}");
        world.browser.close(&tab)?;
    }
    let (tab, _) = open(world, &["1"])?;
    assign("b", "2")?;
    wait_live(world, &tab, &["2", "1"]).context("what comes while it is open")?;
    world.browser.close(&tab)?;

    world.browser.kill_background()?;
    let (tab, at_hand) = open(world, &["2", "1"]).context("while the background sleeps")?;
    ensure!(!at_hand, "the code outlived the background");
    assign("c", "3")?;
    wait_live(world, &tab, &["3", "2", "1"]).context("after its sleep")?;
    world.browser.close(&tab)?;
    let console = world.browser.console()?;
    ensure!(console.is_empty(), "the console was not quiet: {console:?}");
    Ok(())
}

/// The clients of the interactions that are listed as ended, and the text about them.
fn listed(world: &World, tab: &Tab) -> Result<Value> {
    let script = "return [[...document.querySelectorAll('#calls-ended [data-part=client]')].map((c) => c.textContent), \
                  document.querySelector('#calls-found').textContent]";
    world.browser.eval(tab, script, &[])
}

fn wait(world: &World, tab: &Tab, clients: &[&str], said: &str) -> Result<()> {
    let mut last = Value::Null;
    eventually(LIMIT, &format!("the list to be {clients:?}"), || {
        last = listed(world, tab)?;
        Ok((last == json!([clients, said])).then_some(()))
    })
    .with_context(|| format!("it is {last}"))
}

/// Removes the focus, presses a key, and returns the id of the focused element.
fn press(world: &World, tab: &Tab, key: &str) -> Result<Value> {
    let keys = json!([{"type": "key", "id": "keyboard", "actions": [
        {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}
    ]}]);
    world.browser.eval(tab, "document.activeElement?.blur()", &[])?;
    world.browser.input(tab, &keys)?;
    world.browser.eval(tab, "return document.activeElement?.id", &[])
}

fn search(world: &World) -> Result<()> {
    let mut config = world.config();
    config["open"] = "never".into();
    world.configure(&config)?;
    world.open_desk()?;
    for n in 0..8 {
        let guid = format!("g{n}");
        let campaign = if n % 2 == 0 { "Ventas" } else { "Soporte" };
        world.ucontact.fire("main", &assigned(&guid, campaign, "webchat", &format!("{}", 700 + n)))?;
        world.ucontact.fire("main", &finished(&guid))?;
    }
    world.ucontact.fire("main", &assigned("live", "Ventas", "webchat", "702"))?;
    world.wait_interaction("live", "to be known", |i| i["record"]["state"] == "known")?;
    world.wait_interaction("g7", "to be over", |i| !i["finished"].is_null())?;
    // From the days before, and more than the desk itself keeps.
    crate::pages::history::put(world, 40, &json!([3]))?;

    let tab = world.browser.open_extension(POPUP)?;
    wait(world, &tab, &["707", "706", "705", "704", "703"], "")?;
    for (dark, name) in [(false, "light"), (true, "dark")] {
        world.browser.set_dark(&tab, dark)?;
        let file = format!("screens/popup-search-{name}-{}.png", world.browser.kind().name());
        world.browser.screenshot(&tab, &target_dir().join(file))?;
    }
    ensure!(press(world, &tab, "/")? == "calls-search", "the slash does not lead to the search");
    // Without a search the last five are listed, and this one is not among them. The live one stays where it is.
    world.browser.type_into(&tab, "#calls-search", "ventas 702")?;
    wait(world, &tab, &["702"], "1 found")?;
    let value =
        |world: &World| world.browser.eval(&tab, "return document.querySelector('#calls-search').value", &[]);
    // A slash typed into the search is a slash.
    world.browser.type_into(&tab, "#calls-search", "/")?;
    wait(world, &tab, &[], "No ended interaction matches. Try fewer words, or only a part of the number.")?;
    ensure!(value(world)? == "ventas 702/", "the slash was swallowed");
    let live =
        world.browser.eval(&tab, "return document.querySelector('#calls-live').children.length", &[])?;
    ensure!(live == 1, "a live interaction was hidden by the search");
    world.browser.type_into(&tab, "#calls-search", ESCAPE)?;
    wait(world, &tab, &["707", "706", "705", "704", "703"], "")?;
    ensure!(value(world)? == "", "Escape leaves something to search");

    // The history knows interactions that the desk no longer has.
    world.browser.type_into(&tab, "#calls-search", "client 3-17")?;
    wait(world, &tab, &["client 3-17"], "1 found")?;
    let button = "return document.querySelector('#calls-ended [data-part=open]').ariaLabel";
    ensure!(world.browser.eval(&tab, button, &[])? == "Show the record of client 3-17", "another button");
    world.browser.type_into(&tab, "#calls-search", ESCAPE)?;
    world.browser.type_into(&tab, "#calls-search", "client 3")?;
    eventually(LIMIT, "forty to be counted", || {
        Ok((listed(world, &tab)?[1] == "40 found, the last 10 are shown").then_some(()))
    })?;
    // Its record opens in a tab, because the desk knows nothing of this interaction.
    world.browser.click(&tab, "#calls-ended li:first-child [data-part=open]")?;
    world.crm.wait_navigation("/contact/3-0")?;

    // The same search in the page with all interactions; it is taken over once.
    let tab = world.browser.open_extension(POPUP)?;
    wait(world, &tab, &["707", "706", "705", "704", "703"], "")?;
    world.browser.type_into(&tab, "#calls-search", "client 3-1")?;
    eventually(LIMIT, "eleven to be counted", || {
        Ok((listed(world, &tab)?[1] == "11 found, the last 10 are shown").then_some(()))
    })?;
    world.browser.click(&tab, "#calls-all")?;
    let url = format!("{}/history/history.html", world.browser.extension_origin()?);
    let page = world.wait_tab(&url)?;
    let count = |page: &Tab, wanted: &str| {
        let mut last = Value::Null;
        eventually(LIMIT, &format!("the history to say {wanted:?}"), || {
            last = world.browser.eval(page, "return document.querySelector('#count').textContent", &[])?;
            Ok((last == wanted).then_some(()))
        })
        .with_context(|| format!("it says {last}"))
    };
    count(&page, "11 interactions")?;
    world.browser.close(&page)?;
    count(&world.browser.open_extension("history/history.html")?, "49 interactions")
}
