//! The dock: uContact's frame in a page that does not embed uContact.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::PathBuf;
use tests::dock::{Dock, Rect, key};
use tests::driver::{Options, eventually, target_dir};
use tests::simulator::{assigned, finished};
use tests::world::{LIMIT, World, extension_dir};

pub const ALL: &[Scenario] = &[
    scenario("dock-by-keyboard", by_keyboard),
    scenario("dock-by-pointer", by_pointer),
    scenario("dock-one-phone", one_phone),
    scenario("dock-asks-before-leaving", asks_before_leaving),
    scenario("dock-to-the-panel", to_the_panel),
    scenario("dock-outlives-an-update", outlives_an_update),
    scenario("dock-follows-the-settings", follows_the_settings),
    scenario("dock-keeps-the-call", keeps_the_call),
];

/// Opens a page of the CRM with the dock, and uContact in it.
pub fn open<'a>(world: &'a World, path: &str) -> Result<Dock<'a>> {
    let before = world.ucontact.newest("injected");
    let url = world.crm.url(path);
    let tab = world.browser.open(&url)?;
    world.ucontact.wait_newer("injected", before)?;
    Dock::wait(world, &tab, &url)
}

/// Configures the pages that have a dock. No record is opened.
pub fn configure(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    config["sites"][0]["pages"] = json!(["http://localhost/contacts*", "http://localhost/styled/*"]);
    config["open"] = "never".into();
    world.configure(&config)
}

/// How often uContact's page was loaded.
pub fn loads(world: &World) -> usize {
    world.ucontact.loads()
}

/// Where a picture of the dock is kept.
pub fn picture(world: &World, name: &str) -> PathBuf {
    target_dir().join(format!("screens/dock-{name}-{}.png", world.browser.kind().name()))
}

/// With the keyboard alone: reach the dock, move, resize and minimise it.
fn by_keyboard(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/contacts")?;
    dock.tab_to(".hold")?;
    let start = dock.rect()?;
    let step = |keys: &[&str], what: &str, wanted: &dyn Fn(Rect) -> bool| -> Result<Rect> {
        dock.press(keys)?;
        dock.wait_rect(what, wanted)
    };
    step(&[key::LEFT], "to go left", &|r| r.x == start.x - 16.0 && r.y == start.y)?;
    step(&[key::UP], "to go up", &|r| r.y == start.y - 16.0)?;
    step(&[key::SHIFT, key::LEFT], "to grow wider", &|r| r.width == start.width + 16.0)?;
    let low = step(&[key::SHIFT, key::DOWN], "to grow lower", &|r| r.height == start.height - 16.0)?;
    step(&[key::HOME], "to be on the left", &|r| r.x == 32.0 && r.y == low.y)?;
    step(&[key::SHIFT, key::RIGHT], "to grow wider there", &|r| {
        r.x == 32.0 && r.width == start.width + 32.0
    })?;
    let right = step(&[key::END], "to be on the right", &|r| r.x > 600.0)?;
    step(&[key::ENTER], "to be minimised", &|r| r.height == 44.0)?;
    dock.until("the focus to stay", "root.activeElement?.matches('.hold')")?;
    step(&[key::ENTER], "to be open", &|r| r == right)?;
    step(&[key::ESCAPE], "to be minimised again", &|r| r.height == 44.0)?;
    // The next page of the site remembers it, and no page of another site does.
    dock.press(&[key::ENTER])?;
    let key = "return Object.entries(await browser.storage.local.get()).find(([k]) => k.startsWith('dock:'))?.[1].minimised === false";
    eventually(LIMIT, "the place to be remembered", || {
        Ok((world.browser.in_extension(key, &[])? == true).then_some(()))
    })?;
    let before = world.ucontact.newest("injected");
    let again = world.crm.url("/contacts?again");
    world.browser.navigate(&dock.tab, &again)?;
    world.ucontact.wait_newer("injected", before)?;
    let next = Dock::wait(world, &dock.tab, &again)?;
    next.wait_rect("to be where it was", |r| r == right)?;
    Ok(())
}

/// With the mouse: move, resize, minimise and change the side, over uContact's frame too.
fn by_pointer(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/contacts")?;
    let start = dock.rect()?;
    let (x, y) = dock.rect_of(".hold")?.middle();
    // Dragged beyond the window's edge, it stays inside.
    dock.drag((x, y), &[(x - 100.0, y + 5.0), (x - 200.0, y + 300.0), (x - 300.0, y - 40.0)])?;
    let moved =
        dock.wait_rect("to be moved", |r| r.x == start.x - 300.0 && r.y == (start.y - 40.0).max(0.0))?;
    // By its lower left corner, inwards: the pointer moves over uContact's frame.
    let corner = (moved.x + 3.0, moved.y + moved.height - 3.0);
    dock.drag(corner, &[(corner.0 + 30.0, corner.1 - 50.0), (corner.0 + 60.0, corner.1 - 100.0)])?;
    let small = dock
        .wait_rect("to be smaller", |r| r.width == moved.width - 60.0 && r.height == moved.height - 100.0)?;
    ensure!(small.y == moved.y && small.x == moved.x + 60.0, "the other corner moved: {small:?}");
    dock.click("button[aria-expanded]")?;
    let bar = dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
    ensure!(bar.y + bar.height == small.y + small.height, "minimised it stands at {bar:?}");
    // A click on the minimised bar opens it; one on the open bar does nothing.
    dock.click(".hold")?;
    dock.wait_rect("to be open", |r| r == small)?;
    dock.click(".hold")?;
    let side = "button:nth-of-type(4)";
    dock.click(side)?;
    dock.wait_rect("to be on the other side", |r| r.x < 500.0 && r.width == small.width)?;
    dock.click(side)?;
    dock.wait_rect("to be back", |r| r == small)?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

/// Two tabs, one uContact. The other tab says where uContact is, brings it to the front, and gets it once the first
/// tab is gone.
fn one_phone(world: &World) -> Result<()> {
    configure(world)?;
    let first = open(world, "/contacts")?;
    let frame = world.ucontact.newest("injected");
    let url = world.crm.url("/contacts?second");
    let tab = world.browser.open(&url)?;
    let second = Dock::wait(world, &tab, &url)?;
    second.until(
        "the note",
        "!root.querySelector('iframe') && root.querySelector('.label').textContent.includes('Alder CRM')",
    )?;
    second.click(".words")?;
    let visible = "return document.visibilityState";
    eventually(LIMIT, "the first tab to be in front", || {
        Ok((first.look(visible, &[])? == "visible").then_some(()))
    })?;
    ensure!(world.ucontact.newest("injected") == frame && loads(world) == 1, "two phones");
    world.browser.close(&first.tab)?;
    world.ucontact.wait_newer("injected", frame)?;
    second.until(
        "uContact",
        "root.querySelector('iframe')?.checkVisibility() && root.querySelector('.words').hidden",
    )?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_interaction("g1", "to be known", |i| i["record"]["state"] == "known")?;
    Ok(())
}

/// The browser asks before a link that the agent clicks ends a live interaction, and only then. The agent may stay.
fn asks_before_leaving(shared: &World) -> Result<()> {
    let kind = shared.browser.kind();
    let options = Options { extension: Some(extension_dir(kind)), asks: true, ..Options::default() };
    let world = &World::start_with(kind, &options)?;
    configure(world)?;
    let dock = open(world, "/contacts")?;
    let click = |selector: &str| -> Result<()> {
        let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); \
                      return [r.x + r.width / 2, r.y + r.height / 2]";
        let found = world.browser.eval(&dock.tab, script, &[json!(selector)])?;
        dock.drag(found[0].as_f64().zip(found[1].as_f64()).context("no place")?, &[])
    };
    let away = world.crm.url("/with-softphone");
    let is_away = || -> Result<bool> { Ok(!world.tabs_at(&away)?.is_empty()) };
    let begin = |guid: &str| -> Result<()> {
        world.ucontact.fire("injected", &assigned(guid, "Ventas", "webchat", "9"))?;
        world.wait_interaction(guid, "to be known", |i| i["record"]["state"] == "known").map(drop)
    };
    let end = |guid: &str| -> Result<()> {
        world.ucontact.fire("injected", &finished(guid))?;
        world.wait_interaction(guid, "to be finished", |i| !i["finished"].is_null()).map(drop)
    };
    let asks = |when: &str| -> Result<()> {
        click("nav a[href='/with-softphone']")?;
        eventually(LIMIT, &format!("the browser to ask {when}"), || {
            Ok(world.browser.is_asking(&dock.tab)?.then_some(()))
        })?;
        world.browser.answer(&dock.tab, false)?;
        dock.until("uContact to be here still", "root.querySelector('iframe')?.checkVisibility()")?;
        ensure!(loads(world) == 1 && !is_away()?, "the page was left against the agent's word");
        Ok(())
    };
    begin("a")?;
    begin("b")?;
    // The browser asks only on a page that the agent has touched.
    click("h1")?;
    asks("while two are live")?;
    end("a")?;
    asks("while one is live")?;
    end("b")?;
    click("nav a[href='/with-softphone']")?;
    eventually(LIMIT, "the page to be left", || {
        ensure!(!world.browser.is_asking(&dock.tab)?, "the browser asks though nothing is live");
        Ok(is_away()?.then_some(()))
    })
}

/// Waits until the page asks before it is left, or does not ask.
fn leave_is_asked(world: &World, dock: &Dock<'_>, wanted: bool) -> Result<()> {
    eventually(LIMIT, &format!("the page to ask before it is left: {wanted}"), || {
        let script = "const leave = new Event('beforeunload', {cancelable: true}); \
                      window.dispatchEvent(leave); return leave.defaultPrevented";
        Ok((world.browser.eval(&dock.tab, script, &[])? == wanted).then_some(()))
    })
}

/// One click moves uContact to the panel; with a live interaction only after a question, in the dock.
fn to_the_panel(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/contacts")?;
    world.ucontact.fire("injected", &assigned("a", "Ventas", "webchat", "9"))?;
    world.wait_interaction("a", "to be known", |i| i["record"]["state"] == "known")?;
    world.listen()?;
    let panel = "button:nth-of-type(5)";
    dock.click(panel)?;
    dock.until(
        "the question",
        "root.querySelector('.ask').checkVisibility() && root.activeElement.closest('.ask')",
    )?;
    dock.press(&[key::ESCAPE])?;
    dock.until("the question to be gone", "!root.querySelector('.ask').checkVisibility() && root.activeElement === root.querySelector('button:nth-of-type(5)')")?;
    dock.click(panel)?;
    dock.click(".ask button:first-child")?;
    dock.until("the question to be gone", "!root.querySelector('.ask').checkVisibility()")?;
    let asked =
        || -> Result<usize> { Ok(world.heard()?.iter().filter(|say| say["say"] == "toPanel").count()) };
    ensure!(asked()? == 0, "uContact was moved against the agent's word");
    world.ucontact.fire("injected", &finished("a"))?;
    world.wait_interaction("a", "to be finished", |i| !i["finished"].is_null())?;
    let frame = world.ucontact.newest("injected");
    dock.click(panel)?;
    // In the panel: the dock's frame is gone, and the note says where it is.
    world.ucontact.wait_newer("injected", frame).context("uContact in the panel")?;
    dock.until(
        "the note",
        "!root.querySelector('iframe') && root.querySelector('.words').checkVisibility()",
    )?;
    ensure!(asked()? == 1, "the panel was asked for {} times", asked()?);
    Ok(())
}

/// An update of the extension leaves uContact's frame in the page, with the call in it, and builds the new dock
/// around it, even if other pages ask first. The page still asks before it is left.
fn outlives_an_update(world: &World) -> Result<()> {
    configure(world)?;
    // The pages that were opened first get their new script first.
    world.open_many(&world.crm.url("/contacts?waiting"), 4, false)?;
    world.ucontact.wait_ready("injected")?;
    world.wait_phone(3)?;
    let url = world.crm.url("/contacts");
    let tab = world.browser.open(&url)?;
    let dock = Dock::wait(world, &tab, &url)?;
    world.wait_phone(4)?;
    let before = world.ucontact.newest("injected");
    let home = "const phone = JSON.parse((await browser.storage.session.get('phone')).phone); await browser.tabs.remove(phone.home.tab)";
    world.browser.in_extension(home, &[])?;
    world.ucontact.wait_newer("injected", before)?;
    dock.until("uContact to be here", "root.querySelector('iframe')?.checkVisibility()")?;
    let (frame, phone) = (world.ucontact.newest("injected"), world.wait_phone(3)?);
    world.ucontact.fire("injected", &assigned("g0", "Ventas", "webchat", "9"))?;
    leave_is_asked(world, &dock, true)?;
    dock.look("root.querySelector('.bar').dataset.old = 'yes'", &[])?;
    world.browser.reload_extension()?;
    dock.until("the new dock", "root && !root.querySelector('[data-old]') && root.querySelector('.bar')")?;
    world.wait_bridge(&url)?;
    // A page that was faster had a frame of its own for a moment.
    eventually(LIMIT, "uContact to be where it was", || {
        let now = world.wait_phone(3)?;
        if now["home"]["tab"] != phone["home"]["tab"] {
            return Ok(None);
        }
        world.ucontact.forget_unborn();
        Ok((world.ucontact.wait_ready("injected")? == frame).then_some(()))
    })?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_interaction("g1", "to be known", |i| i["record"]["state"] == "known")?;
    dock.until(
        "one dock",
        "root.querySelectorAll('.bar').length === 1 && root.querySelectorAll('iframe').length === 1",
    )?;
    let start = dock.rect()?;
    dock.tab_to(".hold")?;
    dock.press(&[key::LEFT])?;
    dock.wait_rect("to go left by one step", |r| r.x == start.x - 16.0)?;
    let docks = world.browser.eval(
        &dock.tab,
        "return document.querySelectorAll('[data-ucontact-bridge-dock]').length",
        &[],
    )?;
    ensure!(docks == 1, "{docks} docks");
    leave_is_asked(world, &dock, true)?;
    world.ucontact.fire("injected", &finished("g0"))?;
    world.ucontact.fire("injected", &finished("g1"))?;
    leave_is_asked(world, &dock, false)?;
    ensure!(world.ucontact.wait_ready("injected")? == frame, "uContact was loaded again");
    Ok(())
}

/// A page that is no longer configured loses the dock. A page that is open before it is configured gets it.
fn follows_the_settings(world: &World) -> Result<()> {
    let url = world.crm.url("/contacts");
    let tab = world.browser.open(&url)?;
    configure(world)?;
    world.ucontact.wait_ready("injected")?;
    let dock = Dock::wait(world, &tab, &url)?;
    world.configure(&world.config())?;
    dock.until("the dock to be gone", "!host")?;
    configure(world)?;
    dock.until("the dock to be back", "root?.querySelector('iframe')")?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_interaction("g1", "to be known", |i| i["record"]["state"] == "known")?;
    // The other direction, into the closed tree.
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    world.request(&json!({"request": "start", "start": start}))?;
    let received = world.ucontact.wait_received("injected", 1)?;
    ensure!(received[0].data == json!({"event": "startInteraction", "data": start}), "received {received:?}");
    Ok(())
}

/// New settings do not end a call: uContact stays, and its messages are still heard, until no interaction is live
/// there. First another origin of uContact, then another host of the CRM, then another way for uContact to get there.
fn keeps_the_call(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/contacts")?;
    let mut config = world.inject_config();
    config["open"] = "never".into();
    let mut count = 0;
    let mut call = |config: &Value, end: &str| -> Result<()> {
        let guids = [1, 2].map(|n| format!("g{}", count + n));
        count += 2;
        let frame = world.ucontact.newest("injected");
        world.ucontact.fire("injected", &assigned(&guids[0], "Ventas", "webchat", "9"))?;
        world.wait_interaction(&guids[0], "to be told", |_| true)?;
        world.configure(config)?;
        world.ucontact.fire("injected", &assigned(&guids[1], "Ventas", "webchat", "9"))?;
        world.wait_interaction(&guids[1], "to be told", |_| true)?;
        for guid in &guids {
            ensure!(
                dock.look("return !!root.querySelector('iframe')", &[])? == true,
                "{end}: the call was cut"
            );
            ensure!(world.ucontact.newest("injected") == frame, "{end}: uContact was loaded again");
            world.ucontact.fire("injected", &finished(guid))?;
            world.wait_interaction(guid, "to be finished", |i| !i["finished"].is_null())?;
        }
        Ok(())
    };
    let other = world.ucontact.url(&[("label", "injected")]).replacen("127.0.0.1", "localhost", 1);
    config["ucontact"]["url"] = other.as_str().into();
    let before = world.ucontact.newest("injected");
    call(&config, "another origin")?;
    world.ucontact.wait_newer("injected", before).context("the new address")?;
    dock.until("uContact at its new address", &format!("root.querySelector('iframe')?.src === '{other}'"))?;

    config["sites"][0]["pages"] = json!(["http://127.0.0.1/contacts*"]);
    call(&config, "another host")?;
    dock.until("the dock to be gone", "!host")?;

    config["sites"][0]["pages"] = json!(["http://localhost/contacts*"]);
    let before = world.ucontact.newest("injected");
    world.configure(&config)?;
    world.ucontact.wait_newer("injected", before)?;
    dock.until("the dock to be back", "root?.querySelector('iframe')")?;
    // It leaves before its calls are over, because the agent says so.
    world.ucontact.fire("injected", &assigned("last", "Ventas", "webchat", "9"))?;
    world.wait_interaction("last", "to be told", |_| true)?;
    config["sites"][0]["softphone"] = "find".into();
    world.configure(&config)?;
    let panel = world.browser.open_extension("panel/panel.html")?;
    world.wait_phone(1)?;
    world.browser.click(&panel, "#second")?;
    dock.until("the dock to be gone for good", "!host")
}
