//! The numbers of a page without a pointer: from the popup's first key to uContact.

use super::{NUMBERS, config, wait_marked};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tests::dock::key;
use tests::driver::{Tab, eventually};
use tests::simulator::language;
use tests::world::{LIMIT, World};

/// What the popup lists: each number, and its name for a screen reader; `null` if it lists none.
const LISTED: &str = "const group = document.querySelector('#start-numbers'); \
    const name = (b) => [b.textContent, b.ariaLabel]; \
    return group.checkVisibility() ? [...group.querySelectorAll('button')].map(name) : null";

fn wait_listed(world: &World, popup: &Tab, wanted: &Value) -> Result<()> {
    let mut last = Value::Null;
    eventually(LIMIT, "the page's numbers in the popup", || {
        last = world.browser.eval(popup, LISTED, &[])?;
        Ok((last == *wanted).then_some(()))
    })
    .with_context(|| format!("listed: {last}"))
}

/// Presses keys, one after the other.
fn press(world: &World, tab: &Tab, keys: &str) -> Result<()> {
    let keys = keys
        .chars()
        .flat_map(|key| ["keyDown", "keyUp"].map(|what| json!({"type": what, "value": key.to_string()})));
    let keys: Vec<Value> = keys.collect();
    world.browser.input(tab, &json!([{"type": "key", "id": "keys", "actions": keys}]))
}

/// Presses Tab until the focused element has this name.
fn tab_to(world: &World, tab: &Tab, name: &str) -> Result<()> {
    for _ in 0..40 {
        press(world, tab, key::TAB)?;
        let script = "const { ariaLabel, id } = document.activeElement; return ariaLabel || id";
        if world.browser.eval(tab, script, &[])? == name {
            return Ok(());
        }
    }
    bail!("the keyboard does not come to {name}")
}

/// Those in view are in the popup, as the page writes them; one key press fills the form in, as the card's call
/// button does.
pub(super) fn by_keyboard(world: &World) -> Result<()> {
    world.configure(&config(world, "text"))?;
    world.open_desk()?;
    let url = world.crm.url("/numbers");
    world.browser.open(&url)?;
    wait_marked(world, &url, &NUMBERS)?;
    wait_told(world, NUMBERS.len())?;
    let named = |fill: &str| Value::from_iter(NUMBERS.map(|text| json!([text, format!("{fill} {text}")])));
    let popup = world.browser.open_extension("popup/popup.html")?;
    // The page names them in this very order.
    wait_listed(world, &popup, &named("Fill in"))?;
    tab_to(world, &popup, "Fill in 2901 2345")?;
    press(world, &popup, key::ENTER)?;
    let form = "const value = (id) => document.getElementById(id).value; \
                return [value('start-campaign'), value('start-channel'), value('start-client'), document.activeElement.id]";
    let filled = world.browser.eval(&popup, form, &[])?;
    ensure!(filled == json!(["", "telephony", "+59829012345", "start-campaign"]), "filled in: {filled}");
    press(world, &popup, &format!("Ventas{}", key::ENTER))?;
    let received = world.ucontact.wait_received("main", 1)?;
    let start = json!({"campaign": "Ventas", "channel": "telephony", "clientId": "+59829012345"});
    ensure!(received[0].data["data"] == start, "{received:?}");

    world.ucontact.fire("main", &language("es"))?;
    wait_listed(world, &popup, &named("Usar"))?;
    world.browser.close(&popup)?;
    world.ucontact.fire("main", &language("en"))?;

    // If the site does not allow it, or the page has no numbers, nothing is listed.
    wait_told(world, NUMBERS.len())?;
    world.configure(&config(world, "links"))?;
    nobody(world).context("on a site with links alone")?;
    world.configure(&config(world, "text"))?;
    wait_told(world, NUMBERS.len())?;
    world.browser.open(&world.crm.url("/busy"))?;
    nobody(world).context("on a page without numbers")
}

/// Waits until this many numbers of the page in front are returned.
fn wait_told(world: &World, wanted: usize) -> Result<()> {
    let mut last = Value::Null;
    eventually(LIMIT, &format!("{wanted} numbers of the page in front"), || {
        last = world.request(&json!({"request": "near"}))?["numbers"].take();
        Ok((last.as_array().map(Vec::len) == Some(wanted)).then_some(()))
    })
    .with_context(|| format!("told: {last}"))
}

/// No numbers are returned for the page in front, and the popup lists none.
fn nobody(world: &World) -> Result<()> {
    wait_told(world, 0)?;
    let popup = world.browser.open_extension("popup/popup.html")?;
    let listed = world.browser.eval(&popup, LISTED, &[])?;
    ensure!(listed.is_null(), "listed: {listed}");
    world.browser.close(&popup)
}
