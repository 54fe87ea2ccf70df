//! The popup: connected, with interactions of every kind; and everything that may be wrong.

use super::{Album, POPUP, State, after, close_all, state, unconfigure};
use crate::contacting::contacts;
use crate::phone::dock;
use anyhow::Result;
use serde_json::{Value, json};
use tests::driver::eventually;
use tests::servers::{Response, Server};
use tests::simulator::{assigned, finished, language};
use tests::world::{LIMIT, World};

const STATES: &[State] = &[
    state("popup", "", "document.querySelectorAll('#calls-live > li').length === 2"),
    state(
        "popup-offer",
        "window.scrollTo(0, 9999)",
        "document.querySelector('#start-here').checkVisibility()",
    ),
    state(
        "popup-found",
        "type('#calls-search', 'ventas')",
        "document.querySelectorAll('#calls-ended > li').length > 2",
    ),
    state(
        "popup-none",
        "type('#calls-search', 'nobody')",
        "!document.querySelectorAll('#calls-ended > li').length",
    ),
    state(
        "popup-why",
        "type('#calls-search', ''); document.querySelectorAll('details').forEach((d) => { d.open = true; })",
        "document.querySelector('#calls-live [data-part=reasons]')?.checkVisibility()",
    ),
    state(
        "popup-start-sent",
        "type('#start-campaign', 'Ventas'); choose('#start-channel', 'other'); type('#start-other', 'fax'); \
         type('#start-client', '099123456'); click('#start-send'); window.scrollTo(0, 9999)",
        "document.querySelector('#start-state[data-tone=wait]')?.checkVisibility()",
    ),
    after(
        |world| fire(world, &assigned("confirmed", "Ventas", "fax", "099123456")),
        state(
            "popup-start-confirmed",
            "",
            "document.querySelector('#start-state[data-tone=good]')?.checkVisibility()",
        ),
    ),
    after(
        |world| {
            let broken = json!({"event": "assignedInteraction", "data": {"guid": 5}});
            let before = world.state()?["view"]["lastRefusal"].clone();
            fire(world, &broken)?;
            eventually(LIMIT, "it to be refused", || {
                Ok((world.state()?["view"]["lastRefusal"] != before).then_some(()))
            })
        },
        state(
            "popup-refusal",
            "window.scrollTo(0, 0)",
            "document.querySelector('#status-detail').textContent.includes('guid')",
        ),
    ),
    after(
        |world| {
            world.browser.open(&world.crm.url_with("/with-softphone", "label=second"))?;
            world.ucontact.wait_ready("second")?;
            // Its message makes the background ask the pages again.
            world.ucontact.fire("second", &language("en")).map(drop)
        },
        state(
            "popup-several",
            "window.scrollTo(0, 0)",
            "document.querySelector('#status-detail').checkVisibility() && document.querySelector('#status').matches('.tall')",
        ),
    ),
];

fn fire(world: &World, message: &Value) -> Result<()> {
    world.ucontact.fire("main", message).map(drop)
}

fn call(world: &World, guid: &str, campaign: &str, channel: &str, client: &str) -> Result<()> {
    fire(world, &assigned(guid, campaign, channel, client))?;
    let decided = |i: &Value| !["opening", "lookingUp"].iter().any(|state| i["record"]["state"] == *state);
    world.wait_interaction(guid, "to be decided", decided).map(drop)
}

/// Connected; then with every outcome of a lookup.
pub(super) fn live_ones(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    let mut config = world.config();
    config["open"] = "ask".into();
    world.configure(&config)?;
    world.open_desk()?;
    for (guid, channel, client) in
        [("a", "webchat", "7"), ("b", "whatsapp", "099123456"), ("c", "fax", "1"), ("d", "webchat", "8")]
    {
        call(world, guid, "Ventas", channel, client)?;
    }
    for guid in ["b", "d"] {
        fire(world, &finished(guid))?;
        world.wait_interaction(guid, "to be over", |i| !i["finished"].is_null())?;
    }
    crate::pages::history::put(world, 3, &json!([2]))?;
    world.browser.open(&world.crm.url("/contact/17"))?;
    album.live("main", POPUP, STATES)?;
    lookups(&album)?;
    numbers(&album)?;
    album.close()
}

/// The outcomes of asking the CRM.
fn lookups(album: &Album<'_>) -> Result<()> {
    let world = album.world;
    for guid in ["a", "c", "confirmed"] {
        fire(world, &finished(guid))?;
    }
    let crm = Server::start(|request| match request.path.as_str() {
        "/several" => {
            let names = ["Ana Ledesma", "Carlos Etcheverry-Gutiérrez de la Torre", "Inés Pereira"];
            let found: Vec<Value> =
                (1..).zip(names).map(|(id, name)| json!({"id": id, "name": name})).collect();
            Response::new("application/json", json!({ "results": found }).to_string())
        }
        "/signed-out" => Response::html("no").status(401),
        _ => Response::html("no").status(500),
    })?;
    let (own, origin) = (world.crm.url("/contact/{id}"), format!("http://localhost:{}", crm.port()));
    let rule = |campaign: &str, url: String| {
        json!({"when": {"campaign": [campaign]}, "url": own, "lookup": {
            "url": url, "results": "$.results[*]", "let": {"id": "/id", "label": "/name"}}})
    };
    let mut config = world.config();
    config["rules"] = json!([
        rule("Several", format!("{origin}/several?q={{clientId}}")),
        rule("Signed out", format!("{origin}/signed-out?q={{clientId}}")),
        rule("Broken", format!("{origin}/broken?q={{clientId}}")),
        rule("Forbidden", "https://crm.acme.example/api?q={clientId}".to_owned()),
    ]);
    world.configure(&config)?;
    for (n, campaign) in ["Forbidden", "Broken", "Signed out", "Several"].into_iter().enumerate() {
        call(world, campaign, campaign, "telephony", &format!("09912345{n}"))?;
    }
    album.live(
        "main",
        POPUP,
        &[state("popup-lookups", "", "document.querySelectorAll('#calls-live .choice').length === 3")],
    )
}

/// On a page with numbers in its text.
fn numbers(album: &Album<'_>) -> Result<()> {
    let world = album.world;
    world.configure(&contacts::config(world, "text"))?;
    let url = world.crm.url("/numbers");
    world.browser.open(&url)?;
    contacts::wait_marked(world, &url, &contacts::NUMBERS)?;
    let shown = "document.querySelector('#start-numbers').checkVisibility()";
    album.live("main", POPUP, &[state("popup-numbers", "window.scrollTo(0, 9999)", shown)])
}

fn configure(world: &World, change: impl Fn(&mut Value)) -> Result<()> {
    let mut config = world.config();
    change(&mut config);
    world.configure(&config)
}

/// Waits for the background to see the pages as they are now.
fn wait(world: &World, wanted: &str) -> Result<()> {
    eventually(LIMIT, wanted, || Ok((world.state()?["connection"]["state"] == wanted).then_some(())))
}

/// Each with its remedy.
pub(super) fn troubles(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    let shown = |name| state(name, "", "document.querySelector('#status-detail').checkVisibility()");
    let show = |name: &'static str| album.remembered(POPUP, &[shown(name)]);
    show("popup-new")?;

    let broken = "await browser.storage.local.set({ config: { version: 2, sites: [] } })";
    world.browser.in_extension(broken, &[])?;
    world.browser.kill_background()?;
    wait(world, "badConfiguration")?;
    show("popup-errors")?;
    unconfigure(world)?;

    configure(world, |config| config["sites"][0]["pages"] = json!(["https://crm.acme.example/*"]))?;
    show("popup-permission")?;

    world.configure(&world.config())?;
    show("popup-no-page")?;

    world.browser.open(&world.crm.url("/contacts"))?;
    wait(world, "noFrame")?;
    show("popup-no-frame")?;
    close_all(world, "/contacts")?;

    world.browser.open(&world.crm.url_with("/policy/sandbox", "label=boxed"))?;
    wait(world, "sandboxed")?;
    show("popup-sandboxed")?;
    close_all(world, "/policy/")?;

    world.open_desk()?;
    wait(world, "quiet")?;
    album.remembered(
        POPUP,
        &[
            // Once the background is gone, it cannot be reached again.
            state(
                "popup-quiet",
                "const page = window.wrappedJSObject ?? window; \
                 const refuse = () => { throw new page.Error('Could not establish connection.'); }; \
                 page.browser.runtime.connect = globalThis.exportFunction?.(refuse, page) ?? refuse",
                "document.querySelector('#status[data-tone=info] #status-detail').checkVisibility()",
            ),
            after(
                |world| world.browser.kill_background(),
                state(
                    "popup-lost",
                    "",
                    "document.querySelector('#status[data-tone=bad] #status-detail')?.checkVisibility()",
                ),
            ),
        ],
    )?;
    close_all(world, "/with-softphone")?;

    dock::configure(world)?;
    let dock = dock::open(world, "/styled/hostile")?;
    world.browser.eval(&dock.tab, "document.getElementById('remove-always').click()", &[])?;
    wait(world, "removed")?;
    show("popup-removed")?;
    close_all(world, "/styled/")?;

    world.configure(&world.panel_config())?;
    wait(world, "panelClosed")?;
    show("popup-panel-closed")?;
    world.browser.open_extension(super::PANEL.page)?;
    world.ucontact.wait_ready("panel")?;
    wait(world, "panel")?;
    show("popup-panel-quiet")?;
    close_all(world, super::PANEL.page)?;
    wait(world, "panelClosed")?;
    // Last, because it is shown for minutes.
    let failed = state(
        "popup-start-failed",
        "type('#start-campaign', 'Ventas'); type('#start-client', '099123456'); click('#start-send')",
        "document.querySelector('#start-state[data-tone=bad]')?.checkVisibility()",
    );
    album.remembered(POPUP, &[failed])?;
    album.close()
}
