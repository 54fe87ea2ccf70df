//! Colours that nobody would choose for a text, but uContact's administrator may.

use super::accessibility::{OPTIONS, PANEL, POPUP, settle, until};
use super::axe::Axe;
use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use serde_json::Value;
use tests::dock::Dock;
use tests::driver::{Tab, target_dir};
use tests::simulator::{assigned, finished, theme};
use tests::world::World;

pub const ALL: &[Scenario] = &[scenario("hostile-colours", hostile_colours)];

const COLOURS: [&str; 5] = ["#ffff00", "#000000", "#ffffff", "#ff0000", "#808080"];

/// Whatever colour uContact takes, everything stays legible: in the popup, the settings, the panel and the dock.
fn hostile_colours(world: &World) -> Result<()> {
    let axe = Axe::read()?;
    world.configure(&world.inject_config())?;
    let url = world.crm.url("/contacts");
    let crm = world.browser.open(&url)?;
    world.ucontact.wait_ready("injected")?;
    let dock = Dock::wait(world, &crm, &url)?;
    // Rows in every tone; the live ones keep uContact in the dock, so that the panel has something to show.
    for (guid, channel, client) in [("a", "webchat", "7"), ("b", "whatsapp", "099123456"), ("c", "fax", "1")]
    {
        world.ucontact.fire("injected", &assigned(guid, "Ventas", channel, client))?;
        world.wait_interaction(guid, "to be decided", |i| i["record"]["state"] != "opening")?;
    }
    world.ucontact.fire("injected", &finished("b"))?;
    let pages = [POPUP, OPTIONS, PANEL].map(|page| -> Result<(&str, Tab)> {
        let tab = world.browser.open_extension(page)?;
        settle(world, &tab)?;
        Ok((page, tab))
    });
    let pages: Vec<(&str, Tab)> = pages.into_iter().collect::<Result<_>>()?;
    let mut found = Vec::new();
    for colour in COLOURS {
        for dark in [false, true] {
            let scheme = if dark { "dark" } else { "light" };
            let state = format!("{colour}, {scheme}");
            world.ucontact.fire("injected", &theme(dark, colour))?;
            for (page, tab) in &pages {
                let worn = format!(
                    "document.documentElement.dataset.theme === '{scheme}' && \
                     document.documentElement.style.getPropertyValue('--brand') === '{colour}'"
                );
                // In a tab behind others, Firefox does not finish a change of colours.
                world.browser.activate(tab)?;
                until(world, tab, &state, &worn)?;
                let seen = axe.run(world, tab)?;
                ensure!(seen["passes"].as_u64().is_some_and(|n| n > 10), "axe saw next to nothing: {seen}");
                let texts = seen["violations"].as_array().into_iter().flatten().filter_map(Value::as_str);
                found.extend(texts.map(|text| format!("{page}, {state}: {text}")));
                let name = page.split('/').next().unwrap_or(page);
                let kind = world.browser.kind().name();
                let picture = format!("screens/hostile-{name}-{}-{scheme}-{kind}.png", &colour[1..]);
                world.browser.screenshot(tab, &target_dir().join(picture))?;
            }
            world.browser.activate(&crm)?;
            dock.until(&state, &format!("getComputedStyle(host).colorScheme === '{scheme}'"))?;
            if let Err(error) = axe.run_in_dock(&dock, &state) {
                found.push(format!("dock: {error:#}"));
            }
            dock.picture(&target_dir().join(format!(
                "screens/hostile-dock-{}-{scheme}-{}.png",
                &colour[1..],
                world.browser.kind().name()
            )))?;
        }
    }
    ensure!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    Ok(())
}
