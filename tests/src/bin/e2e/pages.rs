//! The extension's own pages: they come up without a word on the console, and pictures of them are kept.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::{assigned, finished, language, theme};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[scenario("pages", pages), scenario("pages-in-three-languages", in_languages)];

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
                rest(world, &tab)?;
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

/// Brings a page into a state.
type Make = fn(&World, &Tab) -> Result<()>;

/// A page as it is shown in every language and both themes: its name, its address, and what makes it so.
const STATES: [(&str, &str, Make); 10] = [
    ("popup", "popup/popup.html", as_it_is),
    ("popup-found", "popup/popup.html", |world, tab| world.browser.type_into(tab, "#calls-search", "ventas")),
    ("popup-none", "popup/popup.html", |world, tab| world.browser.type_into(tab, "#calls-search", "nobody")),
    ("options", "options/options.html", as_it_is),
    ("options-json", "options/options.html", |world, tab| {
        world.browser.click(tab, "#json-toggle")?;
        world.browser.type_into(tab, "#text", "{")
    }),
    ("options-rule", "options/options.html", |world, tab| {
        world.browser.click(tab, "#rule-add")?;
        world.browser.click(tab, "#lookup-on")
    }),
    ("history", "history/history.html", as_it_is),
    ("panel", "panel/panel.html", |world, tab| {
        until(world, tab, "the message", "document.querySelector('#second').checkVisibility()")
    }),
    ("doctor", "doctor/doctor.html", as_it_is),
    ("welcome", "welcome/welcome.html", as_it_is),
];

/// Texts that do not fit into what they stand in: a button, a heading, a label that is cut off or hangs over.
/// An example in an empty field may end in an ellipsis.
const CUT: &str = "
    return [...document.querySelectorAll('button, summary, h1, h2, h3, label, legend, .chip, .input')]
      .filter((e) => e.checkVisibility() && (e.localName === 'select' || getComputedStyle(e).textOverflow !== 'ellipsis'))
      .filter((e) => !e.matches('input, textarea, .visually-hidden, .visually-hidden *') && e.clientWidth > 0)
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => `${e.id || e.className}: ${e.textContent.trim().slice(0, 60)}`)
      .concat([...document.querySelectorAll('[data-i18n-placeholder]')].filter((e) => e.checkVisibility()).filter((e) => {
        const style = getComputedStyle(e);
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = style.font;
        const room = e.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
        return e.localName === 'input' && pen.measureText(e.placeholder).width > room + 1;
      }).map((e) => `${e.id}: the placeholder ${e.placeholder}`));";

/// Waits until no colour is on its way from one scheme to the other: half way, a button's text has its ground's.
fn rest(world: &World, tab: &Tab) -> Result<()> {
    let script = "const passing = (one) => one.effect?.getTiming().iterations !== Infinity; \
                  await Promise.all(document.getAnimations().filter(passing).map((one) => one.finished.catch(() => {})))";
    world.browser.eval(tab, script, &[]).map(drop)
}

fn as_it_is(_: &World, _: &Tab) -> Result<()> {
    Ok(())
}

fn until(world: &World, tab: &Tab, what: &str, script: &str) -> Result<()> {
    let script = format!("return !!({script})");
    eventually(LIMIT, what, || Ok((world.browser.eval(tab, &script, &[])? == true).then_some(())))
}

/// Every page in the three languages and both themes: nothing is cut off, and pictures are kept.
fn in_languages(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    config["open"] = "ask".into();
    world.configure(&config)?;
    let url = world.crm.url("/contacts");
    world.browser.open(&url)?;
    world.ucontact.wait_ready("injected")?;
    for (guid, channel, client) in
        [("a", "webchat", "7"), ("b", "whatsapp", "099123456"), ("c", "fax", "1"), ("d", "webchat", "8")]
    {
        world.ucontact.fire("injected", &assigned(guid, "Ventas", channel, client))?;
        world.wait_interaction(guid, "to be decided", |i| i["record"]["state"] != "opening")?;
    }
    for guid in ["b", "d"] {
        world.ucontact.fire("injected", &finished(guid))?;
    }
    let kind = world.browser.kind().name();
    let mut cut = Vec::new();
    for (name, page, make) in STATES {
        let tab = world.browser.open_extension(page)?;
        let bare = "![...document.querySelectorAll('.bone')].some((bone) => bone.checkVisibility())";
        until(world, &tab, &format!("{name} to be filled"), bare)?;
        make(world, &tab).context(name)?;
        let sizes: &[(&str, u32)] =
            if page.starts_with("popup") { &[("", 400)] } else { &[("-narrow", 420), ("", 1100)] };
        for code in ["en", "es", "pt"] {
            world.ucontact.fire("injected", &language(code))?;
            until(
                world,
                &tab,
                &format!("{name} to speak {code}"),
                &format!("document.documentElement.lang === '{code}'"),
            )?;
            for dark in [false, true] {
                let scheme = if dark { "dark" } else { "light" };
                world.ucontact.fire("injected", &theme(dark, "#0b7c90"))?;
                let worn = format!("document.documentElement.dataset.theme === '{scheme}'");
                until(world, &tab, &format!("{name} to be {scheme}"), &worn)?;
                // Narrow in one theme: the other has the same boxes.
                for (size, width) in sizes.iter().filter(|(size, _)| size.is_empty() || !dark) {
                    world.browser.resize(&tab, *width, 900)?;
                    let file = format!("screens/{code}-{name}{size}-{scheme}-{kind}.png");
                    rest(world, &tab)?;
                    world.browser.screenshot(&tab, &target_dir().join(file))?;
                    if !dark {
                        let found = world.browser.eval(&tab, CUT, &[])?;
                        let found = found.as_array().into_iter().flatten().filter_map(Value::as_str);
                        cut.extend(found.map(|text| format!("{code}, {name}{size}: {text}")));
                    }
                }
            }
        }
        world.browser.close(&tab)?;
    }
    ensure!(cut.is_empty(), "{} texts do not fit:\n{}", cut.len(), cut.join("\n"));
    Ok(())
}
