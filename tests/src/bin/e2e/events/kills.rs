//! The worker or event page is stopped at the worst moments, and the extension is reloaded under an open page.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tests::driver::eventually;
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("killed-before-each-event", killed_before_each_event),
    scenario("killed-between-journal-and-effect", killed_between_journal_and_effect),
    scenario("state-survives-the-worker", state_survives_the_worker),
    scenario("reloaded-under-an-open-page", reloaded_under_an_open_page),
];

/// How often each record was asked for by a tab.
fn counts(world: &World) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for target in world.crm.navigations().into_iter().filter(|n| n.starts_with("/contact/")) {
        *counts.entry(target).or_insert(0) += 1;
    }
    counts
}

fn killed_before_each_event(world: &World) -> Result<()> {
    let mut config = world.config();
    config["open"] = "tab".into();
    world.configure(&config)?;
    world.open_desk()?;
    let ids: Vec<u32> = (101..121).collect();
    for id in &ids {
        // The page of the record before may still have something to report, which starts the background again.
        eventually(LIMIT, "the background to be dead", || {
            world.browser.kill_background()?;
            Ok((!world.browser.background_alive()?).then_some(()))
        })?;
        world
            .ucontact
            .fire("main", &assigned(&format!("kill-{id}"), "Ventas", "webchat", &id.to_string()))?;
        world
            .crm
            .wait_navigation(&format!("/contact/{id}"))
            .with_context(|| format!("event {} of {}", id - 100, ids.len()))?;
    }
    // Everything is done, and a start that finds nothing open opens nothing.
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == ids.len(), "{} entries", journal.len());
    world.browser.kill_background()?;
    world.state()?;
    let counts = counts(world);
    let expected: BTreeMap<String, usize> = ids.iter().map(|id| (format!("/contact/{id}"), 1)).collect();
    ensure!(counts == expected, "opened: {counts:?}");
    Ok(())
}

/// `reuse` asks the CRM's tabs whether they may be navigated. These are too busy to answer, so the background waits
/// between the journal and the effect. It opens one record at a time, so the last of several events waits for a
/// second or two, and the background is stopped meanwhile.
///
/// uContact is on 127.0.0.1 here and the busy tabs on localhost: different sites, so different processes.
fn killed_between_journal_and_effect(world: &World) -> Result<()> {
    let mut config = world.config();
    config["sites"] = json!([{"pages": ["http://localhost/*", "http://127.0.0.1/*"]}]);
    world.configure(&config)?;
    let host = world.crm.url_with("/with-softphone", "label=main").replacen("localhost", "127.0.0.1", 1);
    world.browser.open(&host)?;
    world.ucontact.wait_ready("main")?;
    let busy: Vec<_> = (0..2).map(|_| world.browser.open(&world.crm.url("/busy"))).collect::<Result<_>>()?;
    world.keep_busy(&busy, Duration::from_secs(4))?;
    let ids: Vec<u32> = (125..131).collect();
    for id in &ids {
        world.ucontact.fire("main", &assigned(&format!("cut-{id}"), "Ventas", "webchat", &id.to_string()))?;
    }
    let (last, last_record) = ("assignedInteraction:cut-130", "/contact/130");
    let done = |journal: &[Value]| journal.iter().find(|e| e["key"] == last).map(|e| !e["done"].is_null());
    eventually(LIMIT, "the last event in the journal", || Ok(done(&world.journal()?).map(drop)))?;
    world.browser.kill_background()?;
    let journal = world.journal()?;
    ensure!(done(&journal) == Some(false), "the effect was faster than the kill: {journal:?}");
    ensure!(!counts(world).contains_key(last_record), "opened before the kill: {:?}", counts(world));
    world.wait_not_busy(&busy)?;
    // Anything starts it (also the content script, if its message was not acknowledged yet); it then finishes what
    // was left open.
    world.state()?;
    world.crm.wait_navigation(last_record)?;
    world.wait_opened("cut-130")?;
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == ids.len(), "{} entries", journal.len());
    world.browser.kill_background()?;
    world.state()?;
    let counts = counts(world);
    ensure!(counts.len() == ids.len() && counts.values().all(|n| *n == 1), "opened: {counts:?}");
    Ok(())
}

/// What the popup showed is there again after the worker was stopped.
fn state_survives_the_worker(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "130"))?;
    world.wait_opened("g1")?;
    world.ucontact.fire("main", &tests::simulator::theme(true, "#336699"))?;
    eventually(LIMIT, "the theme", || Ok((world.state()?["view"]["theme"]["dark"] == true).then_some(())))?;
    let settled = |view: &Value| json!([view["interactions"], view["theme"], view["language"]]);
    let before = world.state()?["view"].take();
    world.browser.kill_background()?;
    let after = world.state()?["view"].take();
    ensure!(settled(&before) == settled(&after), "before: {before}\nafter: {after}");
    Ok(())
}

/// The next event works without a reload of the page, exactly once.
fn reloaded_under_an_open_page(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    let instance = world.ucontact.newest("main");
    world.ucontact.fire("main", &assigned("before", "Ventas", "webchat", "135"))?;
    world.wait_opened("before")?;
    world.browser.clear_console()?;
    for round in 0..3 {
        world.browser.reload_extension()?;
        // The new background puts its content script into the page; the connection shows that it is there.
        eventually(LIMIT, "the bridge to be on the page again", || {
            let connection = world.state()?["connection"].take();
            Ok(["quiet", "connected"].iter().any(|s| connection["state"] == *s).then_some(()))
        })
        .with_context(|| format!("round {round}: {:?}", world.state()))?;
        world.listen()?;
        let (guid, id) = (format!("after-{round}"), format!("{}", 136 + round));
        world.ucontact.fire("main", &assigned(&guid, "Ventas", "webchat", &id))?;
        world.crm.wait_navigation(&format!("/contact/{id}"))?;
        world.wait_opened(&guid)?;
        let heard = world.heard()?;
        ensure!(heard.len() == 1, "round {round}: the event was told {} times", heard.len());
    }
    ensure!(world.ucontact.newest("main") == instance, "the page was loaded again");
    ensure!(counts(world).values().all(|n| *n == 1), "opened: {:?}", counts(world));
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == 4, "{} entries", journal.len());
    let console = world.browser.console()?;
    ensure!(console.is_empty(), "the console was not quiet: {console:?}");
    Ok(())
}
