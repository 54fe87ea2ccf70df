//! uContact in the side panel or sidebar: the call outlives the page.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::driver::{Kind, Options, Scratch, eventually};
use tests::simulator::{Simulator, assigned, disposition, finished};
use tests::world::{LIMIT, World, extension_dir};

pub const ALL: &[Scenario] = &[
    scenario("panel-outlives-the-page", outlives_the_page),
    scenario("panel-in-two-windows", in_two_windows),
    scenario("panel-in-a-window-of-its-own", in_a_window_of_its_own),
    scenario("panel-keeps-the-call", keeps_the_call),
    scenario("panel-outlives-an-update", outlives_an_update),
    scenario("panel-refused", refused),
    scenario("several-frames-are-told", several_are_told),
    scenario("panel-sees-as-the-agent", sees_as_the_agent),
    scenario("panel-keeps-the-login", keeps_the_login),
    scenario("panel-asks-for-the-microphone", asks_for_the_microphone),
];

/// Waits until the connection is as wanted.
fn wait_connection(world: &World, what: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
    let mut last = Value::Null;
    eventually(LIMIT, &format!("the connection: {what}"), || {
        last = world.state()?["connection"].take();
        Ok(wanted(&last).then(|| last.clone()))
    })
    .with_context(|| format!("it is {last}"))
}

/// A call goes on in the panel while the CRM's tab is navigated five times, loaded again and closed, a second window
/// opens, and the worker is stopped ten times. Every message of uContact's arrives, once.
fn outlives_the_page(world: &World) -> Result<()> {
    let mut config = world.panel_config();
    config["open"] = "tab".into();
    world.configure(&config)?;
    wait_connection(world, "closed", |c| c["state"] == "panelClosed")?;
    world.browser.open_side()?;
    let frame = world.ucontact.wait_ready("panel")?;
    world.ucontact.fire("panel", &assigned("call", "Ventas", "webchat", "10"))?;
    world.wait_opened("call")?;
    wait_connection(world, "in the panel", |c| c["state"] == "panel" && c["spoken"] == true)?;
    let tab = world.browser.open(&world.crm.url("/contacts"))?;
    let mut fired = 1;
    let mut tell = |kill: bool| -> Result<()> {
        if kill {
            world.browser.kill_background()?;
        }
        let id = 100 + fired;
        fired += 1;
        world.ucontact.fire("panel", &assigned(&format!("g{id}"), "Ventas", "webchat", &id.to_string()))?;
        world.crm.wait_navigation(&format!("/contact/{id}")).map(drop)
    };
    for n in 0..5 {
        world.browser.navigate(&tab, &world.crm.url(&format!("/contact/{}", 60 + n)))?;
        tell(true).with_context(|| format!("after {} navigations", n + 1))?;
    }
    world.browser.eval(&tab, "setTimeout(() => location.reload())", &[])?;
    tell(true).context("after a reload")?;
    world.browser.close(&tab)?;
    tell(true).context("after the tab was closed")?;
    world.browser.in_extension(
        "await browser.windows.create({url: arguments[0]})",
        &[json!(world.crm.url("/contacts"))],
    )?;
    for _ in 0..3 {
        tell(true).context("with a second window")?;
    }
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    world.request(&json!({"request": "start", "start": start}))?;
    let received = world.ucontact.wait_received("panel", 1)?;
    ensure!(received[0].data == json!({"event": "startInteraction", "data": start}), "{received:?}");
    ensure!(received[0].origin == world.browser.extension_origin()?, "{received:?}");
    world.ucontact.fire("panel", &disposition("call"))?;
    world.ucontact.fire("panel", &finished("call"))?;
    world.wait_interaction("call", "to be finished", |i| !i["finished"].is_null())?;
    ensure!(world.ucontact.newest("panel") == frame, "uContact was loaded again: its call is gone");
    let journal = world.wait_journal_done()?;
    // One assignment each, one disposition, one end, one start.
    ensure!(journal.len() == fired + 3, "{} entries of {fired}", journal.len());
    let mut counts = BTreeMap::new();
    for target in world
        .crm
        .navigations()
        .into_iter()
        .filter(|target| target.starts_with("/contact/1") && target.len() == 12)
    {
        *counts.entry(target).or_insert(0) += 1;
    }
    ensure!(counts.len() == fired - 1 && counts.values().all(|count| *count == 1), "{counts:?}");
    Ok(())
}

/// Two windows with a panel each: one uContact, and the other panel waits.
fn in_two_windows(world: &World) -> Result<()> {
    world.configure(&world.panel_config())?;
    world.browser.open_side()?;
    let first = world.ucontact.wait_ready("panel")?;
    world.ucontact.fire("panel", &assigned("call", "Ventas", "webchat", "10"))?;
    world.wait_opened("call")?;
    world.browser.in_extension("await browser.windows.create({})", &[])?;
    world.browser.open_side()?;
    // It has asked, and waits.
    world.wait_phone(1)?;
    ensure!(world.ucontact.newest("panel") == first, "two phones ring");
    world.ucontact.fire("panel", &assigned("g2", "Ventas", "webchat", "11"))?;
    world.wait_opened("g2")?;
    Ok(())
}

/// Without a side panel, a small window does the same, and *Show* brings it to the front.
fn in_a_window_of_its_own(world: &World) -> Result<()> {
    world.configure(&world.panel_config())?;
    world.browser.in_extension(
        "await browser.windows.create({url: browser.runtime.getURL('panel/panel.html'), type: 'popup', width: 420, height: 700})",
        &[],
    )?;
    let frame = world.ucontact.wait_ready("panel")?;
    world.ucontact.fire("panel", &assigned("call", "Ventas", "webchat", "10"))?;
    world.wait_opened("call")?;
    world.request(&json!({"request": "showUcontact"}))?;
    // A second one only says where uContact is.
    let second = world.browser.open_extension("panel/panel.html")?;
    let message = "const m = document.querySelector('#message'); return m.hidden ? '' : m.textContent";
    eventually(LIMIT, "the second to say where uContact is", || {
        Ok(world
            .browser
            .eval(&second, message, &[])?
            .as_str()
            .is_some_and(|text| !text.trim().is_empty())
            .then_some(()))
    })?;
    ensure!(world.ucontact.newest("panel") == frame, "two phones");
    // The agent moves it there.
    world.browser.click(&second, "#second")?;
    let moved = world.ucontact.wait_newer("panel", frame)?;
    world.ucontact.fire("panel", &assigned("g2", "Ventas", "webchat", "11"))?;
    world.wait_opened("g2")?;
    world.browser.close(&second)?;
    // The first one gets it back.
    world.ucontact.wait_newer("panel", moved)?;
    Ok(())
}

/// New settings wait until no interaction is live. If the panel is a tab or a window, the browser asks before it
/// closes with a live interaction.
fn keeps_the_call(world: &World) -> Result<()> {
    world.configure(&world.panel_config())?;
    let panel = world.browser.open_extension("panel/panel.html")?;
    let frame = world.ucontact.wait_ready("panel")?;
    let asks = |wanted: bool| {
        let script = "const leaving = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(leaving); \
                      return leaving.defaultPrevented";
        eventually(LIMIT, &format!("that the browser asks to be {wanted}"), || {
            Ok((world.browser.eval(&panel, script, &[])? == wanted).then_some(()))
        })
    };
    asks(false)?;
    world.ucontact.fire("panel", &assigned("call", "Ventas", "webchat", "10"))?;
    world.wait_opened("call")?;
    asks(true)?;
    let mut config = world.panel_config();
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "other")]).into();
    world.configure(&config)?;
    world.ucontact.fire("panel", &assigned("g2", "Ventas", "webchat", "11"))?;
    world.wait_opened("g2")?;
    ensure!(world.ucontact.newest("panel") == frame, "uContact was loaded again");
    for guid in ["call", "g2"] {
        world.ucontact.fire("panel", &finished(guid))?;
    }
    world.ucontact.wait_ready("other")?;
    asks(false)
}

/// An update that comes while uContact is in the panel waits until the panel is closed. The next update does not
/// wait.
fn outlives_an_update(world: &World) -> Result<()> {
    // Chromium waits by itself, and an unpacked extension has no updates there.
    if world.browser.kind() == Kind::Chromium {
        return Ok(());
    }
    let folder = extension_dir(Kind::Firefox);
    let comes = |version: &str| -> Result<()> {
        let outcome = world.browser.offer_update(&folder, version)?;
        ensure!(outcome == "postponed", "{version}: {outcome}");
        Ok(())
    };
    let is_taken = |what: &str| {
        eventually(LIMIT, &format!("the update to be taken {what}"), || {
            Ok((!world.browser.update_waits()?).then_some(()))
        })
    };
    world.configure(&world.panel_config())?;
    world.browser.open_side()?;
    let frame = world.ucontact.wait_ready("panel")?;
    world.ucontact.fire("panel", &assigned("call", "Ventas", "webchat", "10"))?;
    world.wait_opened("call")?;
    comes("9.0.1")?;
    // The worker that heard of the update may stop; the next one considers it.
    world.browser.kill_background()?;
    world.ucontact.fire("panel", &finished("call"))?;
    world.wait_interaction("call", "to be finished", |i| !i["finished"].is_null())?;
    ensure!(world.browser.update_waits()? && world.ucontact.newest("panel") == frame);
    world.browser.close_extension_page()?;
    world.browser.close_side()?;
    is_taken("once the panel has closed")?;
    // The temporary extension of the tests takes precedence over the installed one, and keeps running.
    comes("9.0.2")?;
    is_taken("at once")
}

/// A frame that is refused would stay empty. The panel names the header that refuses it, and the line that helps;
/// with that line uContact is there.
fn refused(world: &World) -> Result<()> {
    let mut config = world.panel_config();
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "panel"), ("fa", "'self'")]).into();
    world.configure(&config)?;
    let panel = world.browser.open_extension("panel/panel.html")?;
    let own = world.browser.extension_origin()?;
    eventually(LIMIT, "the panel to say what is wrong", || {
        let text =
            world.browser.eval(&panel, "return document.querySelector('#message').textContent", &[])?;
        let text = text.as_str().unwrap_or_default();
        Ok((text.contains("frame-ancestors 'self'") && text.contains(&own)).then_some(()))
    })?;
    let copied =
        "return [...document.querySelectorAll('#message-lines code')].map((code) => code.textContent)";
    let lines = world.browser.eval(&panel, copied, &[])?;
    let directive = lines.as_array().into_iter().flatten().filter_map(Value::as_str);
    let directive = directive.filter_map(|line| line.strip_prefix("frame-ancestors ")).next_back();
    let directive = directive.with_context(|| format!("no line to copy: {lines}"))?;
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "panel"), ("fa", directive)]).into();
    world.configure(&config)?;
    world.ucontact.wait_ready("panel").context("the line that the panel gave does not help")?;
    Ok(())
}

/// The login's form forbids frames, which does not concern an agent who is logged in.
fn sees_as_the_agent(world: &World) -> Result<()> {
    world.ucontact.require_login();
    let login = world.ucontact.url(&[("label", "tab"), ("enter", "1"), ("guests", "DENY")]);
    world.browser.open(&login)?;
    world.ucontact.wait_ready("tab")?;
    let url = world.ucontact.url(&[("label", "panel"), ("guests", "DENY")]);
    let mut config = world.panel_config();
    config["ucontact"]["url"] = url.as_str().into();
    world.configure(&config)?;
    world.browser.open_side()?;
    let frame = world.ucontact.wait_ready("panel")?;
    // The panel checks once its frame is there; what is asked after that is answered after the check.
    let looks = || {
        let requests = world.ucontact.server().requests();
        requests.iter().filter(|request| request.get("label") == "panel").count()
    };
    eventually(LIMIT, "the panel to look", || Ok((looks() >= 2).then_some(())))?;
    let own = format!("{}/panel/panel.html", world.browser.extension_origin()?);
    let reply = world.request(&json!({"request": "probe", "url": url, "pages": [own]}))?;
    ensure!(!reply["frames"][0]["refusal"].is_null(), "a guest is let in: {reply}");
    world.ucontact.fire("panel", &assigned("call", "Ventas", "webchat", "10"))?;
    world.wait_opened("call")?;
    ensure!(world.ucontact.newest("panel") == frame, "the frame was taken away");
    Ok(())
}

/// uContact's login is a `SameSite=Lax` cookie on another site than the CRM's. It is set in the panel's frame and
/// lasts there, also after a restart of the browser.
fn keeps_the_login(shared: &World) -> Result<()> {
    let kind = shared.browser.kind();
    let profile = Scratch::new("profile")?;
    let options = || Options {
        extension: Some(extension_dir(kind)),
        profile: Some(profile.path().to_owned()),
        ..Options::default()
    };
    let world = World::start_with(kind, &options())?;
    world.ucontact.require_login();
    let mut config = world.panel_config();
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "panel"), ("enter", "1")]).into();
    world.configure(&config)?;
    world.browser.open_side()?;
    world.ucontact.wait_ready("panel").context("the login in the panel")?;
    world.ucontact.fire("panel", &assigned("before", "Ventas", "webchat", "10"))?;
    world.wait_opened("before")?;
    let logins = |ucontact: &Simulator| {
        let requests = ucontact.server().requests();
        requests.iter().filter(|request| request.path == "/login").count()
    };
    ensure!(logins(&world.ucontact) == 1, "it was logged in {} times", logins(&world.ucontact));
    let before = world.ucontact.newest("panel");
    // The browser ends; uContact stays, at its address.
    let World { ucontact, crm: _crm, browser, .. } = world;
    drop(browser);
    let after = World::start_with(kind, &options())?;
    // In Firefox a temporary add-on does not outlive the browser, and its configuration goes with it.
    after.configure(&config)?;
    after.browser.open_side()?;
    ucontact.wait_newer("panel", before).context("after the browser's start")?;
    ensure!(logins(&ucontact) == 1, "it had to be logged in again");
    ucontact.fire("panel", &assigned("after", "Ventas", "webchat", "11"))?;
    after.wait_interaction("after", "to be told", |_| true).map(drop)
}

/// Before the first call the panel shows that the microphone is not allowed yet, and leads to the page that asks for
/// it.
fn asks_for_the_microphone(world: &World) -> Result<()> {
    world.configure(&world.panel_config())?;
    let own = world.browser.extension_origin()?;
    world.browser.set_microphone(&own, "prompt")?;
    let panel = world.browser.open_extension("panel/panel.html")?;
    world.ucontact.wait_ready("panel")?;
    let is_asked = "return document.querySelector('#microphone').checkVisibility()";
    let told = |what: &str, wanted: bool| {
        eventually(LIMIT, what, || Ok((world.browser.eval(&panel, is_asked, &[])? == wanted).then_some(())))
    };
    told("the panel to ask for the microphone", true)?;
    world.browser.click(&panel, "#microphone-allow")?;
    world.wait_tab(&format!("{own}/doctor/doctor.html#microphone"))?;
    world.browser.set_microphone(&own, "granted")?;
    told("the panel to be content", false)
}

/// If CRM pages embed uContact themselves, the popup shows that several are open, and an action goes to the one with
/// the live interaction.
fn several_are_told(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    for label in ["first", "second"] {
        world.browser.open(&world.crm.url_with("/with-softphone", &format!("label={label}")))?;
        world.ucontact.wait_ready(label)?;
    }
    world.ucontact.fire("second", &tests::simulator::language("en"))?;
    world.ucontact.fire("first", &assigned("call", "Ventas", "telephony", "099123456"))?;
    wait_connection(world, "connected twice", |c| c["state"] == "connected" && c["several"] == 2)?;
    world.ucontact.fire("second", &tests::simulator::language("es"))?;
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "099123456"});
    world.request(&json!({"request": "start", "start": start}))?;
    world.ucontact.wait_received("first", 1)?;
    ensure!(world.ucontact.received("second").is_empty(), "the other one got it as well");
    Ok(())
}
