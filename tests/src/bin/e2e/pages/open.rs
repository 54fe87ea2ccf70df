//! The extension's own pages open without a line on the console.

use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use tests::driver::{REST, eventually, target_dir};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[scenario("pages", pages)];

fn pages(world: &World) -> Result<()> {
    let folder = target_dir().join("screens");
    let kind = world.browser.kind().name();
    let shoot = |page: &str, when: &str, sizes: &[(&str, u32, u32)]| -> Result<()> {
        let tab = world.browser.open_extension(page)?;
        eventually(LIMIT, &format!("{page} to be filled"), || {
            let bare = world.browser.eval(
                &tab,
                "return [...document.querySelectorAll('.bone')].filter((b) => b.checkVisibility()).length",
                &[],
            )?;
            Ok((bare == 0).then_some(()))
        })?;
        let name = page.rsplit('/').next().unwrap_or(page).replace(".html", "");
        for (size, width, height) in sizes {
            for dark in [false, true] {
                world.browser.resize(&tab, *width, *height)?;
                world.browser.set_dark(&tab, dark)?;
                let scheme = if dark { "dark" } else { "light" };
                world.browser.eval(&tab, REST, &[])?;
                world
                    .browser
                    .screenshot(&tab, &folder.join(format!("{name}-{when}-{size}-{scheme}-{kind}.png")))?;
                let wider = world.browser.eval(
                    &tab,
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                    &[],
                )?;
                ensure!(wider == 0, "{page} ({when}, {size}) is {wider} pixels wider than its window");
            }
        }
        world.browser.close(&tab)
    };
    let popup: &[(&str, u32, u32)] = &[("wide", 400, 600)];
    let options: &[(&str, u32, u32)] = &[("narrow", 420, 900), ("wide", 1100, 900)];
    shoot("popup/popup.html", "new", popup)?;
    shoot("options/options.html", "new", options)?;
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "7"))?;
    world.wait_opened("g1")?;
    world.ucontact.fire("main", &assigned("g2", "ATC", "whatsapp", "01199123456"))?;
    world.wait_opened("g2")?;
    shoot("popup/popup.html", "connected", popup)?;
    shoot("options/options.html", "configured", options)?;
    let console = world.browser.console()?;
    ensure!(console.is_empty(), "the console was not quiet: {console:?}");
    Ok(())
}
