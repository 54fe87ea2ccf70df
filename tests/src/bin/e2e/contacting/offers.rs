//! Clients within reach: whose record is in front, in a link, in selected text; through the popup, the menu and the
//! keyboard.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("offer-the-record-in-front", record_in_front),
    scenario("offer-by-the-menu", by_the_menu),
    scenario("shortcuts", shortcuts),
];

/// The popup's form.
fn form(world: &World, popup: &Tab) -> Result<Value> {
    let script = "const value = (id) => document.getElementById(id).value; \
                  return [value('start-campaign'), value('start-channel'), value('start-other'), value('start-client'), \
                          document.activeElement.id]";
    world.browser.eval(popup, script, &[])
}

fn wait_form(world: &World, popup: &Tab, wanted: &Value) -> Result<()> {
    let mut last = Value::Null;
    eventually(LIMIT, &format!("the form to be {wanted}"), || {
        last = form(world, popup)?;
        Ok((last == *wanted).then_some(()))
    })
    .with_context(|| format!("it is {last}"))
}

/// The popup that the browser has opened as a separate window, instead of the toolbar's.
fn popup_window(world: &World) -> Result<Tab> {
    world.wait_tab(&format!("{}/popup/popup.html", world.browser.extension_origin()?))
}

/// The popup names the client whose record is in front; two clicks start an interaction with this client.
fn record_in_front(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.browser.open(&world.crm.url("/contact/17?tab=notes"))?;
    let popup = world.browser.open_extension("popup/popup.html")?;
    let offered = "const b = document.getElementById('start-here'); return b.checkVisibility() && b.textContent.includes('17')";
    eventually(LIMIT, "the client to be offered", || {
        Ok((world.browser.eval(&popup, offered, &[])? == true).then_some(()))
    })?;
    world.browser.screenshot(
        &popup,
        &target_dir().join(format!("screens/popup-offer-{}.png", world.browser.kind().name())),
    )?;
    world.browser.click(&popup, "#start-here")?;
    wait_form(world, &popup, &json!(["", "other", "webchat", "17", "start-campaign"]))?;
    world.browser.type_into(&popup, "#start-campaign", "Ventas")?;
    world.browser.click(&popup, "#start-send")?;
    let received = world.ucontact.wait_received("main", 1)?;
    let start = json!({"campaign": "Ventas", "channel": "webchat", "clientId": "17"});
    ensure!(received[0].data["data"] == start, "{received:?}");
    // A page that is nobody's record.
    world.browser.close(&popup)?;
    world.browser.open(&world.crm.url("/contacts"))?;
    let reply = world.request(&json!({"request": "offer"}))?;
    ensure!(reply["offer"].is_null(), "{reply}");
    Ok(())
}

/// A link's number, a selection, and the page's client; campaign and channel as they were the last time.
fn by_the_menu(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("a", "Soporte", "whatsapp", "099123456"))?;
    world.wait_interaction("a", "to be known", |_| true)?;
    let url = world.crm.url("/contact/17");
    world.browser.open(&url)?;
    for (info, wanted) in [
        (
            json!({"menuItemId": "link", "linkUrl": "tel:099-123-456"}),
            json!(["Soporte", "telephony", "", "099123456", "start-send"]),
        ),
        (
            json!({"menuItemId": "selection", "selectionText": " 099 123 456 "}),
            json!(["Soporte", "whatsapp", "", "099123456", "start-send"]),
        ),
        (
            json!({"menuItemId": "page", "pageUrl": url}),
            json!(["Soporte", "other", "webchat", "17", "start-send"]),
        ),
    ] {
        world.state()?;
        world.browser.choose_in_menu(&info, &url)?;
        let popup = popup_window(world)?;
        wait_form(world, &popup, &wanted).with_context(|| format!("{info}"))?;
        world.browser.close(&popup)?;
    }
    // Nothing starts before the agent presses Start.
    ensure!(world.ucontact.received("main").is_empty(), "{:?}", world.ucontact.received("main"));
    Ok(())
}

/// By keyboard: the client in front, the current record, uContact.
fn shortcuts(world: &World) -> Result<()> {
    let mut config = world.config();
    config["open"] = "never".into();
    world.configure(&config)?;
    let desk = world.open_desk()?;
    world.ucontact.fire("main", &assigned("a", "Ventas", "webchat", "17"))?;
    world.wait_interaction("a", "to be known", |i| i["record"]["state"] == "known")?;
    let front = world.crm.url("/contacts");
    let tab = world.browser.open(&front)?;
    world.browser.press_shortcut("open-record", &front)?;
    world.wait_opened("a")?;
    let _ = tab;
    let record = world.crm.url("/contact/17");
    world.wait_tab(&record)?;
    world.browser.press_shortcut("start-here", &record)?;
    let popup = popup_window(world)?;
    wait_form(world, &popup, &json!(["Ventas", "other", "webchat", "17", "start-send"]))?;
    world.browser.close(&popup)?;
    world.browser.press_shortcut("show-ucontact", &record)?;
    eventually(LIMIT, "uContact's tab to be in front", || {
        let visible = world.browser.eval(&desk, "return document.visibilityState", &[])?;
        Ok((visible == "visible").then_some(()))
    })
}
