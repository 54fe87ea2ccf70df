//! uContact's events arrive: by the documented snippet, by a docked frame, early, and once.

use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use serde_json::json;
use tests::driver::eventually;
use tests::simulator::{assigned, auto_query, disposition, finished, language, theme};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("snippet", snippet),
    scenario("inject", inject),
    scenario("inject-keeps-one-frame", inject_keeps_one_frame),
    scenario("page-open-before-configuration", page_open_before_configuration),
    scenario("first-millisecond", first_millisecond),
    scenario("page-is-never-parsed", page_is_never_parsed),
    scenario("first-millisecond-inject", first_millisecond_inject),
    scenario("same-guid-twice", same_guid_twice),
    scenario("replay-after-reload", replay_after_reload),
    scenario("foreign-messages", foreign_messages),
];

/// The documented snippet, stray `>` included: all five events arrive, and the record opens.
fn snippet(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let desk = world.open_desk()?;
    let frame = world.browser.eval(
        &desk,
        "const f = document.querySelector('aside iframe'); return [f.id, f.name, f.allow]",
        &[],
    )?;
    ensure!(
        frame == json!(["", "", "camera;microphone"]),
        "the page's frame is not the documented one: {frame}"
    );

    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "7"))?;
    world.crm.wait_navigation("/contact/7")?;
    ensure!(
        world.wait_opened("g1")? == "tab",
        "the only tab of the CRM hosts uContact, so a new one was due"
    );
    let record = world.wait_tab(&world.crm.url("/contact/7"))?;
    eventually(LIMIT, "the record's heading", || {
        let heading =
            world.browser.eval(&record, "return document.querySelector('h1')?.textContent ?? null", &[])?;
        Ok(heading.is_string().then_some(()))
    })?;

    world.ucontact.fire("main", &theme(true, "#aa3366"))?;
    world.ucontact.fire("main", &language("es"))?;
    world.ucontact.fire("main", &disposition("g1"))?;
    world.ucontact.fire("main", &finished("g1"))?;
    world.wait_interaction("g1", "to be disposed and finished", |i| {
        i["disposed"].is_number() && i["finished"].is_number()
    })?;
    let state = world.state()?;
    ensure!(
        state["view"]["theme"] == json!({"dark": true, "primary": "#aa3366"}),
        "theme: {}",
        state["view"]["theme"]
    );
    ensure!(state["view"]["language"] == "es", "language: {}", state["view"]["language"]);
    ensure!(state["connection"]["state"] == "connected", "connection: {}", state["connection"]);
    ensure!(state["connection"]["page"]["site"] == "Alder", "connection: {}", state["connection"]);
    ensure!(
        state["view"]["interactions"][0]["clientId"] == "7",
        "interactions: {}",
        state["view"]["interactions"]
    );
    Ok(())
}

/// The extension docks uContact on a page that does not embed it.
fn inject(world: &World) -> Result<()> {
    world.configure(&world.inject_config())?;
    let page = world.browser.open(&world.crm.url("/contacts"))?;
    world.ucontact.wait_ready("injected")?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.crm.wait_navigation("/contact/9")?;
    ensure!(world.wait_opened("g1")? == "tab", "the tab with the dock must not be led away");
    ensure!(world.tabs_at(&world.crm.url("/contacts"))? == [page], "the tab with the dock was led away");
    Ok(())
}

/// A configuration saved again, or the same page loaded again, does not make a second dock.
fn inject_keeps_one_frame(world: &World) -> Result<()> {
    world.configure(&world.inject_config())?;
    let page = world.browser.open(&world.crm.url("/contacts"))?;
    let first = world.ucontact.wait_ready("injected")?;
    let mut config = world.inject_config();
    config["open"] = "tab".into();
    world.configure(&config)?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_opened("g1")?;
    ensure!(
        world.ucontact.newest("injected") == first,
        "saving a configuration loaded uContact's frame again"
    );
    world.browser.navigate(&page, &world.crm.url("/contacts?again"))?;
    world.ucontact.wait_newer("injected", first)?;
    world.ucontact.fire("injected", &assigned("g2", "Ventas", "webchat", "10"))?;
    world.wait_opened("g2")?;
    // A dock in a closed shadow root cannot be counted from the page; the requests to uContact's server can.
    let loads = world.ucontact.loads();
    ensure!(loads == 2, "uContact's page was loaded {loads} times by two loads of the CRM's");
    Ok(())
}

/// The page was open before the extension was configured: nobody has to reload it.
fn page_open_before_configuration(world: &World) -> Result<()> {
    world.open_desk()?;
    world.configure(&world.config())?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "11"))?;
    world.crm.wait_navigation("/contact/11")?;
    world.wait_opened("g1").map(drop)
}

/// Posted in the first millisecond of uContact's page, with the worker cold: not lost.
fn first_millisecond(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    for (number, path) in
        ["/with-softphone", "/policy/script-self", "/policy/default-none"].into_iter().enumerate()
    {
        world.browser.kill_background()?;
        let (guid, id) = (format!("early-{number}"), format!("{}", 20 + number));
        let query = auto_query("early", &[assigned(&guid, "Ventas", "webchat", &id)]);
        world.browser.open(&world.crm.url_with(path, &query))?;
        world.crm.wait_navigation(&format!("/contact/{id}"))?;
        world.wait_opened(&guid)?;
    }
    Ok(())
}

/// A page that never finishes loading: uContact in it is still heard at once.
fn page_is_never_parsed(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let query = auto_query("early", &[assigned("g1", "Ventas", "webchat", "27")]);
    let url = world.crm.url_with("/unfinished", &query);
    // Not through the driver, which would wait for the page.
    world.browser.in_extension("await browser.tabs.create({ url: arguments[0] })", &[json!(url)])?;
    world.crm.wait_navigation("/contact/27")?;
    world.wait_opened("g1")?;
    world.ucontact.fire("early", &finished("g1"))?;
    world.wait_interaction("g1", "to be over", |i| !i["finished"].is_null()).map(drop)
}

/// The same from a frame that the extension docks.
fn first_millisecond_inject(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    let query = auto_query("injected", &[assigned("early", "Ventas", "webchat", "25")]);
    config["ucontact"]["url"] = format!("{}/?{query}", world.ucontact.origin()).into();
    world.configure(&config)?;
    world.browser.kill_background()?;
    world.browser.open(&world.crm.url("/contacts"))?;
    world.crm.wait_navigation("/contact/25")?;
    world.wait_opened("early").map(drop)
}

/// The same guid twice pops once, with the worker warm and after its death.
fn same_guid_twice(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("same", "Ventas", "webchat", "30"))?;
    world.wait_opened("same")?;
    world.ucontact.fire("main", &assigned("same", "Ventas", "webchat", "30"))?;
    world.ucontact.fire("main", &assigned("same", "Ventas->", "webchat", "31"))?;
    world.browser.kill_background()?;
    world.ucontact.fire("main", &assigned("same", "Ventas", "webchat", "30"))?;
    // Messages keep their order, so once this record is open the others have been handled.
    world.ucontact.fire("main", &assigned("next", "Ventas", "webchat", "32"))?;
    world.wait_opened("next")?;
    world.crm.wait_navigation("/contact/32")?;
    let records: Vec<String> =
        world.crm.navigations().into_iter().filter(|n| n.starts_with("/contact/")).collect();
    ensure!(records == ["/contact/30", "/contact/32"], "records opened: {records:?}");
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == 2, "two events, but the journal has {journal:?}");
    Ok(())
}

/// uContact announces a live interaction again after its page was loaded again: no second pop.
fn replay_after_reload(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let desk = world.browser.open(&world.crm.url_with("/with-softphone", "label=again&replay=1"))?;
    let first = world.ucontact.wait_ready("again")?;
    world.ucontact.fire("again", &assigned("live", "Ventas", "webchat", "33"))?;
    world.wait_opened("live")?;
    world.browser.navigate(&desk, &world.crm.url_with("/with-softphone", "label=again&replay=1"))?;
    world.ucontact.wait_newer("again", first)?;
    // The page has loaded before it reports what it has posted again.
    eventually(LIMIT, "the simulator to post it again", || {
        let posted = world.ucontact.fired().iter().filter(|f| f.label == "again").count();
        ensure!(posted <= 2, "the simulator has posted {posted} times, not twice");
        Ok((posted == 2).then_some(()))
    })?;
    world.ucontact.fire("again", &assigned("next", "Ventas", "webchat", "34"))?;
    world.wait_opened("next")?;
    let records: Vec<String> =
        world.crm.navigations().into_iter().filter(|n| n.starts_with("/contact/")).collect();
    ensure!(records == ["/contact/33", "/contact/34"], "records opened: {records:?}");
    Ok(())
}

/// Messages that are not of the Events API are ignored silently: the older API's, those of forms, odd values.
fn foreign_messages(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.listen()?;
    world.browser.clear_console()?;
    for message in [
        json!({"action": "gettingCall", "params": {"number": "099123456"}}),
        json!({"action": "getInteraction"}),
        json!("assignedInteraction"),
        json!(null),
        json!(["assignedInteraction"]),
        json!({"event": 7}),
        json!({"event": "somethingNew", "data": {}}),
    ] {
        world.ucontact.fire("main", &message)?;
    }
    world.ucontact.fire("main", &assigned("real", "Ventas", "webchat", "35"))?;
    world.wait_opened("real")?;
    let heard = world.heard()?;
    ensure!(heard.len() == 1, "the background was told of {heard:?}");
    let console = world.browser.console()?;
    ensure!(console.is_empty(), "the console was not quiet: {console:?}");
    Ok(())
}
