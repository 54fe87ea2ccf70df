//! With Creme CRM, a real one.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::sync::{Mutex, PoisonError};
use tests::creme::{Contact, Creme, LOGIN, PASSWORD};
use tests::driver::{Tab, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[scenario("creme", creme)];

/// One scenario at a time makes the project; each browser has its own server.
static SETTING_UP: Mutex<()> = Mutex::new(());

/// Starts Creme.
pub fn start() -> Result<Creme> {
    let _one = SETTING_UP.lock().unwrap_or_else(PoisonError::into_inner);
    Creme::start()
}

/// Fills in the login page that a tab shows, unless an earlier session has led past it already, and waits until the
/// tab is at the address.
pub fn log_in(world: &World, tab: &Tab, then: &str) -> Result<()> {
    let fill = "if (!document.querySelector('[name=password]')) return; \
                document.querySelector('[name=username]').value = arguments[0]; \
                document.querySelector('[name=password]').value = arguments[1]; \
                document.querySelector('[name=password]').form.requestSubmit();";
    world.browser.eval(tab, fill, &[json!(LOGIN), json!(PASSWORD)])?;
    eventually(LIMIT, "Creme to log us in", || Ok((!world.tabs_at(then)?.is_empty()).then_some(())))
}

/// Waits until a tab shows this contact's page.
pub fn wait_contact(world: &World, creme: &Creme, contact: &Contact) -> Result<Tab> {
    let record = world.wait_tab(&creme.url(&format!("/persons/contact/{}", contact.id)))?;
    let mut seen = json!(null);
    eventually(LIMIT, "the contact's page", || {
        seen = world.browser.eval(
            &record,
            "return document.readyState === 'complete' ? document.title + document.body.innerText : null",
            &[],
        )?;
        Ok(seen.as_str().is_some_and(|text| text.contains(&contact.name)).then_some(()))
    })
    .with_context(|| format!("looking for {:?} in {seen}", contact.name))?;
    Ok(record)
}

fn creme(world: &World) -> Result<()> {
    let creme = start()?;
    let tab = world.browser.open(&creme.login_url("/persons/contacts"))?;
    log_in(world, &tab, &creme.url("/persons/contacts"))?;

    let mut config = world.inject_config();
    config["sites"] =
        json!([{"name": "Creme", "pages": ["http://localhost/persons/contacts*"], "softphone": "inject"}]);
    config["rules"] =
        json!([{"when": {"channel": "webchat"}, "url": creme.url("/persons/contact/{clientId}")}]);
    world.configure(&config)?;
    world.ucontact.wait_ready("injected")?;
    let contact = &creme.contacts.one;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", &contact.id.to_string()))?;
    world.wait_opened("g1")?;
    let record = wait_contact(world, &creme, contact)?;
    ensure!(world.tabs_at(&creme.url("/persons/contacts"))? == [tab], "the tab with uContact was led away");
    world.browser.screenshot(
        &record,
        &tests::driver::target_dir().join(format!("screens/creme-{}.png", world.browser.kind().name())),
    )
}
