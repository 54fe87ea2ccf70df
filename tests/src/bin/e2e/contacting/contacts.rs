//! Numbers and addresses on a CRM's page: they can be contacted, and the page is unchanged.

mod keyboard;

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::dock::key;
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("contacts-links", links),
    scenario("contacts-in-text", in_text),
    scenario("contacts-card", card),
    scenario("contacts-in-a-dialog", in_a_dialog),
    scenario("contacts-by-keyboard", keyboard::by_keyboard),
    scenario("contacts-under-policies", under_policies),
    scenario("contacts-leave-the-page-alone", leave_the_page_alone),
    scenario("contacts-under-frameworks", under_frameworks),
];

/// The numbers that are marked in a page, sorted.
const MARKED: &str = "const list = []; \
    const add = (r) => { list.push(r.startContainer.data.slice(r.startOffset, r.endOffset)); }; \
    const page = window.wrappedJSObject ?? window; \
    page.CSS.highlights?.get('ucontact-bridge')?.forEach(globalThis.exportFunction?.(add, window) ?? add); \
    return list.sort()";

/// What is in view of `/numbers`, sorted.
pub const NUMBERS: [&str; 4] = ["+598 99 123 456", "2900 1234", "2901 2345", "29021234"];

pub fn config(world: &World, contacts: &str) -> Value {
    let mut config = world.config();
    config["sites"][0]["contacts"] = contacts.into();
    config["sites"][0]["region"] = "UY".into();
    config
}

/// Runs the body of an async function in the extension's own world of the page at an address.
pub fn look(world: &World, url: &str, script: &str) -> Result<Value> {
    let script = format!(
        "const [tab] = (await browser.tabs.query({{}})).filter((t) => t.url === arguments[0]); \
         const func = async () => {{ {script} }}; \
         const [found] = await browser.scripting.executeScript({{target: {{tabId: tab.id}}, func}}); \
         if (found.error) throw new Error(String(found.error)); \
         return found.result ?? null"
    );
    world.browser.in_extension(&script, &[json!(url)])
}

pub fn wait_marked(world: &World, url: &str, wanted: &[&str]) -> Result<()> {
    let mut last = Value::Null;
    eventually(LIMIT, "the marks", || {
        last = look(world, url, MARKED)?;
        Ok((last == json!(wanted)).then_some(()))
    })
    .with_context(|| format!("marked: {last}, wanted: {wanted:?}"))
}

/// The popup's form, in the window or the toolbar's popup that the browser has opened.
fn wait_form(world: &World, wanted: &Value) -> Result<()> {
    let popup = world.wait_tab(&format!("{}/popup/popup.html", world.browser.extension_origin()?))?;
    let script = "const value = (id) => document.getElementById(id).value; \
                  return [value('start-campaign'), value('start-channel'), value('start-client')]";
    let mut last = Value::Null;
    eventually(LIMIT, &format!("the form to be {wanted}"), || {
        last = world.browser.eval(&popup, script, &[])?;
        Ok((last == *wanted).then_some(()))
    })
    .with_context(|| format!("it is {last}"))?;
    world.browser.close(&popup)
}

/// A click on a link to a number or an address opens the form, filled in. A link that the CRM handles itself, and all
/// other links, are left alone; with `off`, all links are.
fn links(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("a", "Soporte", "whatsapp", "099123456"))?;
    world.wait_interaction("a", "to be known", |_| true)?;
    let url = world.crm.url("/numbers");
    let tab = world.browser.open(&url)?;
    world.wait_bridge(&url)?;
    for (link, channel, client) in [
        ("#tel", "telephony", "+59829031234"),
        ("#mail", "email", "ana@example.com"),
        ("#whatsapp", "whatsapp", "59899123456"),
    ] {
        world.browser.click(&tab, link)?;
        wait_form(world, &json!(["", channel, client])).with_context(|| link.to_owned())?;
    }
    world.browser.click(&tab, "#own")?;
    let own = world.browser.eval(&tab, "return document.body.dataset.own", &[])?;
    ensure!(own == "yes", "the CRM's own: {own}");
    // A click that a page's script makes is not a click: it is ignored, although a real one would be handled.
    let made_up = "return document.getElementById('tel').dispatchEvent(\
                   new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }))";
    ensure!(world.browser.eval(&tab, made_up, &[])? == true, "a click that the page made up was taken");
    world.browser.click(&tab, "#plain")?;
    world.crm.wait_navigation("/contacts")?;
    world.state()?;
    let popups = world.tabs_at(&format!("{}/popup/popup.html", world.browser.extension_origin()?))?;
    ensure!(popups.is_empty(), "a popup has opened");
    // With `off` the link is the browser's.
    world.configure(&config(world, "off"))?;
    let tab = world.browser.open(&url)?;
    world.wait_bridge(&url)?;
    let watch = "addEventListener('click', (e) => { document.body.dataset.prevented = e.defaultPrevented; e.preventDefault(); })";
    world.browser.eval(&tab, watch, &[])?;
    world.browser.click(&tab, "#tel")?;
    let prevented = world.browser.eval(&tab, "return document.body.dataset.prevented", &[])?;
    ensure!(prevented == "false", "prevented: {prevented}");
    Ok(())
}

/// Numbers in the text are marked, but not in fields or in numbers of other kinds. Changes of the page are followed.
/// A change of the settings takes effect at once, in pages that are open.
fn in_text(world: &World) -> Result<()> {
    let url = world.crm.url("/numbers");
    let tab = world.browser.open(&url)?;
    world.configure(&config(world, "text"))?;
    wait_marked(world, &url, &NUMBERS)?;
    // The page was open before: its style sheet has come, too.
    let script = "const s = getComputedStyle(document.documentElement, '::highlight(ucontact-bridge)'); \
                  return `${s.textDecorationLine} ${s.backgroundColor}`";
    eventually(LIMIT, "the marks' style", || {
        let style = look(world, &url, script)?;
        Ok(["underline", "11, 124, 144"].iter().any(|part| style.to_string().contains(part)).then_some(()))
    })?;
    let with = |more: &[&'static str]| {
        let mut all: Vec<&str> = NUMBERS.iter().chain(more).copied().collect();
        all.sort_unstable();
        all
    };
    let change = |script: &str| world.browser.eval(&tab, script, &[]);
    change("document.getElementById('late').append('Mobile: +55 11 91234-5678')")?;
    wait_marked(world, &url, &with(&["+55 11 91234-5678"]))?;
    change("document.getElementById('late').firstChild.data = 'Casa: 2410 1234 o 2410 5678'")?;
    wait_marked(world, &url, &with(&["2410 1234", "2410 5678"]))?;
    change("document.getElementById('late').firstChild.data = 'Pedido 2410'")?;
    wait_marked(world, &url, &NUMBERS)?;
    // First out of view, then in view.
    change(
        "const space = document.createElement('div'); space.style.height = '300vh'; \
         const low = document.createElement('p'); low.id = 'low'; low.textContent = 'Fax 2420 1234'; \
         document.querySelector('main').append(space, low)",
    )?;
    wait_marked(world, &url, &NUMBERS)?;
    change("document.getElementById('low').scrollIntoView()")?;
    wait_marked(world, &url, &["2420 1234"])?;
    change("document.getElementById('low').remove(); document.getElementById('prose').scrollIntoView()")?;
    wait_marked(world, &url, &NUMBERS)?;
    // Only in one part of the page.
    let mut narrow = config(world, "text");
    narrow["sites"][0]["contactsIn"] = json!(["table"]);
    world.configure(&narrow)?;
    wait_marked(world, &url, &["29021234"])?;
    world.configure(&config(world, "text"))?;
    wait_marked(world, &url, &NUMBERS)?;
    // A background that starts again loads the finder again.
    world.browser.kill_background()?;
    change("document.getElementById('late').textContent = 'Oficina 2430 1234'")?;
    wait_marked(world, &url, &with(&["2430 1234"]))?;
    // After an update of the extension the new copy of the script marks numbers, and the old one no longer does.
    world.browser.reload_extension()?;
    world.state()?;
    world.browser.activate(&tab)?;
    change("document.getElementById('late').textContent = 'Oficina 2440 1234'")?;
    wait_marked(world, &url, &with(&["2440 1234"]))?;
    world.configure(&config(world, "links"))?;
    wait_marked(world, &url, &[])
}

/// The card appears where the pointer rests on a number, leads to the form, closes by Escape, and is not in the page
/// before and after.
fn card(world: &World) -> Result<()> {
    let mut settings = config(world, "text");
    settings["ucontact"]["url"] = world.ucontact.url(&[("label", "main")]).into();
    world.configure(&settings)?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("a", "Ventas", "telephony", "29001234"))?;
    world.wait_interaction("a", "to be known", |_| true)?;
    let url = world.crm.url("/numbers");
    let tab = world.browser.open(&url)?;
    wait_marked(world, &url, &NUMBERS)?;
    hover(world, &tab, "#split")?;
    let buttons = wait_card(world, &url)?;
    ensure!(buttons[0] == "+59829012345", "{buttons}");
    ensure!(buttons.as_array().map(Vec::len) == Some(5), "{buttons}");
    for dark in [false, true] {
        world.ucontact.fire("main", &tests::simulator::theme(dark, "#336699"))?;
        let themed = format!("(await browser.storage.local.get('contacts')).contacts.dark === {dark}");
        eventually(LIMIT, "the theme", || {
            let told = world.browser.in_extension(&format!("return {themed}"), &[])?;
            Ok((told == true).then_some(()))
        })?;
        world.browser.activate(&tab)?;
        leave(world, &tab)?;
        wait_no_card(world, &url, "the card to go when the pointer leaves")?;
        hover(world, &tab, "#split")?;
        wait_card(world, &url)?;
        let kind = world.browser.kind().name();
        let name = format!("screens/contacts-card-{}-{kind}.png", if dark { "dark" } else { "light" });
        world.browser.screenshot(&tab, &target_dir().join(name))?;
    }
    let press = json!([{"type": "key", "id": "keys", "actions": [
        {"type": "keyDown", "value": key::ESCAPE}, {"type": "keyUp", "value": key::ESCAPE}]}]);
    world.browser.input(&tab, &press)?;
    wait_no_card(world, &url, "the card to go by Escape")?;
    leave(world, &tab)?;
    hover(world, &tab, "#split")?;
    wait_card(world, &url)?;
    let place = look(
        world,
        &url,
        &format!(
            "{CARD} const r = root.querySelectorAll('button')[1].getBoundingClientRect(); \
        return [r.x + r.width / 2, r.y + r.height / 2]"
        ),
    )?;
    let at = |n: usize| place[n].as_f64().unwrap_or_default().round() as i64;
    let click = json!([{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [
        {"type": "pointerMove", "duration": 0, "origin": "viewport", "x": at(0), "y": at(1)},
        {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]}]);
    world.browser.input(&tab, &click)?;
    wait_form(world, &json!(["", "whatsapp", "59829012345"]))?;
    wait_no_card(world, &url, "the card to go when it has been used")
}

/// The card's `root`, in the extension's own world.
pub const CARD: &str = "const host = document.querySelector('[data-ucontact-bridge-card]'); \
    const root = host && (host.openOrClosedShadowRoot ?? globalThis.chrome.dom.openOrClosedShadowRoot(host)); ";

/// While a modal dialog is open, nothing outside it takes a click.
fn in_a_dialog(world: &World) -> Result<()> {
    world.configure(&config(world, "text"))?;
    let url = world.crm.url("/numbers");
    let tab = world.browser.open(&url)?;
    wait_marked(world, &url, &NUMBERS)?;
    let open = "document.body.insertAdjacentHTML('beforeend', '<dialog>Call <b id=inside>+598 2900 4455</b>, ext. 7</dialog>'); \
                document.querySelector('dialog').showModal()";
    world.browser.eval(&tab, open, &[])?;
    eventually(LIMIT, "the number to be marked", || {
        let marked = look(world, &url, MARKED)?;
        Ok(marked.as_array().is_some_and(|all| all.contains(&json!("+598 2900 4455"))).then_some(()))
    })?;
    hover(world, &tab, "#inside")?;
    wait_card(world, &url)?;
    let takes = format!(
        "{CARD} const place = root.querySelector('button').getBoundingClientRect(); \
         return document.elementFromPoint(place.x + 5, place.y + 5) === root.host"
    );
    ensure!(look(world, &url, &takes)? == true, "the card takes no click");
    leave(world, &tab)?;
    wait_no_card(world, &url, "the card to go")
}

pub fn wait_card(world: &World, url: &str) -> Result<Value> {
    let script =
        format!("{CARD} return root && [...root.querySelectorAll('b, button')].map((e) => e.textContent)");
    eventually(LIMIT, "the card", || {
        let found = look(world, url, &script)?;
        Ok((!found.is_null()).then_some(found))
    })
}

pub fn wait_no_card(world: &World, url: &str, what: &str) -> Result<()> {
    eventually(LIMIT, what, || {
        let there = look(world, url, "return !!document.querySelector('[data-ucontact-bridge-card]')")?;
        Ok((there == false).then_some(()))
    })
}

pub fn hover(world: &World, tab: &Tab, selector: &str) -> Result<()> {
    let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); \
                  return [r.x + r.width / 2, r.y + r.height / 2]";
    let place = world.browser.eval(tab, script, &[json!(selector)])?;
    let at = |n: usize| place[n].as_f64().unwrap_or_default().round() as i64;
    point(world, tab, at(0), at(1))
}

pub fn leave(world: &World, tab: &Tab) -> Result<()> {
    point(world, tab, 5, 5)
}

/// Two moves, because a move to where the pointer is already is not a move.
fn point(world: &World, tab: &Tab, x: i64, y: i64) -> Result<()> {
    let to =
        |x: i64, y: i64| json!({"type": "pointerMove", "duration": 0, "origin": "viewport", "x": x, "y": y});
    let moves = json!([{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
                        "actions": [to(x + 1, y), to(x, y)]}]);
    world.browser.input(tab, &moves)
}

/// On pages that forbid wasm, styles and everything else.
fn under_policies(world: &World) -> Result<()> {
    world.configure(&config(world, "text"))?;
    for policy in ["script-self", "default-none", "trusted-types"] {
        let url = world.crm.url(&format!("/policy/{policy}?bare=1&numbers=1"));
        let tab = world.browser.open(&url)?;
        world.browser.eval(&tab, "document.getElementById('phone').scrollIntoView()", &[])?;
        eventually(LIMIT, "the number to be marked", || {
            let marked = look(world, &url, MARKED)?;
            Ok(marked.as_array().is_some_and(|all| all.contains(&json!("+598 2900 7788"))).then_some(()))
        })
        .with_context(|| policy.to_owned())?;
        hover(world, &tab, "#phone")?;
        wait_card(world, &url).with_context(|| policy.to_owned())?;
        world.browser.close(&tab)?;
    }
    Ok(())
}

/// The page is the same as without the extension, byte by byte.
fn leave_the_page_alone(world: &World) -> Result<()> {
    let url = world.crm.url("/numbers");
    let script = "return document.documentElement.outerHTML";
    world.configure(&config(world, "off"))?;
    let tab = world.browser.open(&url)?;
    world.wait_bridge(&url)?;
    let without = world.browser.eval(&tab, script, &[])?;
    world.browser.close(&tab)?;
    world.configure(&config(world, "text"))?;
    let tab = world.browser.open(&url)?;
    wait_marked(world, &url, &NUMBERS)?;
    let with = world.browser.eval(&tab, script, &[])?;
    ensure!(with == without, "without:\n{without}\nwith:\n{with}");
    ensure!(with.as_str().is_some_and(|html| html.len() > 1_000), "{with}");
    Ok(())
}

/// Frameworks that render the page again lose nothing and throw nothing.
fn under_frameworks(world: &World) -> Result<()> {
    world.configure(&config(world, "text"))?;
    for way in ["plain", "react", "vue"] {
        let url = world.crm.url(&format!("/renders/{way}"));
        let tab = world.browser.open(&url)?;
        let rendered = eventually(LIMIT, "the rounds to be over", || {
            let told =
                world.browser.eval(&tab, "return document.documentElement.dataset.rendered ?? null", &[])?;
            Ok(told.as_str().map(str::to_owned))
        })?;
        let rendered: Value = serde_json::from_str(&rendered)?;
        ensure!(rendered["right"] == true && rendered["thrown"] == json!([]), "{way}: {rendered}");
        // What is there at the end is marked, and nothing that was there before.
        let text = world.browser.eval(&tab, "return [...document.querySelectorAll('#app li')].map((li) => li.textContent.split(': ')[1]).sort()", &[])?;
        let text: Vec<String> = serde_json::from_value(text)?;
        let wanted: Vec<&str> = text.iter().map(String::as_str).collect();
        ensure!(wanted.len() > 10, "{wanted:?}");
        wait_marked(world, &url, &wanted).with_context(|| way.to_owned())?;
        world.browser.close(&tab)?;
    }
    let console = world.browser.console()?;
    ensure!(console.is_empty(), "the console was not quiet: {console:?}");
    Ok(())
}
