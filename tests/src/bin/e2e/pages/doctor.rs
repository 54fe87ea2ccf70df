//! The doctor names the right cause, and a remedy, for everything that can go wrong between uContact and the record.

mod page;

use crate::phone::dock::picture;
use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use page::{Line, diagnose, expect, wrong};
use serde_json::{Value, json};
use std::net::TcpListener;
use tests::dock::Dock;
use tests::driver::{Kind, Tab, eventually};
use tests::simulator::{assigned, language};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("doctor-well", page::well),
    scenario("doctor-microphone", page::microphone),
    scenario("doctor-unreachable", unreachable),
    scenario("doctor-tls", tls),
    scenario("doctor-no-tls", no_tls),
    scenario("doctor-either", either),
    scenario("doctor-not-found", not_found),
    scenario("doctor-frame-options", frame_options),
    scenario("doctor-frame-ancestors", frame_ancestors),
    scenario("doctor-frame-src", frame_src),
    scenario("doctor-coep", coep),
    scenario("doctor-permission", permission),
    scenario("doctor-microphone-refused", microphone_refused),
    scenario("doctor-microphone-policy", microphone_policy),
    scenario("doctor-sandbox", sandbox),
    scenario("doctor-no-rule", no_rule),
    scenario("doctor-logged-out", logged_out),
    scenario("doctor-by-itself", by_itself),
];

/// Configures uContact at this address, and opens a page of the CRM that does not embed uContact.
fn with_ucontact(world: &World, url: &str) -> Result<Tab> {
    let mut config = world.config();
    config["ucontact"]["url"] = url.into();
    world.configure(&config)?;
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    world.browser.open(&world.crm.url("/contacts"))
}

/// Opens a page of the CRM that embeds uContact with these options.
fn on_page(world: &World, path: &str, simulator: &str) -> Result<Tab> {
    world.configure(&world.config())?;
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    world.browser.open(&world.crm.url_with(path, simulator))
}

/// Requires that exactly this one thing is wrong.
fn only(world: &World, cause: &str, who: &str) -> Result<Line> {
    let lines = expect(world, &[cause])?;
    let line = wrong(&lines).into_iter().next().context("nothing")?.clone();
    ensure!(line.who == who, "{cause} is for {:?} to mend, not {who:?}", line.who);
    Ok(line)
}

/// Nothing listens at this port.
fn unreachable(world: &World) -> Result<()> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    for scheme in ["http", "https"] {
        let tab = with_ucontact(world, &format!("{scheme}://127.0.0.1:{port}/"))?;
        let line = only(world, "Unreachable", "Your network's administrator")?;
        ensure!(line.title == format!("127.0.0.1:{port} cannot be reached"), "{line:?}");
        // Chromium has no name for the error.
        let firefox = world.browser.kind() == Kind::Firefox;
        ensure!(line.detail.contains("CONNECTION_REFUSED") == firefox, "{line:?}");
        no_tab_is_left(world)?;
        world.browser.close(&tab)?;
    }
    Ok(())
}

/// The server's certificate is not trusted.
fn tls(world: &World) -> Result<()> {
    with_ucontact(world, &format!("https://127.0.0.1:{}/", tests::tls::unvouched()?))?;
    let line = only(world, "Tls", "uContact's administrator")?;
    // Chromium does not give a reason.
    ensure!(line.detail.is_empty() == (world.browser.kind() == Kind::Chromium), "{line:?}");
    no_tab_is_left(world)
}

/// One server takes the browser's hello for a bad request, and says so in plain text; the other knows no version of
/// TLS that a browser speaks.
fn no_tls(world: &World) -> Result<()> {
    for host in
        [format!("127.0.0.1:{}", tests::tls::none()?), format!("localhost:{}", tests::tls::too_old()?)]
    {
        let tab = with_ucontact(world, &format!("https://{host}/"))?;
        // Firefox has a sentence for what was wrong, and no name.
        let firefox = world.browser.kind() == Kind::Firefox;
        let line = only(world, if firefox { "Tls" } else { "NoTls" }, "uContact's administrator")?;
        ensure!(line.detail.is_empty() != firefox, "{line:?}");
        ensure!(line.title.contains(&host) && line.todo.contains("TLS 1.2"), "{line:?}");
        no_tab_is_left(world)?;
        world.browser.close(&tab)?;
    }
    Ok(())
}

/// Chromium does not allow a connection without TLS to a port such as this one: both causes are named, and what tells
/// them apart.
fn either(world: &World) -> Result<()> {
    let host = "127.0.0.1:1023";
    with_ucontact(world, &format!("https://{host}/"))?;
    if world.browser.kind() == Kind::Firefox {
        return only(world, "Unreachable", "Your network's administrator").map(|_| ());
    }
    let line = only(world, "NoConnection", "Your network's administrator, or uContact's")?;
    ensure!(line.title == format!("{host} cannot be reached"), "{line:?}");
    ensure!(line.todo.contains("ERR_SSL") && line.todo.contains("VPN"), "{line:?}");
    no_tab_is_left(world)?;
    // The button leads to the page that shows the code.
    ensure!(line.act == format!("Open {host}"), "{line:?}");
    Ok(())
}

/// The tab in which Chromium shows the cause has closed.
fn no_tab_is_left(world: &World) -> Result<()> {
    eventually(LIMIT, "the tab that looked to close", || {
        let tabs = world.browser.tabs()?;
        Ok(tabs.iter().all(|tab| !tab.url.ends_with("/robots.txt")).then_some(()))
    })
}

fn not_found(world: &World) -> Result<()> {
    with_ucontact(world, &format!("{}/nothing", world.ucontact.origin()))?;
    let line = only(world, "Status", "The person who set up this extension")?;
    ensure!(line.title.ends_with("answers with the error 404"), "{line:?}");
    Ok(())
}

/// What uContact's headers refuse; they are the same for the page and for the doctor.
fn refused(world: &World, key: &str, value: &str) -> Result<Line> {
    let mut config = world.config();
    config["ucontact"]["url"] = world.ucontact.url(&[(key, value)]).into();
    world.configure(&config)?;
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    world.browser.open(&world.crm.url_with("/with-softphone", &format!("{key}={value}")))?;
    only(world, "Refused", "uContact's administrator")
}

fn frame_options(world: &World) -> Result<()> {
    let line = refused(world, "xfo", "DENY")?;
    ensure!(line.detail == "Its answer says: X-Frame-Options: DENY", "{line:?}");
    ensure!(
        line.copies == [world.crm.origin(), format!("frame-ancestors {}", world.crm.origin())],
        "{line:?}"
    );
    Ok(())
}

fn frame_ancestors(world: &World) -> Result<()> {
    let line = refused(world, "fa", "'self'")?;
    ensure!(line.detail == "Its answer says: Content-Security-Policy: frame-ancestors 'self'", "{line:?}");
    ensure!(line.copies[1] == format!("frame-ancestors 'self' {}", world.crm.origin()), "{line:?}");
    // For the extension's own panel, the line to add names this extension.
    let own = world.browser.extension_origin()?;
    world.browser.set_microphone(&own, "granted")?;
    let mut config = world.config();
    config["ucontact"]["url"] = world.ucontact.url(&[("fa", "'self'")]).into();
    config["sites"][0]["softphone"] = "panel".into();
    world.configure(&config)?;
    let lines = diagnose(world)?.1;
    let line = lines.iter().find(|line| line.is("PanelRefused")).with_context(|| format!("{lines:?}"))?;
    ensure!(line.copies[1] == format!("frame-ancestors 'self' {own}"), "{line:?}");
    Ok(())
}

fn frame_src(world: &World) -> Result<()> {
    on_page(world, "/policy/frame-src-self", "label=x")?;
    let line = only(world, "PageForbidsFrame", "The CRM's administrator")?;
    ensure!(line.detail.ends_with("Content-Security-Policy: frame-src 'self'"), "{line:?}");
    ensure!(line.copies == [format!("frame-src 'self' {}", world.ucontact.origin())], "{line:?}");
    Ok(())
}

fn coep(world: &World) -> Result<()> {
    on_page(world, "/policy/coep", "label=x")?;
    let line = only(world, "PageIsolated", "uContact's administrator")?;
    ensure!(line.detail.ends_with("Cross-Origin-Embedder-Policy: require-corp"), "{line:?}");
    ensure!(line.copies == ["Cross-Origin-Embedder-Policy: require-corp"], "{line:?}");
    // If uContact agrees to be shown, nothing is wrong.
    let mut config = world.config();
    config["ucontact"]["url"] = world.ucontact.url(&[("coep", "1")]).into();
    world.configure(&config)?;
    expect(world, &[]).map(drop)
}

fn permission(world: &World) -> Result<()> {
    let mut config = world.config();
    config["sites"] = json!([{"pages": ["https://crm.acme.example/*"]}]);
    world.configure(&config)?;
    let lines = expect(world, &["AccessMissing", "NoPage"])?;
    let line = wrong(&lines)[0];
    ensure!(line.title.contains("https://crm.acme.example/*") && line.act == "Allow access", "{line:?}");
    Ok(())
}

fn microphone_refused(world: &World) -> Result<()> {
    on_page(world, "/with-softphone", "label=main")?;
    world.browser.set_microphone(&world.crm.origin(), "denied")?;
    let line = only(world, "MicrophoneRefused", "You")?;
    ensure!(
        line.title == format!("The microphone is blocked on {}", world.crm.origin().replace("http://", "")),
        "{line:?}"
    );
    world.browser.set_microphone(&world.crm.origin(), "prompt")?;
    let line = only(world, "MicrophoneAsks", "You")?;
    ensure!(line.act == "Allow the microphone", "{line:?}");
    page::asks_on_page(world)
}

/// Firefox does not know this header, and gives uContact the microphone anyway.
fn microphone_policy(world: &World) -> Result<()> {
    on_page(world, "/policy/no-microphone", "label=main")?;
    if world.browser.kind() == tests::driver::Kind::Firefox {
        return expect(world, &[]).map(drop);
    }
    let line = only(world, "MicrophoneForbidden", "The CRM's administrator")?;
    let better = format!("Permissions-Policy: microphone=(self \"{}\")", world.ucontact.origin());
    ensure!(line.copies == [better], "{line:?}");
    Ok(())
}

fn sandbox(world: &World) -> Result<()> {
    on_page(world, "/policy/sandbox", "label=boxed")?;
    let line = only(world, "PageSandboxed", "The CRM's administrator")?;
    ensure!(line.copies == ["sandbox allow-scripts allow-forms allow-same-origin"], "{line:?}");
    Ok(())
}

fn no_rule(world: &World) -> Result<()> {
    on_page(world, "/with-softphone", "label=main")?;
    world.ucontact.wait_ready("main")?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "fax", "1"))?;
    world.wait_interaction("g1", "without a rule", |i| i["record"]["state"] == "noRule")?;
    let line = only(world, "NoRule", "The person who set up this extension")?;
    ensure!(line.title.ends_with("(fax)") && line.act == "Settings", "{line:?}");
    // Once a rule applies again, nothing is wrong.
    world.ucontact.fire("main", &assigned("g2", "Ventas", "webchat", "7"))?;
    world.wait_opened("g2")?;
    expect(world, &[]).map(drop)
}

/// Logged out everywhere; then logged in in a tab, whose cookie does not reach a frame; then a message arrives, which
/// shows that the agent is logged in.
fn logged_out(world: &World) -> Result<()> {
    world.ucontact.require_login();
    let desk = on_page(world, "/with-softphone", "label=main")?;
    let line = only(world, "LoggedOut", "You")?;
    let host = world.ucontact.origin().replace("http://", "");
    ensure!(line.act == format!("Open {host}"), "{line:?}");
    let tab = world.browser.open(&world.ucontact.url(&[("label", "tab")]))?;
    world.browser.type_into(&tab, "[name=password]", "secret")?;
    world.browser.click(&tab, "#log-in")?;
    world.ucontact.wait_ready("tab")?;
    world.browser.navigate(&desk, &world.crm.url_with("/with-softphone", "label=main"))?;
    only(world, "SessionKeptOut", "uContact's administrator")?;
    world.ucontact.clear();
    world.browser.navigate(&desk, &world.crm.url_with("/with-softphone", "label=main"))?;
    world.ucontact.wait_ready("main")?;
    world.ucontact.fire("main", &language("en"))?;
    let lines = expect(world, &[])?;
    ensure!(lines.iter().any(|line| line.is("LoggedIn")), "{lines:?}");
    Ok(())
}

/// What a row of the page holds.
fn texts(row: &Value) -> Line {
    let text = |key: &str| row[key].as_str().unwrap_or_default().trim().to_owned();
    let copies = row["copies"].as_array().into_iter().flatten();
    Line {
        key: text("key"),
        state: text("state"),
        title: text("title"),
        detail: text("detail"),
        todo: text("todo"),
        who: text("who"),
        act: text("act"),
        copies: copies.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// The doctor looks by itself if uContact stays silent in the dock. The dock and the toolbar's button show that
/// something is wrong, and the dock leads to the doctor. Once uContact sends a message, all of this disappears.
fn by_itself(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "injected"), ("xfo", "DENY")]).into();
    world.configure(&config)?;
    let page = world.crm.url("/contacts");
    let tab = world.browser.open(&page)?;
    let dock = Dock::wait(world, &tab, &page)?;
    let shown = "[...root.querySelectorAll('.words')].some((b) => b.textContent === 'What is wrong?' && b.checkVisibility())";
    dock.until("it to say that something is wrong", shown)?;
    world.wait_badge("!")?;
    dock.picture(&picture(world, "wrong"))?;
    dock.click(".words:not([hidden])")?;
    let doctor = world.wait_tab(&format!("{}/doctor/doctor.html", world.browser.extension_origin()?))?;
    let lines = page::read(world, &doctor)?;
    ensure!(wrong(&lines).iter().any(|line| line.is("Refused")), "{lines:#?}");
    world.configure(&world.inject_config())?;
    world.ucontact.fire("injected", &assigned("guid-1", "Ventas", "webchat", "4711"))?;
    world.wait_badge("1")?;
    dock.until("it to say nothing of the kind", &format!("!{shown}"))
}
