//! `startInteraction`: the seed's message, to uContact's exact origin and nobody else.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::Duration;
use tests::driver::eventually;
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("start-from-the-popup", start_from_the_popup),
    scenario("start-is-for-ucontact-only", start_is_for_ucontact_only),
    scenario("start-without-frame", start_without_frame),
    scenario("start-unanswered", start_unanswered),
];

fn request() -> Value {
    json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099 123 456"})
}

fn wait_start(world: &World, limit: Duration, state: &str) -> Result<Value> {
    let mut last = Value::Null;
    eventually(limit, &format!("the start to be {state:?}"), || {
        last = world.state()?["view"]["start"].take();
        Ok((last["state"]["state"] == state).then_some(last.clone()))
    })
    .with_context(|| format!("it is {last}"))
}

/// From the popup's own form to uContact, and back to "confirmed"; the form is remembered.
fn start_from_the_popup(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    let popup = world.browser.open_extension("popup/popup.html")?;
    let fill = "const fill = (id, value) => { const field = document.getElementById(id); field.value = value; \
                  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, {bubbles: true})); }; \
                fill('start-campaign', 'Ventas'); fill('start-channel', 'telephony'); fill('start-client', '099 123 456'); \
                document.getElementById('start-send').click();";
    eventually(LIMIT, "the popup to be ready", || {
        let ready = world.browser.eval(
            &popup,
            "return !document.getElementById('start-send').disabled && \
            !document.querySelector('#status-title .bone')",
            &[],
        )?;
        Ok((ready == true).then_some(()))
    })?;
    world.browser.eval(&popup, fill, &[])?;
    let received = world.ucontact.wait_received("main", 1)?;
    ensure!(received.len() == 1, "received {received:?}");
    ensure!(
        received[0].data == json!({"event": "startInteraction", "data": request()}),
        "received {}",
        received[0].data
    );
    ensure!(received[0].origin == world.crm.origin(), "from {}", received[0].origin);
    wait_start(world, LIMIT, "sent")?;
    world.ucontact.fire("main", &assigned("answer", "Ventas", "telephony", "099 123 456"))?;
    let confirmed = wait_start(world, LIMIT, "confirmed")?;
    ensure!(confirmed["state"]["guid"] == "answer", "{confirmed}");
    let again = world.browser.open_extension("popup/popup.html")?;
    eventually(LIMIT, "the popup to remember its form", || {
        let fields = world.browser.eval(&again, "return ['start-campaign', 'start-channel', 'start-client'].map((id) => document.getElementById(id).value)", &[])?;
        Ok((fields == json!(["Ventas", "telephony", "099 123 456"])).then_some(()))
    })?;
    ensure!(world.ucontact.received("main").len() == 1, "posted more than once");
    Ok(())
}

/// The frame now shows another origin, while its element still names uContact's address: the other origin receives
/// nothing. (With `"*"` it would.)
fn start_is_for_ucontact_only(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let tab = world.browser.open(&world.crm.url_with("/hostile", "label=main"))?;
    world.ucontact.wait_ready("main")?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "90"))?;
    world.wait_opened("g1")?;
    world.browser.eval(&tab, "document.getElementById('navigate-away').click()", &[])?;
    world.other.wait_ready("navigated")?;
    let src = world.browser.eval(&tab, "return document.getElementById('ucontact').src", &[])?;
    ensure!(
        src.as_str().is_some_and(|s| s.starts_with(&world.ucontact.origin())),
        "the element's src is {src}"
    );
    world.request(&json!({"request": "start", "start": request()}))?;
    eventually(LIMIT, "the start to leave the background", || {
        let start = world.state()?["view"]["start"].take();
        Ok((start["state"]["state"] != "sending").then_some(()))
    })?;
    // What is posted now comes after everything that the bridge posted.
    world.browser.eval(&tab, "document.getElementById('mark').click()", &[])?;
    let received = world.other.wait_received("navigated", 1)?;
    ensure!(received.len() == 1 && received[0].data == "mark", "the other origin received {received:?}");
    ensure!(world.ucontact.received("main").is_empty(), "received by a page that is gone");
    Ok(())
}

fn start_without_frame(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.browser.open(&world.crm.url("/contacts"))?;
    world.request(&json!({"request": "start", "start": request()}))?;
    let failed = wait_start(world, LIMIT, "failed")?;
    ensure!(failed["state"]["why"] == "noFrame", "{failed}");
    Ok(())
}

/// uContact is silent: the popup reports it after the promised time, and never sooner.
fn start_unanswered(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.request(&json!({"request": "start", "start": request()}))?;
    let sent = wait_start(world, LIMIT, "sent")?;
    let until = sent["state"]["until"].as_f64().context("no time to wait until")?;
    // An assignment of another client is not an answer to this start.
    world.ucontact.fire("main", &assigned("else", "Ventas", "telephony", "091000000"))?;
    let left = Duration::from_secs_f64(((until - tests::servers::now_ms()) / 1000.0).max(0.0));
    wait_start(world, left + LIMIT, "unanswered")?;
    ensure!(tests::servers::now_ms() >= until, "given up early");
    ensure!(world.ucontact.received("main").len() == 1, "posted again");
    Ok(())
}
