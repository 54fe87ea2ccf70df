//! The history: kept for a number of days, searched, saved as a file, erased.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::{assigned, finished};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("history", history),
    scenario("history-for-days", for_days),
    scenario("history-of-thousands", thousands),
];

const PAGE: &str = "history/history.html";

fn open(world: &World) -> Result<Tab> {
    let tab = world.browser.open_extension(PAGE)?;
    wait(world, &tab, "the page to have read", "document.querySelector('#loading').hidden")?;
    Ok(tab)
}

fn wait(world: &World, tab: &Tab, what: &str, expression: &str) -> Result<()> {
    eventually(LIMIT, what, || {
        Ok((world.browser.eval(tab, &format!("return !!({expression})"), &[])? == true).then_some(()))
    })
    .with_context(|| {
        let text = world.browser.eval(tab, "return document.querySelector('main').innerText", &[]);
        format!("the page: {text:?}")
    })
}

/// The clients of the rows, from the top.
fn clients(world: &World, tab: &Tab) -> Result<Value> {
    let script = "return [...document.querySelectorAll('.row')].sort((a, b) => a.ariaPosInSet - b.ariaPosInSet) \
                  .map((row) => row.querySelector('[data-part=client]').textContent)";
    world.browser.eval(tab, script, &[])
}

fn wait_clients(world: &World, tab: &Tab, wanted: &Value) -> Result<()> {
    let mut last = Value::Null;
    eventually(LIMIT, &format!("the rows to be {wanted}"), || {
        last = clients(world, tab)?;
        Ok((last == *wanted).then_some(()))
    })
    .with_context(|| format!("they are {last}"))
}

/// What a button would save.
pub fn saved(world: &World, tab: &Tab, button: &str) -> Result<String> {
    let script = "const make = URL.createObjectURL; let saved; \
                  URL.createObjectURL = (blob) => { saved = blob.text(); return make.call(URL, blob); }; \
                  document.querySelector(arguments[0]).click(); URL.createObjectURL = make; return saved";
    let text = world.browser.eval(tab, script, &[button.into()])?;
    text.as_str().map(str::to_owned).with_context(|| format!("{button} saved {text}"))
}

fn history(world: &World) -> Result<()> {
    let mut config = world.config();
    config["open"] = "never".into();
    world.configure(&config)?;
    world.open_desk()?;
    for (guid, campaign, client) in [("a", "Ventas", "17"), ("b", "Soporte", "=1+1"), ("c", "Ventas", "42")] {
        world.ucontact.fire("main", &assigned(guid, campaign, "webchat", client))?;
        world.wait_interaction(guid, "to be known", |i| i["record"]["state"] == "known")?;
    }
    for guid in ["a", "b"] {
        world.ucontact.fire("main", &finished(guid))?;
        world.wait_interaction(guid, "to be over", |i| !i["finished"].is_null())?;
    }
    let popup = world.browser.open_extension("popup/popup.html")?;
    world.browser.click(&popup, "#calls-all")?;
    let tab = world.wait_tab(&format!("{}/{PAGE}", world.browser.extension_origin()?))?;
    wait_clients(world, &tab, &json!(["42", "=1+1", "17"]))?;
    for (dark, name) in [(false, "light"), (true, "dark")] {
        world.browser.set_dark(&tab, dark)?;
        let file = format!("screens/history-{name}-{}.png", world.browser.kind().name());
        world.browser.screenshot(&tab, &target_dir().join(file))?;
    }
    world.browser.set_dark(&tab, false)?;
    let csv = saved(world, &tab, "#csv")?;
    ensure!(csv.contains(",\"'=1+1\",b,") && csv.lines().count() == 4, "{csv}");
    let rows: Value = serde_json::from_str(&saved(world, &tab, "#json")?)?;
    ensure!(
        rows[1]["clientId"] == "=1+1" && rows[2]["outcome"] == "known" && rows[0]["finished"].is_null(),
        "{rows}"
    );
    // The search works on the rest as well, and saves only what it found.
    world.browser.type_into(&tab, "#search", "ventas")?;
    wait_clients(world, &tab, &json!(["42", "17"]))?;
    ensure!(saved(world, &tab, "#csv")?.lines().count() == 3, "more was saved than was found");
    world.browser.click(&tab, ".row [data-part=why]")?;
    wait(
        world,
        &tab,
        "why",
        "document.querySelector('#why-dialog').open && document.querySelectorAll('#why-lines li').length === 3",
    )?;
    world.browser.click(&tab, "#why-close")?;
    // A live interaction is not erased, and does not pop again.
    world.browser.eval(&tab, "document.querySelector('#search').value = ''", &[])?;
    world.browser.click(&tab, "#erase")?;
    world.browser.click(&tab, "#erase-yes")?;
    wait_clients(world, &tab, &json!(["42"]))?;
    let left = world.state()?["view"]["interactions"].take();
    ensure!(left.as_array().is_some_and(|left| left.len() == 1 && left[0]["guid"] == "c"), "{left}");
    let journal = world.browser.in_extension(&read("journal"), &[])?;
    ensure!(journal.as_array().is_some_and(|all| all.len() == 1), "{journal}");
    world.ucontact.fire("main", &finished("c"))?;
    wait(
        world,
        &tab,
        "the row to be over",
        "![...document.querySelectorAll('.row')][0].textContent.includes('live')",
    )
}

/// Reads all keys of a store.
fn read(store: &str) -> String {
    format!(
        "const db = await new Promise((yes, no) => {{ const r = indexedDB.open('ucontact-bridge'); r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error); }}); \
         const keys = await new Promise((yes) => {{ const r = db.transaction('{store}').objectStore('{store}').getAllKeys(); r.onsuccess = () => yes(r.result); }}); \
         db.close(); return keys"
    )
}

/// Puts interactions into the history, `days` days old; the first number is that of the first one.
pub fn put(world: &World, count: usize, days: &Value) -> Result<()> {
    let script = "const db = await new Promise((yes, no) => { const r = indexedDB.open('ucontact-bridge'); r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error); }); \
        const done = db.transaction('history', 'readwrite'); const store = done.objectStore('history'); const now = Date.now(); \
        for (const days of arguments[1]) for (let n = 0; n < arguments[0]; n++) { \
          const assigned = now - days * 864e5 - n; \
          store.put({guid: `old-${days}-${n}`, campaign: 'Ventas', channel: 'sms', clientId: `client ${days}-${n}`, assigned, \
                     finished: assigned + 60000, disposed: null, \
                     record: {state: 'known', url: `${arguments[2]}${days}-${n}`}}); } \
        await new Promise((yes) => (done.oncomplete = yes)); db.close();";
    let record = json!(world.crm.url("/contact/"));
    world.browser.in_extension(script, &[json!(count), days.clone(), record]).map(drop)
}

/// The admin's number of days applies from the moment it is saved.
fn for_days(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    put(world, 1, &json!([1, 6, 8, 31]))?;
    let mut config = world.config();
    let wait_kept = |wanted: Value| {
        let mut last = Value::Null;
        eventually(LIMIT, &format!("{wanted} to be kept"), || {
            last = world.browser.in_extension(&read("history"), &[])?;
            Ok((last == wanted).then_some(()))
        })
        .with_context(|| format!("kept are {last}"))
    };
    config["history"] = json!({"days": 7});
    world.configure(&config)?;
    wait_kept(json!(["old-1-0", "old-6-0"]))?;
    config["history"] = json!({"days": 1});
    world.configure(&config)?;
    wait_kept(json!([]))
}

/// Ten thousand: only the visible rows are in the page, and the end can be reached.
fn thousands(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    put(world, 10_000, &json!([2]))?;
    let tab = open(world)?;
    wait(world, &tab, "all of them", "document.querySelector('#count').textContent.includes('10000')")?;
    let rows = "document.querySelectorAll('.row').length";
    wait(world, &tab, "few rows", &format!("{rows} > 5 && {rows} < 60"))?;
    world.browser.eval(
        &tab,
        "const list = document.querySelector('#list'); list.scrollTop = list.scrollHeight",
        &[],
    )?;
    wait(
        world,
        &tab,
        "the last row",
        "[...document.querySelectorAll('.row')].some((row) => row.ariaPosInSet === '10000' && row.textContent.includes('client 2-9999'))",
    )?;
    wait(world, &tab, "few rows still", &format!("{rows} < 60"))?;
    world.browser.type_into(&tab, "#search", "2-9999")?;
    wait_clients(world, &tab, &json!(["client 2-9999"]))
}
