//! 10,000 forged messages in each way: none reaches the background, and the console stays quiet.

use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use serde_json::json;
use std::time::Duration;
use tests::driver::{Tab, eventually};
use tests::simulator::assigned;
use tests::world::World;

pub const ALL: &[Scenario] = &[
    scenario("forged-by-the-page", |w| by_the_page(w, "page")),
    scenario("forged-synthetic", |w| by_the_page(w, "synthetic")),
    scenario("forged-by-another-frame", by_another_frame),
    scenario("forged-by-the-navigated-frame", by_the_navigated_frame),
    scenario("forged-by-a-popup", by_a_popup),
];

const COUNT: u32 = 10_000;

fn forged() -> serde_json::Value {
    assigned("forged", "Ventas", "webchat", "forged")
}

/// The hostile page, with the bridge working on it: one real event has arrived.
fn set_up(world: &World) -> Result<Tab> {
    let mut config = world.config();
    config["open"] = "never".into();
    world.configure(&config)?;
    let tab = world.browser.open(&world.crm.url_with("/hostile", "label=main"))?;
    world.ucontact.wait_ready("main")?;
    world.other.wait_ready("other")?;
    world.listen()?;
    world.ucontact.fire("main", &assigned("before", "Ventas", "webchat", "98"))?;
    world.wait_interaction("before", "to be known", |i| i["record"]["state"] == "known")?;
    world.browser.clear_console()?;
    Ok(tab)
}

fn press(world: &World, tab: &Tab, button: &str) -> Result<()> {
    world.browser.eval(tab, "document.getElementById(arguments[0]).click()", &[json!(button)]).map(drop)
}

/// Another real event comes after all forged ones, so a forged one that got through would be there by now.
fn check(world: &World) -> Result<()> {
    world.ucontact.fire("main", &assigned("after", "Ventas", "webchat", "99"))?;
    world.wait_interaction("after", "to be known", |i| i["record"]["state"] == "known")?;
    let heard = world.heard()?;
    ensure!(
        heard.len() == 2,
        "content scripts told the background of {} messages: {:?}",
        heard.len(),
        &heard[..heard.len().min(5)]
    );
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == 2, "the journal has {} entries", journal.len());
    let view = world.state()?["view"].take();
    ensure!(
        view["interactions"].as_array().map_or(0, Vec::len) == 2,
        "interactions: {}",
        view["interactions"]
    );
    ensure!(view["lastRefusal"].is_null(), "refused: {}", view["lastRefusal"]);
    let console = world.browser.console()?;
    ensure!(
        console.is_empty(),
        "{} lines on the console: {:?}",
        console.len(),
        &console[..console.len().min(5)]
    );
    Ok(())
}

/// By the page's `window.postMessage`, or by synthetic events with uContact's origin and frame.
fn by_the_page(world: &World, way: &str) -> Result<()> {
    let tab = set_up(world)?;
    press(world, &tab, &format!("forge-{way}"))?;
    eventually(Duration::from_secs(60), "the page to be done with forging", || {
        let done = world.browser.eval(&tab, "return document.documentElement.dataset.done ?? null", &[])?;
        Ok((done == way).then_some(()))
    })?;
    check(world)
}

fn by_another_frame(world: &World) -> Result<()> {
    set_up(world)?;
    world.other.fire_times("other", &forged(), COUNT)?;
    check(world)
}

/// The page navigates uContact's own frame to another origin: the same window, whose messages no longer count.
fn by_the_navigated_frame(world: &World) -> Result<()> {
    let tab = set_up(world)?;
    let before = world.ucontact.newest("main");
    press(world, &tab, "navigate-away")?;
    world.other.fire_times("navigated", &forged(), COUNT)?;
    press(world, &tab, "navigate-back")?;
    world.ucontact.wait_newer("main", before)?;
    check(world)
}

/// From uContact's own origin, but from a window that the page opened, not from a frame in the page.
fn by_a_popup(world: &World) -> Result<()> {
    let tab = set_up(world)?;
    press(world, &tab, "popup")?;
    world.ucontact.fire_times("popup", &forged(), COUNT)?;
    check(world)
}
