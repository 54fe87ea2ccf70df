//! What a page gains by removing, covering and navigating the dock, and by posting in its name: nothing.

use crate::phone::dock::{configure, loads, open};
use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use serde_json::json;
use tests::dock::Dock;
use tests::driver::eventually;
use tests::simulator::{assigned, language};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("dock-removed", removed),
    scenario("dock-covered", covered),
    scenario("dock-navigated", navigated),
    scenario("dock-forged", forged),
];

/// How often the dock comes back.
const MOST: u64 = 5;

fn press(world: &World, dock: &Dock<'_>, button: &str) -> Result<()> {
    world.browser.eval(&dock.tab, "document.getElementById(arguments[0]).click()", &[json!(button)]).map(drop)
}

/// The dock comes back a few times, then it reports that it does not, and uContact may be placed elsewhere.
fn removed(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/styled/hostile")?;
    let frame = world.ucontact.newest("injected");
    press(world, &dock, "remove")?;
    let again = world.ucontact.wait_newer("injected", frame)?;
    dock.until("the dock to be back", "root.querySelector('iframe')?.checkVisibility()")?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_interaction("g1", "to be known", |i| i["record"]["state"] == "known")?;
    world.listen()?;
    press(world, &dock, "remove-always")?;
    eventually(LIMIT, "the dock to give up", || {
        Ok(world.heard()?.iter().any(|say| say["say"] == "broken").then_some(()))
    })?;
    let count =
        world.browser.eval(&dock.tab, "return Number(document.documentElement.dataset.removed)", &[])?;
    ensure!(count == MOST, "it was removed {count} times");
    ensure!(dock.look("return !host", &[])? == true, "it is there all the same");
    // The agent is told, in the popup and on the toolbar's button.
    eventually(LIMIT, "the popup's state to say so", || {
        let connection = world.state()?["connection"].take();
        Ok((connection["state"] == "removed" && connection["page"]["tab"].is_i64()).then_some(()))
    })?;
    world.wait_badge("!")?;
    // Another page may have uContact now.
    let other = open(world, "/contacts")?;
    ensure!(world.ucontact.newest("injected") > again, "uContact is not there");
    other.until("uContact", "root.querySelector('iframe')?.checkVisibility()")?;
    world.ucontact.fire("injected", &assigned("g2", "Ventas", "webchat", "9"))?;
    world.wait_badge("2")
}

/// Whatever the page puts over the dock or does to its element, nothing of the dock is hidden or moves.
fn covered(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/styled/hostile")?;
    let start = dock.rect()?;
    press(world, &dock, "cover")?;
    dock.wait_rect("to be where it was", |r| r == start)?;
    dock.until(
        "the dock to be on top",
        "document.elementFromPoint(host.getBoundingClientRect().x + 60, host.getBoundingClientRect().y + 20) === host \
         && getComputedStyle(host).opacity === '1'",
    )?;
    dock.click("button[aria-expanded]")?;
    dock.wait_rect("to be minimised by the mouse", |r| r.height == 44.0)?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

/// The page navigates uContact's frame to another origin: that origin is neither believed nor posted to.
fn navigated(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/styled/hostile")?;
    world.ucontact.fire("injected", &language("en"))?;
    eventually(LIMIT, "the language to be known", || {
        Ok((world.state()?["view"]["language"] == "en").then_some(()))
    })?;
    world.listen()?;
    press(world, &dock, "navigate-away")?;
    world.other.fire_times("navigated", &assigned("forged", "Ventas", "webchat", "66"), 100)?;
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    // Posted to uContact's exact origin, which is no longer there: whatever the answer, nobody receives it.
    world.request(&json!({"request": "start", "start": start})).ok();
    world.other.fire("navigated", &language("es"))?;
    // The answer to a question that is asked after all of these comes after them.
    dock.look("return new Promise((done) => setTimeout(done))", &[])?;
    ensure!(world.other.received("navigated").is_empty(), "an action went to a wrong origin");
    let heard = world.heard()?;
    ensure!(heard.iter().all(|say| say["say"] != "event"), "believed: {heard:?}");
    let state = world.state()?;
    ensure!(state["view"]["language"] == "en", "believed: {state}");
    ensure!(state["view"]["interactions"].as_array().is_some_and(Vec::is_empty), "believed: {state}");
    Ok(())
}

/// Messages that the page posts or makes up with uContact's origin and window, and clicks that the page makes.
fn forged(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/styled/hostile")?;
    world.ucontact.fire("injected", &language("en"))?;
    eventually(LIMIT, "the language to be known", || {
        Ok((world.state()?["view"]["language"] == "en").then_some(()))
    })?;
    world.listen()?;
    let start = dock.rect()?;
    press(world, &dock, "forge")?;
    eventually(LIMIT, "the page to be done", || {
        let done =
            world.browser.eval(&dock.tab, "return document.documentElement.dataset.done ?? null", &[])?;
        Ok((done == "forge").then_some(()))
    })?;
    world.ucontact.fire("injected", &assigned("real", "Ventas", "webchat", "9"))?;
    world.wait_interaction("real", "to be known", |i| i["record"]["state"] == "known")?;
    let heard = world.heard()?;
    ensure!(heard.len() == 1, "the background was told of {heard:?}");
    ensure!(dock.rect()? == start, "the dock was moved by a hand that is none");
    Ok(())
}
