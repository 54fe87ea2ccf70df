//! One phone: however many tabs and windows are open, only one uContact runs where the extension places it.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::dock::Dock;
use tests::driver::Kind;
use tests::simulator::assigned;
use tests::world::World;

pub const ALL: &[Scenario] = &[
    scenario("twenty-tabs-one-phone", |world| one_phone(world, 1)),
    scenario("two-windows-one-phone", |world| one_phone(world, 2)),
    scenario("phone-passes-over-busy-tabs", passes_over_busy_tabs),
    scenario("phone-follows-its-tab", follows_its_tab),
    scenario("phone-leaves-a-site", leaves_a_site),
    scenario("phone-moves-to-the-panel", moves_to_the_panel),
    scenario("phone-moves-to-the-panel-beside", moves_to_the_panel_beside),
    scenario("phone-leaves-a-closed-panel", leaves_a_closed_panel),
    scenario("phone-moves-to-an-open-panel", moves_to_an_open_panel),
];

const TABS: usize = 20;

/// Twenty tabs, opened at once: uContact is loaded once. When its tab closes, it is loaded once more, in another tab.
/// The same with the worker stopped before, which then knows only what it has stored.
fn one_phone(world: &World, windows: usize) -> Result<()> {
    let mut config = world.inject_config();
    // No tab is navigated to a record.
    config["open"] = "never".into();
    world.configure(&config)?;
    let page = world.crm.url("/contacts");
    for n in 0..windows {
        world.open_many(&page, TABS / windows, n > 0)?;
    }
    let mut frame = world.ucontact.wait_ready("injected")?;
    let loads = || world.ucontact.loads();
    for closed in 0..4 {
        let phone = world.wait_phone(TABS - 1 - closed)?;
        ensure!(loads() == closed + 1, "uContact was loaded {} times for {closed} that closed", loads());
        if closed % 2 == 1 {
            world.browser.kill_background()?;
        }
        let guid = format!("g{closed}");
        world.ucontact.fire("injected", &assigned(&guid, "Ventas", "webchat", "9"))?;
        world.wait_interaction(&guid, "to be told", |_| true)?;
        let home = phone["home"]["tab"].clone();
        world.browser.in_extension("await browser.tabs.remove(arguments[0])", &[home])?;
        frame = world.ucontact.wait_newer("injected", frame)?;
    }
    ensure!(loads() == 5, "{} were loaded for 4 that closed", loads());
    Ok(())
}

/// When uContact's tab closes, the next tabs in turn are too busy to answer. Another tab gets uContact within a
/// second, and the busy ones do not load it as well once they can answer.
///
/// uContact is on 127.0.0.1 here with the tabs that are free, and the busy ones on localhost: different sites, so
/// different processes.
fn passes_over_busy_tabs(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    let pages = json!(["http://localhost/busy*", "http://127.0.0.1/contacts*"]);
    config["sites"] = json!([{"pages": pages, "softphone": "inject"}]);
    world.configure(&config)?;
    let free = world.crm.url("/contacts").replacen("localhost", "127.0.0.1", 1);
    let home = world.browser.open(&free)?;
    let frame = world.ucontact.wait_ready("injected")?;
    world.browser.open(&free)?;
    world.wait_phone(1)?;
    let mut busy = vec![];
    for n in 0..2 {
        busy.push(world.browser.open(&world.crm.url("/busy"))?);
        world.wait_phone(2 + n)?;
    }
    world.keep_busy(&busy, Duration::from_secs(6))?;
    let closed = Instant::now();
    world.browser.close(&home)?;
    let frame = world.ucontact.wait_newer("injected", frame)?;
    let took = closed.elapsed();
    // It would take two seconds and more if they were asked one after the other.
    ensure!(took < Duration::from_secs(2), "it took {took:?}");
    world.wait_not_busy(&busy)?;
    // The tab that is next answers now, and gets uContact once the tab that has it is gone.
    let tab = world.wait_phone(2)?["home"]["tab"].take();
    ensure!(world.ucontact.newest("injected") == frame, "a busy tab has loaded it as well");
    world.browser.in_extension("await browser.tabs.remove(arguments[0])", &[tab])?;
    world.ucontact.wait_newer("injected", frame)?;
    world.wait_phone(1)?;
    ensure!(world.ucontact.loads() == 3, "{} were loaded", world.ucontact.loads());
    Ok(())
}

/// The tab that has uContact is loaded again, or goes to another page of its CRM, and has it again. It goes
/// elsewhere, and another tab gets it.
fn follows_its_tab(world: &World) -> Result<()> {
    world.configure(&world.inject_config())?;
    let page = world.crm.url("/contacts");
    let home = world.browser.open(&page)?;
    let mut frame = world.ucontact.wait_ready("injected")?;
    world.browser.open(&page)?;
    world.wait_phone(1)?;
    let tab = world.wait_phone(1)?["home"]["tab"].clone();
    for url in [&page, &world.crm.url("/contacts?page=2")] {
        world.browser.navigate(&home, url)?;
        frame = world.ucontact.wait_newer("injected", frame).with_context(|| format!("led to {url}"))?;
        let at = world.wait_phone(1)?["home"]["tab"].take();
        ensure!(at == tab, "a page further in its CRM, the phone has moved to another tab");
    }
    world.browser.navigate(&home, &world.crm.url("/contact/5"))?;
    frame = world.ucontact.wait_newer("injected", frame).context("after it was led elsewhere")?;
    let phone = world.wait_phone(0)?;
    let url = "return (await browser.tabs.get(arguments[0])).url";
    let at = world.browser.in_extension(url, &[phone["home"]["tab"].clone()])?;
    ensure!(at == page.as_str(), "it is at {at}");
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_opened("g1")?;
    ensure!(world.ucontact.newest("injected") == frame, "it was loaded again");
    Ok(())
}

/// The site with uContact is removed from the configuration, and another one gets it.
fn leaves_a_site(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    let here = json!({"pages": ["http://localhost/contacts*"], "softphone": "inject"});
    let other = json!({"pages": ["http://127.0.0.1/contacts*"], "softphone": "inject"});
    config["sites"] = json!([here, other]);
    world.configure(&config)?;
    let page = world.crm.url("/contacts");
    world.browser.open(&page)?;
    let frame = world.ucontact.wait_ready("injected")?;
    world.browser.open(&page.replacen("localhost", "127.0.0.1", 1))?;
    world.wait_phone(1)?;
    config["sites"] = json!([other]);
    world.configure(&config)?;
    world.ucontact.wait_newer("injected", frame)?;
    world.wait_phone(0).map(drop)
}

/// A panel that the agent opens gets uContact at once, unless a call is live: then the agent decides.
fn moves_to_the_panel(world: &World) -> Result<()> {
    world.configure(&world.inject_config())?;
    world.browser.open(&world.crm.url("/contacts"))?;
    let mut frame = world.ucontact.wait_ready("injected")?;
    let panel = world.browser.open_extension("panel/panel.html")?;
    frame = world.ucontact.wait_newer("injected", frame).context("the panel was opened")?;
    world.wait_phone(1)?;
    world.browser.close(&panel)?;
    frame = world.ucontact.wait_newer("injected", frame).context("the panel was closed")?;
    world.wait_phone(0)?;
    world.ucontact.fire("injected", &assigned("call", "Ventas", "webchat", "9"))?;
    world.wait_opened("call")?;
    let panel = world.browser.open_extension("panel/panel.html")?;
    world.wait_phone(1)?;
    ensure!(world.ucontact.newest("injected") == frame, "the call was cut");
    world.browser.click(&panel, "#second")?;
    world.ucontact.wait_newer("injected", frame).context("the agent moved it")?;
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    world.request(&json!({"request": "start", "start": start}))?;
    let received = world.ucontact.wait_received("injected", 1)?;
    ensure!(received[0].origin == world.browser.extension_origin()?, "{received:?}");
    ensure!(received.len() == 1 && received[0].data["data"] == start, "{received:?}");
    let _: Value = world.wait_phone(1)?;
    Ok(())
}

/// A panel that is open, and waits because a call is live in a page, gets uContact when the agent says so in the
/// page.
fn moves_to_an_open_panel(world: &World) -> Result<()> {
    world.configure(&world.inject_config())?;
    world.browser.open(&world.crm.url("/contacts"))?;
    let frame = world.ucontact.wait_ready("injected")?;
    world.ucontact.fire("injected", &assigned("call", "Ventas", "webchat", "9"))?;
    world.wait_opened("call")?;
    world.browser.open_extension("panel/panel.html")?;
    world.wait_phone(1)?;
    ensure!(world.ucontact.newest("injected") == frame, "the call was cut");
    world.browser.in_extension("return browser.runtime.sendMessage({say: 'toPanel'})", &[])?;
    world.ucontact.wait_newer("injected", frame).context("the agent moved it")?;
    let phone = world.wait_phone(1)?;
    ensure!(phone["home"]["panel"] == true, "it is at {phone}");
    let panels = world.tabs_at(&format!("{}/panel/panel.html", world.browser.extension_origin()?))?;
    ensure!(panels.len() == 1, "{} panels are open", panels.len());
    Ok(())
}

/// A panel waits in another window, and the agent wants uContact in the panel beside the page. Firefox opens no panel
/// without a click on the browser itself; there the waiting one gets it.
fn moves_to_the_panel_beside(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    config["open"] = "never".into();
    world.configure(&config)?;
    let url = world.crm.url("/contacts");
    let window = "const first = await browser.windows.getLastFocused({windowTypes: ['normal']}); \
                  await browser.windows.create({url: arguments[0]}); return first.id";
    let first = world.browser.in_extension(window, &[json!(url)])?;
    let frame = world.ucontact.wait_ready("injected")?;
    world.ucontact.fire("injected", &assigned("call", "Ventas", "webchat", "9"))?;
    world.wait_interaction("call", "to be told", |_| true)?;
    let panel = "const url = browser.runtime.getURL('panel/panel.html'); \
                 await browser.tabs.create({windowId: arguments[0], url})";
    world.browser.in_extension(panel, &[first])?;
    world.wait_phone(1)?;
    let tab = world.browser.tabs()?.into_iter().find(|tab| tab.url == url).context("the CRM's tab")?.tab;
    let dock = Dock::wait(world, &tab, &url)?;
    dock.click("button:nth-of-type(5)")?;
    dock.until("the question", "root.querySelector('.ask').checkVisibility()")?;
    dock.click(".ask button:last-child")?;
    world.ucontact.wait_newer("injected", frame)?;
    let beside = world.browser.kind() == Kind::Chromium;
    let phone = world.wait_phone(if beside { 2 } else { 1 })?;
    ensure!(phone["home"]["panel"] == true && phone["home"]["tab"].is_null() == beside, "it is at {phone}");
    Ok(())
}

/// The side panel closes, which nothing reports with certainty: the CRM's page beside it gets uContact. The same with
/// the worker stopped just before.
fn leaves_a_closed_panel(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    config["open"] = "never".into();
    world.configure(&config)?;
    world.browser.open_side()?;
    let mut frame = world.ucontact.wait_ready("injected")?;
    world.browser.open(&world.crm.url("/contacts"))?;
    for stopped in [false, true] {
        world.wait_phone(1)?;
        if stopped {
            world.browser.kill_background()?;
        }
        world.browser.close_side()?;
        frame =
            world.ucontact.wait_newer("injected", frame).with_context(|| format!("stopped: {stopped}"))?;
        let phone = world.wait_phone(0)?;
        ensure!(phone["home"]["panel"] == false, "{phone}");
        // Opened by the agent, the panel gets it again.
        world.browser.open_side()?;
        frame = world.ucontact.wait_newer("injected", frame)?;
    }
    world.wait_phone(1)?;
    let loads = world.ucontact.loads();
    ensure!(loads == 5, "uContact was loaded {loads} times for 5 homes");
    Ok(())
}
