//! Rules that ask the CRM which record it is: against a real Creme, and against a server that fails in the middle.

use crate::records::creme::{log_in, start as start_creme, wait_contact};
use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::creme::{Creme, NONE, ONE, SEVERAL};
use tests::driver::{Tab, eventually, target_dir};
use tests::front::{Front, Mood};
use tests::servers::Then;
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("lookup-creme", lookup_creme),
    scenario("lookup-signed-out", lookup_signed_out),
    scenario("lookup-mid-answer", lookup_mid_answer),
    scenario("lookup-killed", lookup_killed),
];

/// How long an agent may have to wait for an error.
const WITHIN: Duration = Duration::from_secs(6);

/// The documented rule, for this Creme; its lookup goes to `asked`.
fn configure(world: &World, creme: &Creme, asked: &str) -> Result<()> {
    let docs = include_str!("../../../../../docs/configuration.md");
    let (_, section) = docs.split_once("### Lookups").context("the section about lookups")?;
    let (_, rest) = section.split_once("```json\n").context("the example")?;
    let (rule, _) = rest.split_once("```").context("the example's end")?;
    let mut rule: Value = serde_json::from_str(&rule.replace("https://crm.acme.example", &creme.origin()))?;
    let url = rule["lookup"]["url"].as_str().context("no url")?.replace(&creme.origin(), asked);
    rule["lookup"]["url"] = url.into();
    let mut config = world.config();
    config["rules"] = json!([rule]);
    config["open"] = "tab".into();
    world.configure(&config)
}

/// A Creme, and a front before it that answers the lookups. The agent is logged in, in the tab that is returned.
fn desk(world: &World) -> Result<(Creme, Front, Tab)> {
    let creme = start_creme()?;
    let front = Front::start(creme.port())?;
    configure(world, &creme, front.url("").trim_end_matches('/'))?;
    let tab = world.browser.open(&creme.login_url("/persons/contacts"))?;
    log_in(world, &tab, &creme.url("/persons/contacts"))?;
    world.open_desk()?;
    Ok((creme, front, tab))
}

fn call(world: &World, guid: &str, phone: &str) -> Result<()> {
    world.ucontact.fire("main", &assigned(guid, "Ventas", "telephony", phone)).map(drop)
}

/// Waits until the lookup has this outcome, and returns the interaction.
fn wait_outcome(world: &World, guid: &str, outcome: &str) -> Result<Value> {
    world.wait_interaction(guid, &format!("to be looked up: {outcome}"), |i| {
        i["lookup"]["outcome"]["outcome"] == outcome
    })
}

/// What the journal has about the lookup of an interaction, once its entry is done.
fn journal(world: &World, guid: &str) -> Result<Value> {
    let key = format!("assignedInteraction:{guid}");
    let journal = world.wait_journal_done()?;
    let entry = journal.iter().find(|entry| entry["key"] == key);
    Ok(entry.with_context(|| format!("no {key} in {journal:?}"))?["lookup"].clone())
}

/// A text of the catalogue as the browser fills it in.
fn message(world: &World, key: &str, argument: &str) -> Result<String> {
    let args = [json!(key), json!(argument)];
    let text =
        world.browser.in_extension("return browser.i18n.getMessage(arguments[0], [arguments[1]])", &args)?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// A part of an interaction's row in the popup, once `wanted` accepts it.
fn wait_row(world: &World, popup: &Tab, guid: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
    let script = "const row = [...document.querySelectorAll('[data-guid]')]\
                    .find((row) => row.dataset.guid === arguments[0]); return row ? row.innerText : ''";
    let mut seen = String::new();
    eventually(LIMIT, &format!("the popup's row of {guid}"), || {
        let text = world.browser.eval(popup, script, &[json!(guid)])?;
        seen = text.as_str().unwrap_or_default().to_owned();
        Ok(wanted(&seen).then(|| seen.clone()))
    })
    .with_context(|| format!("it says {seen:?}"))
}

/// Clicks what this selector finds in an interaction's row.
fn click(world: &World, popup: &Tab, guid: &str, selector: &str) -> Result<()> {
    let script = "const row = [...document.querySelectorAll('[data-guid]')]\
                    .find((row) => row.dataset.guid === arguments[0]); \
                  const found = row?.querySelector(arguments[1]); found?.click(); return Boolean(found)";
    let clicked = world.browser.eval(popup, script, &[json!(guid), json!(selector)])?;
    ensure!(clicked == true, "no {selector} in the row of {guid}");
    Ok(())
}

fn notifications(world: &World) -> Result<Vec<String>> {
    let all = world
        .browser
        .in_extension("return browser.notifications.getAll().then((all) => Object.keys(all))", &[])?;
    Ok(all.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect())
}

/// None, one and several: each opens what the documented rule says, by Creme's own JSON search.
fn lookup_creme(world: &World) -> Result<()> {
    let (creme, front, _) = desk(world)?;
    call(world, "one", ONE)?;
    ensure!(world.wait_opened("one")? == "tab");
    let record = wait_contact(world, &creme, &creme.contacts.one)?;
    ensure!(journal(world, "one")? == json!({"outcome": "one"}), "{}", journal(world, "one")?);
    world.browser.close(&record)?;

    call(world, "none", NONE)?;
    world.wait_opened("none")?;
    let search = creme.url("/creme_core/search?search=%2B59893456789");
    world.browser.close(&world.wait_tab(&search)?)?;
    ensure!(journal(world, "none")? == json!({"outcome": "none"}));

    let before = world.browser.tabs()?.len();
    call(world, "several", SEVERAL)?;
    let found = wait_outcome(world, "several", "many")?;
    ensure!(found["record"]["state"] == "choose", "{found}");
    let mut expected: Vec<Value> = creme
        .contacts
        .several
        .iter()
        .map(|contact| {
            let url = creme.url(&format!("/persons/contact/{}", contact.id));
            json!({"label": contact.name, "url": url})
        })
        .collect();
    let mut offered = found["lookup"]["matches"].as_array().cloned().unwrap_or_default();
    for list in [&mut offered, &mut expected] {
        list.sort_by_key(|found| found["url"].to_string());
    }
    ensure!(offered == expected, "offered {offered:?}, not {expected:?}");
    eventually(LIMIT, "the notification", || Ok((notifications(world)? == ["choose:several"]).then_some(())))
        .with_context(|| format!("notifications: {:?}", notifications(world)))?;
    ensure!(world.browser.tabs()?.len() == before, "opened before the choice");
    // A record that was not offered is not opened.
    for url in [creme.url("/persons/contact/1"), world.other.url(&[]), "javascript:alert(1)".to_owned()] {
        world.request(&json!({"request": "choose", "guid": "several", "url": url}))?;
    }
    let state = world.wait_interaction("several", "to be there", |_| true)?;
    ensure!(state["record"]["state"] == "choose", "{state}");
    ensure!(world.browser.tabs()?.len() == before, "opened what was not offered");

    let popup = world.browser.open_extension("popup/popup.html")?;
    let [first, second] = &*creme.contacts.several else { anyhow::bail!("not two contacts") };
    wait_row(world, &popup, "several", |row| row.contains(&first.name) && row.contains(&second.name))?;
    let kind = world.browser.kind().name();
    world
        .browser
        .screenshot(&popup, &target_dir().join(format!("screens/popup-lookup-choose-{kind}.png")))?;
    let address = creme.url(&format!("/persons/contact/{}", second.id));
    click(world, &popup, "several", &format!("[data-url=\"{address}\"]"))?;
    wait_contact(world, &creme, second)?;
    world.wait_opened("several")?;
    eventually(LIMIT, "the notification to go", || Ok(notifications(world)?.is_empty().then_some(())))?;
    ensure!(journal(world, "several")? == json!({"outcome": "many"}));

    // Three events, three questions, and nothing of an answer in the journal.
    let asked = front.server().requests();
    ensure!(asked.len() == 3, "asked {} times: {asked:#?}", asked.len());
    ensure!(asked.iter().all(|r| r.get("value").starts_with("+5989")), "{asked:#?}");
    let journal = Value::from(world.journal()?).to_string();
    ensure!(!journal.contains("Ledesma") && !journal.contains("/persons/"), "{journal}");
    // Creme writes to the console, but nothing about clients.
    let console = world.browser.console()?;
    let tells = |text: &str| ["Ledesma", "Etcheverry", "2345678"].iter().any(|word| text.contains(word));
    ensure!(!console.iter().any(|line| tells(&line.text)), "the console tells of clients: {console:?}");
    Ok(())
}

/// Nobody is logged in: the popup says so, and the page for no match opens, which leads to the login. After the
/// login, "try again" works.
fn lookup_signed_out(world: &World) -> Result<()> {
    let creme = start_creme()?;
    configure(world, &creme, &creme.origin())?;
    // Logged out, and not only without a session: an earlier scenario's session would be valid for this Creme, too.
    let tab = world.browser.open(&creme.login_url("/persons/contacts"))?;
    log_in(world, &tab, &creme.url("/persons/contacts"))?;
    let leave = "const token = document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? \
                   document.cookie.match(/csrftoken=(\\w+)/)?.[1]; \
                 const left = await fetch('/creme_logout/', {method: 'POST', headers: {'X-CSRFToken': token}}); \
                 return left.url";
    let left = world.browser.eval(&tab, leave, &[])?;
    ensure!(left.as_str().is_some_and(|url| url.contains("/creme_login")), "logging out led to {left}");
    world.browser.close(&tab)?;
    world.open_desk()?;
    call(world, "out", ONE)?;
    let found = wait_outcome(world, "out", "failed")?;
    ensure!(found["lookup"]["outcome"]["why"] == json!({"failure": "signedOut"}), "{found}");
    ensure!(found["lookup"]["home"] == format!("{}/", creme.origin()), "{found}");
    let search = creme.url("/creme_core/search?search=%2B59891234567");
    let login = eventually(LIMIT, "Creme's login page", || {
        let tabs = world.browser.tabs()?;
        Ok(tabs.into_iter().find(|tab| tab.url.starts_with(&creme.url("/creme_login"))).map(|tab| tab.tab))
    })
    .with_context(|| format!("tabs: {:?}", world.browser.tabs()))?;
    let failed = json!({"outcome": "failed", "why": {"failure": "signedOut"}});
    ensure!(journal(world, "out")? == failed, "{}", journal(world, "out")?);

    let popup = world.browser.open_extension("popup/popup.html")?;
    let host = creme.origin().replace("http://", "");
    let text = message(world, "lookupSignedOut", &host)?;
    ensure!(text.contains(&host), "{text}");
    wait_row(world, &popup, "out", |row| row.contains(&text))?;
    let kind = world.browser.kind().name();
    world
        .browser
        .screenshot(&popup, &target_dir().join(format!("screens/popup-lookup-signed-out-{kind}.png")))?;
    log_in(world, &login, &search).context("from the login on to the page that was opened")?;
    click(world, &popup, "out", "[data-act=open]")?;
    wait_contact(world, &creme, &creme.contacts.one)?;
    world.wait_opened("out")?;
    eventually(LIMIT, "the journal to say how it ended", || {
        Ok((journal(world, "out")? == json!({"outcome": "one"})).then_some(()))
    })
}

/// The CRM stops in the middle of its answer: an error is shown soon, nothing is lost, and asking again works.
fn lookup_mid_answer(world: &World) -> Result<()> {
    let (creme, front, _) = desk(world)?;
    for (guid, then, failure, asked) in
        [("cut", Then::Cut, "network", 2), ("silence", Then::Silence, "timeout", 1)]
    {
        front.server().clear_requests();
        front.set(Mood::Half(then));
        let started = Instant::now();
        call(world, guid, ONE)?;
        let found = wait_outcome(world, guid, "failed")?;
        let took = started.elapsed();
        ensure!(took < WITHIN, "{guid}: the error came after {took:?}");
        println!("{:<9}        {guid}: the error came after {took:.1?}", world.browser.kind().name());
        let failed = json!({"outcome": "failed", "why": {"failure": failure}});
        ensure!(found["lookup"]["outcome"] == failed, "{guid}: {found}");
        ensure!(found["record"]["state"] == "nothing" && found["finished"].is_null(), "{guid}: {found}");
        ensure!(journal(world, guid)? == failed, "{guid}: {}", journal(world, guid)?);
        let requests = front.server().requests();
        ensure!(requests.len() == asked, "{guid}: asked {} times: {requests:#?}", requests.len());
        ensure!(
            world.tabs_at(&creme.url(&format!("/persons/contact/{}", creme.contacts.one.id)))?.is_empty()
        );

        front.set(Mood::Whole);
        let popup = world.browser.open_extension("popup/popup.html")?;
        let host = front.url("").replace("http://", "");
        let key = if failure == "network" { "lookupNetwork" } else { "lookupTimeout" };
        let text = message(world, key, &host)?;
        wait_row(world, &popup, guid, |row| row.contains(&text))?;
        click(world, &popup, guid, "[data-act=open]")?;
        world.wait_opened(guid)?;
        let record = wait_contact(world, &creme, &creme.contacts.one)?;
        eventually(LIMIT, "the journal to say how it ended", || {
            Ok((journal(world, guid)? == json!({"outcome": "one"})).then_some(()))
        })?;
        world.browser.close(&popup)?;
        world.browser.close(&record)?;
    }
    Ok(())
}

/// The background is stopped while the CRM is being asked: it asks once more, and one record opens, once.
fn lookup_killed(world: &World) -> Result<()> {
    let (creme, front, _) = desk(world)?;
    front.set(Mood::Half(Then::Silence));
    call(world, "killed", ONE)?;
    front.server().wait_request(LIMIT, "the lookup", |r| r.path.starts_with("/creme_core/search/light"))?;
    world.browser.kill_background()?;
    let open = world.journal()?;
    ensure!(open.len() == 1 && open[0]["done"].is_null(), "answered before the kill: {open:?}");
    front.set(Mood::Whole);
    world.state()?;
    world.wait_opened("killed")?;
    wait_contact(world, &creme, &creme.contacts.one)?;
    ensure!(journal(world, "killed")? == json!({"outcome": "one"}));
    // The same leg once more, and one more start, ask and open nothing.
    call(world, "killed", ONE)?;
    world.browser.kill_background()?;
    world.state()?;
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == 1, "{journal:?}");
    let asked = front.server().requests().len();
    ensure!(asked == 2, "asked {asked} times");
    wait_contact(world, &creme, &creme.contacts.one).map(drop)
}
