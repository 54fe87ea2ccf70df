//! The doctor with every kind of finding, the history, and the panel.

use super::{Album, PANEL, State, View, after, close_all, state, unconfigure, wide};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::net::TcpListener;
use tests::simulator::{assigned, finished};
use tests::world::World;

const DOCTOR: View = wide("doctor/doctor.html", 820, 1200, "doctor-wrong");

/// Whether the doctor has finished.
const LOOKED: &str =
    "!document.querySelector('#again').ariaDisabled && document.querySelector('#findings').children.length";

fn configure(world: &World, change: impl Fn(&mut Value)) -> Result<()> {
    let mut config = world.config();
    change(&mut config);
    world.configure(&config)
}

/// What the doctor has found stays in its page until it is asked again. So each kind is brought about once, then
/// uContact announces every language to all of these pages.
pub(super) fn doctor(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    let mut open = Vec::new();
    let mut look = |name: &'static str| -> Result<()> {
        let tab = album.open(DOCTOR)?;
        album.bring_about(&tab, &state(name, "", LOOKED))?;
        open.push((name, tab));
        Ok(())
    };
    look("doctor-new")?;

    // Nothing answers; the certificate is not trusted; no TLS at all; one of the two; nothing is there.
    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    for (name, url) in [
        ("doctor-unreachable", format!("http://127.0.0.1:{nobody}/")),
        ("doctor-tls", format!("https://127.0.0.1:{}/", tests::tls::unvouched()?)),
        ("doctor-no-tls", format!("https://127.0.0.1:{}/", tests::tls::none()?)),
        ("doctor-either", "https://127.0.0.1:1023/".to_owned()),
        ("doctor-not-found", format!("{}/nothing", world.ucontact.origin())),
        ("doctor-not-asked", "https://ucontact.invalid/".to_owned()),
    ] {
        configure(world, |config| config["ucontact"]["url"] = url.as_str().into())?;
        look(name)?;
    }

    world.ucontact.require_login();
    configure(world, |config| {
        config["ucontact"]["url"] = world.ucontact.url(&[("fa", "'self' https://other.example")]).into();
        config["sites"][0]["pages"] = json!(["http://localhost/policy/*", "https://crm.acme.example/*"]);
    })?;
    for policy in ["sandbox", "frame-src-self", "coep", "no-microphone"] {
        world.browser.open(&world.crm.url(&format!("/policy/{policy}")))?;
    }
    look("doctor-wrong")?;
    close_all(world, "/policy/")?;

    let own = world.browser.extension_origin()?;
    for origin in [&own, &world.crm.origin()] {
        world.browser.set_microphone(origin, "denied")?;
    }
    configure(world, |config| config["sites"][0]["softphone"] = "panel".into())?;
    look("doctor-panel")?;

    world.ucontact.clear();
    world.configure(&world.config())?;
    world.open_desk()?;
    look("doctor-quiet")?;
    world.browser.set_microphone(&own, "prompt")?;
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "7"))?;
    world.wait_opened("g1")?;
    look("doctor-well")?;

    world.browser.set_microphone(&world.crm.origin(), "prompt")?;
    world.ucontact.fire("main", &json!({"event": "assignedInteraction", "data": {"guid": 5}}))?;
    world.ucontact.fire("main", &assigned("g2", "Ventas", "fax", "1"))?;
    world.wait_interaction("g2", "without a rule", |i| i["record"]["state"] == "noRule")?;
    look("doctor-no-rule")?;
    let last = open.last().map(|(_, tab)| tab.clone()).context("no page")?;
    let report = state(
        "doctor-report",
        "document.querySelector('#report summary').click(); document.querySelector('#report').scrollIntoView()",
        "document.querySelector('#report-text').checkVisibility()",
    );
    album.follow("main", DOCTOR, &open)?;
    album.bring_about(&last, &report)?;
    album.follow("main", DOCTOR, &[(report.name, last)])?;
    album.close()
}

const HISTORY: &[State] = &[
    state("history", "", "document.querySelectorAll('.row').length > 5"),
    state("history-why", "click('.row [data-part=why]')", "document.querySelector('#why-dialog').open"),
    state(
        "history-found",
        "click('#why-close'); type('#search', '2-1')",
        "document.querySelectorAll('.row').length === 1",
    ),
    state("history-none", "type('#search', 'nobody')", "document.querySelector('#none').checkVisibility()"),
    state(
        "history-erase",
        "type('#search', ''); click('#erase')",
        "document.querySelector('#erase-dialog').open",
    ),
];

const HOME: &str = "document.querySelector('iframe')";

/// The panel that has uContact, and what it shows above.
const AT_HOME: &[State] = &[
    state("panel-here", "", HOME),
    after(
        |world| microphone(world, "prompt"),
        state("panel-microphone", "", "document.querySelector('#microphone').checkVisibility()"),
    ),
    after(
        |world| microphone(world, "denied"),
        state("panel-microphone-refused", "", "document.querySelector('#microphone').checkVisibility()"),
    ),
];

fn microphone(world: &World, decided: &str) -> Result<()> {
    world.browser.set_microphone(&world.browser.extension_origin()?, decided)
}

pub(super) fn history_and_panel(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    let history = wide("history/history.html", 1000, 600, "history");
    album
        .remembered(PANEL, &[state("panel-new", "", "document.querySelector('#first').checkVisibility()")])?;
    album.remembered(
        history,
        &[state("history-empty", "", "document.querySelector('#none').checkVisibility()")],
    )?;

    let panel_at = |url: &str| {
        let mut config = world.panel_config();
        config["ucontact"]["url"] = url.into();
        world.configure(&config)
    };
    panel_at(&world.ucontact.url(&[("fa", "'self'")]))?;
    let told = "document.querySelector('#message-lines').checkVisibility()";
    album.remembered(PANEL, &[state("panel-refused", "", told)])?;
    panel_at("https://ucontact.invalid/")?;
    let told = "document.querySelector('#access-allow').checkVisibility()";
    album.remembered(PANEL, &[state("panel-access", "", told)])?;
    unconfigure(world)?;

    world.configure(&world.panel_config())?;
    microphone(world, "granted")?;
    album.live("panel", PANEL, AT_HOME)?;
    microphone(world, "prompt")?;

    let mut config = world.inject_config();
    config["open"] = "never".into();
    world.configure(&config)?;
    world.browser.open(&world.crm.url("/contacts"))?;
    world.ucontact.wait_ready("injected")?;
    for (guid, channel, client) in [("a", "webchat", "7"), ("b", "fax", "1"), ("c", "webchat", "8")] {
        world.ucontact.fire("injected", &assigned(guid, "Ventas", channel, client))?;
        world.wait_interaction(guid, "to be known", |_| true)?;
    }
    // A live call keeps uContact where it is.
    world.ucontact.fire("injected", &finished("a"))?;
    crate::pages::history::put(world, 8, &json!([2]))?;
    let elsewhere = "document.querySelector('#second').checkVisibility()";
    album.live("injected", PANEL, &[state("panel-elsewhere", "", elsewhere)])?;
    album.live("injected", history, HISTORY)?;
    album.close()
}
