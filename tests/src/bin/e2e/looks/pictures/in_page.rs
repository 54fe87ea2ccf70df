//! What the extension shows in a CRM's page: the dock and the card over a number, each in its closed shadow tree.

use super::{Album, LOOK};
use crate::contacting::contacts;
use crate::phone::dock;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::dock::Dock;
use tests::driver::{REST, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub(super) fn in_pages(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    docked(&album)?;
    card(&album)?;
    album.close()
}

/// The dock, which follows uContact's language and theme while it is there.
fn show(album: &Album<'_>, dock: &Dock<'_>, label: &str, name: &str) -> Result<()> {
    let show = album.speak(
        label,
        |code| dock.until(code, &format!("host.lang === '{code}'")),
        |scheme| dock.until(scheme, &format!("getComputedStyle(host).colorScheme === '{scheme}'")),
        |code, scheme| {
            let found = dock.look(&format!("{REST} {LOOK}"), &[])?;
            album.note(code, name, &found);
            dock.picture(&album.file(code, name, scheme))
        },
    );
    show.with_context(|| name.to_owned())
}

fn docked(album: &Album<'_>) -> Result<()> {
    let world = album.world;
    dock::configure(world)?;
    let dock = dock::open(world, "/contacts")?;
    world.browser.resize(&dock.tab, 900, 640)?;
    show(album, &dock, "injected", "dock")?;
    dock.click("button[aria-expanded]")?;
    dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
    show(album, &dock, "injected", "dock-minimised")?;
    dock.click("button[aria-expanded]")?;
    dock.wait_rect("to be open", |r| r.height > 44.0)?;
    world.ucontact.fire("injected", &assigned("a", "Ventas", "webchat", "9"))?;
    world.wait_interaction("a", "to be known", |i| i["record"]["state"] == "known")?;
    dock.click("button:nth-of-type(5)")?;
    dock.until("the question", "root.querySelector('.ask').checkVisibility()")?;
    show(album, &dock, "injected", "dock-question")?;

    note(album, &dock)?;
    world.browser.close(&dock.tab)?;
    wrong(album)
}

/// What uContact has announced in these steps, by paths into the desk's view.
fn known(world: &World, what: &str, wanted: &Value) -> Result<()> {
    eventually(LIMIT, what, || Ok((world.state()?["view"].pointer(what) == Some(wanted)).then_some(())))
}

/// Another tab says where uContact is; it asks again each time that it comes to the front.
fn note(album: &Album<'_>, dock: &Dock<'_>) -> Result<()> {
    let world = album.world;
    let url = world.crm.url("/contacts?second");
    let tab = world.browser.open(&url)?;
    let note = Dock::wait(world, &tab, &url)?;
    world.browser.resize(&tab, 900, 640)?;
    album.speak(
        "injected",
        |code| known(world, "/language", &json!(code)),
        |scheme| known(world, "/theme/dark", &json!(scheme == "dark")),
        |code, scheme| {
            world.browser.activate(&dock.tab)?;
            world.browser.activate(&tab)?;
            note.until(
                "the note",
                &format!(
                    "host.lang === '{code}' && getComputedStyle(host).colorScheme === '{scheme}' && \
                     root.querySelector('.words').checkVisibility()"
                ),
            )?;
            album.note(code, "dock-note", &note.look(&format!("{REST} {LOOK}"), &[])?);
            note.picture(&album.file(code, "dock-note", scheme))
        },
    )?;
    world.browser.close(&tab)
}

/// Something is wrong: the last worker has found it, and uContact, loaded again, is silent.
fn wrong(album: &Album<'_>) -> Result<()> {
    let world = album.world;
    let dock = dock::open(world, "/contacts")?;
    world.browser.resize(&dock.tab, 900, 640)?;
    album.speak(
        "injected",
        |code| known(world, "/language", &json!(code)),
        |scheme| known(world, "/theme/dark", &json!(scheme == "dark")),
        |code, scheme| {
            let before = world.ucontact.newest("injected");
            // So that nothing is left that could send a message, and no worker that would check because of one.
            world.browser.navigate(&dock.tab, "about:blank")?;
            world.browser.kill_background()?;
            world.browser.in_extension("await browser.storage.session.set({ wrong: 'true' })", &[])?;
            world.browser.kill_background()?;
            world.browser.navigate(&dock.tab, &world.crm.url("/contacts"))?;
            world.ucontact.wait_newer("injected", before)?;
            let shown = "[...root.querySelectorAll('.words')].some((b) => b.checkVisibility())";
            dock.until("it to say that something is wrong", &format!("host.lang === '{code}' && {shown}"))?;
            album.note(code, "dock-wrong", &dock.look(LOOK, &[])?);
            dock.picture(&album.file(code, "dock-wrong", scheme))
        },
    )?;
    world.browser.close(&dock.tab)
}

/// The card is made anew each time, with the language and the theme of that moment.
fn card(album: &Album<'_>) -> Result<()> {
    let world = album.world;
    let mut config = contacts::config(world, "text");
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "main")]).into();
    world.configure(&config)?;
    world.open_desk()?;
    let url = world.crm.url("/numbers");
    let tab = world.browser.open(&url)?;
    world.browser.resize(&tab, 700, 640)?;
    contacts::wait_marked(world, &url, &contacts::NUMBERS)?;
    let known = |what: String, expression: String| {
        let script = format!(
            "const {{ contacts }} = await browser.storage.local.get('contacts'); return {expression}"
        );
        eventually(LIMIT, &what, || Ok((world.browser.in_extension(&script, &[])? == true).then_some(())))
    };
    album.speak(
        "main",
        |code| {
            let script = "const all = await (await fetch(browser.runtime.getURL(`_locales/${arguments[0]}/messages.json`))).json(); \
                          return all.contactCall.message";
            let call = world.browser.in_extension(script, &[json!(code)])?;
            let spoken = "contacts.texts[contacts.texts.indexOf('contactCall') + 1]";
            known(format!("the card to speak {code}"), format!("{spoken} === {call}"))
        },
        |scheme| known(format!("the card to be {scheme}"), format!("contacts.dark === {}", scheme == "dark")),
        |code, scheme| {
            world.browser.activate(&tab)?;
            contacts::leave(world, &tab)?;
            contacts::wait_no_card(world, &url, "the card to go when the pointer leaves")?;
            contacts::hover(world, &tab, "#split")?;
            contacts::wait_card(world, &url)?;
            let found = contacts::look(world, &url, &format!("{} {LOOK}", contacts::CARD))?;
            album.note(code, "card", &found);
            world.browser.screenshot(&tab, &album.file(code, "card", scheme))
        },
    )
}
