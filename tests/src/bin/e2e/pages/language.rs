//! uContact's language on every surface, at once and remembered.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::dock::Dock;
use tests::driver::{Tab, eventually};
use tests::simulator::{language as spoken, theme};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[scenario("language", language)];

/// Each page, an element of it, and its text in English and in Spanish.
const PAGES: [(&str, &str, &str, &str); 7] = [
    ("popup/popup.html", "#start-title", "Start an interaction", "Iniciar una interacción"),
    ("options/options.html", "#rules-title", "Rules", "Reglas"),
    (
        "options/options.html",
        "#probe-result [data-part=text]",
        "The address answers.",
        "La dirección responde.",
    ),
    ("history/history.html", "h1", "History", "Historial"),
    ("panel/panel.html", "#first", "Go there", "Ir allí"),
    ("doctor/doctor.html", "#findings [data-state=good] [data-part=state]", "Good:", "Bien:"),
    ("welcome/welcome.html", "#done-title", "uContact Bridge is set up", "uContact Bridge está configurado"),
];

fn reads(world: &World, tab: &Tab, selector: &str, wanted: &str) -> Result<()> {
    let mut last = json!(null);
    eventually(LIMIT, &format!("{selector} to read {wanted:?}"), || {
        let script = "return document.querySelector(arguments[0])?.textContent.trim()";
        last = world.browser.eval(tab, script, &[json!(selector)])?;
        Ok((last == wanted).then_some(()))
    })
    .with_context(|| format!("it reads {last}"))
}

fn wears(world: &World, tab: &Tab, dark: bool, primary: &str) -> Result<()> {
    let wanted = json!([if dark { "dark" } else { "light" }, primary]);
    eventually(LIMIT, &format!("the page to be {wanted}"), || {
        let script = "const root = document.documentElement; \
                      return [root.dataset.theme, root.style.getPropertyValue('--brand')]";
        Ok((world.browser.eval(tab, script, &[])? == wanted).then_some(()))
    })
}

fn language(world: &World) -> Result<()> {
    world.configure(&world.inject_config())?;
    let url = world.crm.url("/contacts");
    let tab = world.browser.open(&url)?;
    world.ucontact.wait_ready("injected")?;
    let dock = Dock::wait(world, &tab, &url)?;
    // A live call keeps uContact where it is, so that the panel has something to show.
    world.ucontact.fire("injected", &tests::simulator::assigned("a", "Ventas", "webchat", "9"))?;
    world.wait_opened("a")?;
    let mut open = Vec::new();
    for (page, selector, english, _) in PAGES {
        let tab = world.browser.open_extension(page)?;
        if page != "panel/panel.html" {
            reads(world, &tab, selector, english)?;
        }
        open.push(tab);
    }
    let fold = |text: &str| format!("root.querySelector('button[aria-expanded]').ariaLabel === '{text}'");
    dock.until("the dock in English", &fold("Minimise"))?;
    world.ucontact.fire("injected", &spoken("es-UY"))?;
    for (tab, (_, selector, _, spanish)) in open.iter().zip(PAGES) {
        reads(world, tab, selector, spanish)?;
    }
    dock.until("the dock in Spanish", &fold("Minimizar"))?;
    // The theme follows in the same way.
    for (dark, primary) in [(true, "#d81b60"), (false, "#7e57c2")] {
        world.ucontact.fire("injected", &theme(dark, primary))?;
        for (tab, (page, ..)) in open.iter().zip(PAGES) {
            wears(world, tab, dark, primary).context(page)?;
        }
    }
    eventually(LIMIT, "the button in Spanish", || {
        let title = world.browser.in_extension("return browser.action.getTitle({})", &[])?;
        Ok(title.as_str().is_some_and(|title| title.ends_with("en curso")).then_some(()))
    })?;
    // Remembered: a page uses the language from its first moment, before any background answers.
    let popup = world.browser.open_extension("popup/popup.html")?;
    let lang = world.browser.eval(&popup, "return document.documentElement.lang", &[])?;
    ensure!(lang == "es", "it opened in {lang}");
    // For a language without a catalogue, the browser's own language is used.
    world.ucontact.fire("injected", &spoken("fr"))?;
    reads(world, &popup, "#start-title", "Start an interaction")?;
    dock.until("the dock in English again", &fold("Minimise"))
}
