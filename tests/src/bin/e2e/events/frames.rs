//! uContact's frame is found wherever a page puts it.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::time::Duration;
use tests::driver::eventually;
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("frame-later", |w| play(w, "later", Act::Before)),
    scenario("frame-moved", |w| play(w, "moved", Act::After)),
    scenario("frame-recreated", |w| play(w, "recreated", Act::After)),
    scenario("frame-in-shadow-root", |w| play(w, "shadow", Act::No)),
    scenario("frame-in-shadow-root-is-told", told_in_shadow_root),
    scenario("frame-in-nested-frame", |w| play(w, "nested", Act::No)),
    scenario("frame-in-srcdoc", |w| play(w, "srcdoc", Act::No)),
    scenario("connection-states", connection_states),
];

/// When the page acts: before uContact is there, after it has posted once, or by itself.
#[derive(PartialEq)]
enum Act {
    Before,
    After,
    No,
}

fn play(world: &World, kind: &str, act: Act) -> Result<()> {
    world.configure(&world.config())?;
    let tab = world.browser.open(&world.crm.url_with(&format!("/frame/{kind}"), "label=frame"))?;
    let press = || world.browser.eval(&tab, "document.querySelector('#act').click()", &[]);
    if act == Act::Before {
        press()?;
    }
    let first = world.ucontact.wait_ready("frame")?;
    world.ucontact.fire("frame", &assigned("first", "Ventas", "webchat", "60"))?;
    world.wait_opened("first").context("the first event")?;
    if act == Act::After {
        press()?;
        world.ucontact.wait_newer("frame", first)?;
        world.ucontact.fire("frame", &assigned("second", "Ventas", "webchat", "61"))?;
        world.wait_opened("second").context("the event after the change")?;
    }
    // The other direction: the action reaches the frame where it is now.
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    world.request(&json!({"request": "start", "start": start}))?;
    let received = world.ucontact.wait_received("frame", 1)?;
    ensure!(received[0].data == json!({"event": "startInteraction", "data": start}), "received {received:?}");
    ensure!(
        world.tabs_at(&world.crm.url_with(&format!("/frame/{kind}"), "label=frame"))? == [tab],
        "the page was led away"
    );
    Ok(())
}

/// A frame in a shadow tree that has not posted anything: the page searches for it when it is idle, and the popup
/// gets the result. An action reaches the frame although nothing has searched for it before.
///
/// The result arrives while another tab still keeps the background waiting. That tab is on localhost and the frame's
/// page on 127.0.0.1: different sites, so different processes.
fn told_in_shadow_root(world: &World) -> Result<()> {
    let mut config = world.config();
    config["sites"] = json!([{"pages": ["http://localhost/*", "http://127.0.0.1/*"]}]);
    world.configure(&config)?;
    let open = || -> Result<_> {
        let before = world.ucontact.newest("frame");
        let url = world.crm.url_with("/frame/shadow", "label=frame");
        let tab = world.browser.open(&url.replacen("localhost", "127.0.0.1", 1))?;
        world.ucontact.wait_newer("frame", before)?;
        Ok(tab)
    };
    let tab = open()?;
    let busy = [world.browser.open(&world.crm.url("/busy"))?];
    world.keep_busy(&busy, Duration::from_secs(4))?;
    let popup = world.browser.open_extension("popup/popup.html")?;
    let mut last = json!(null);
    eventually(LIMIT, "the popup to say where uContact is", || {
        last =
            world.browser.eval(&popup, "return document.querySelector('#status-title').textContent", &[])?;
        Ok(last.as_str().is_some_and(|title| title.starts_with("uContact is on 127.0.0.1")).then_some(()))
    })
    .with_context(|| format!("it says {last}"))?;
    world.wait_not_busy(&busy)?;
    world.browser.close(&popup)?;
    world.browser.close(&tab)?;
    open()?;
    // Its content script has started.
    let asked = "const [tab] = await browser.tabs.query({url: 'http://127.0.0.1/frame/*'}); \
                 return await browser.tabs.sendMessage(tab.id, {ask: 'survey', thorough: true}).catch(() => null)";
    eventually(LIMIT, "the page to be asked", || {
        Ok(world.browser.in_extension(asked, &[])?.is_object().then_some(()))
    })?;
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    world.request(&json!({"request": "start", "start": start}))?;
    let received = world.ucontact.wait_received("frame", 1)?;
    ensure!(received[0].data == json!({"event": "startInteraction", "data": start}), "received {received:?}");
    Ok(())
}

/// What the popup shows at each step of the connection.
fn connection_states(world: &World) -> Result<()> {
    let is = |wanted: &str| {
        let mut last = serde_json::Value::Null;
        tests::driver::eventually(tests::world::LIMIT, &format!("the connection {wanted:?}"), || {
            last = world.state()?["connection"].take();
            Ok((last["state"] == wanted).then_some(last.clone()))
        })
        .with_context(|| format!("it is {last}"))
    };
    is("noConfiguration")?;
    let mut config = world.config();
    config["sites"] = json!([{"pages": ["https://crm.acme.example/*"]}]);
    world.configure(&config)?;
    let missing = is("permissionMissing")?;
    ensure!(missing["hosts"] == json!(["https://crm.acme.example/*"]), "{missing}");
    world.configure(&world.config())?;
    is("noPage")?;
    let tab = world.browser.open(&world.crm.url("/contacts"))?;
    let none = is("noFrame")?;
    ensure!(none["origin"] == world.ucontact.origin().as_str(), "{none}");
    world.browser.close(&tab)?;
    world.open_desk()?;
    is("quiet")?;
    world.ucontact.fire("main", &tests::simulator::language("en"))?;
    let connected = is("connected")?;
    ensure!(connected["page"]["title"] == "Desk · Alder CRM", "{connected}");
    Ok(())
}
