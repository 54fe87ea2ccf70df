//! How the dock looks, under every kind of style, and that the page looks the same with it.

use super::axe::Axe;
use crate::phone::dock::{configure, loads, open, picture};
use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fs;
use tests::crm::STYLES;
use tests::dock::{Dock, key};
use tests::driver::eventually;
use tests::simulator::{assigned, finished, theme};
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("dock-under-styles", under_styles),
    scenario("dock-narrow-and-zoomed", narrow_and_zoomed),
    scenario("dock-theme", follows_the_theme),
    scenario("dock-leaves-the-page-alone", leaves_the_page_alone),
    scenario("dock-accessible", accessible),
];

/// The dock keeps its own font and size, is inside the window, and the mouse can reach it.
fn is_usable(world: &World, dock: &Dock<'_>) -> Result<()> {
    let seen = dock.look(
        "const label = root.querySelector('.label'); const s = getComputedStyle(label); const r = host.getBoundingClientRect(); \
         return {size: s.fontSize, weight: s.fontWeight, case: s.textTransform, spacing: s.letterSpacing, colour: s.color, \
                 opacity: getComputedStyle(host).opacity, bar: root.querySelector('.bar').offsetHeight, \
                 inside: r.x >= 0 && r.y >= 0 && r.right <= innerWidth && r.bottom <= innerHeight, \
                 frame: root.querySelector('iframe').checkVisibility(), \
                 top: document.elementFromPoint(r.x + 40, r.y + 20) === host, backdrop: getComputedStyle(host, '::backdrop').display}",
        &[],
    )?;
    let wanted = json!({"size": "14px", "weight": "600", "case": "none", "spacing": "normal", "colour": "rgb(255, 255, 255)",
        "opacity": "1", "bar": 44, "inside": true, "frame": true, "top": true, "backdrop": "none"});
    ensure!(seen == wanted, "it is {seen}");
    let start = dock.rect()?;
    let (x, y) = dock.rect_of(".hold")?.middle();
    // Above a dialog of the page it is at the same place, and looks the same.
    let looks = "const r = root.querySelector('.bar').getBoundingClientRect(); const s = getComputedStyle(root.querySelector('.label')); \
                 return [r.toJSON(), root.querySelector('iframe').getBoundingClientRect().toJSON(), s.fontSize, s.color, s.direction]";
    let before = dock.look(looks, &[])?;
    let dialog =
        "const d = document.createElement('dialog'); d.id = 'above'; document.body.append(d); d.showModal()";
    world.browser.eval(&dock.tab, dialog, &[])?;
    dock.point((x, y))?;
    dock.until("to be above the dialog", "root.querySelector(':modal')")?;
    let above = dock.look(looks, &[])?;
    ensure!(above == before, "above a dialog it is {above}, and was {before}");
    world.browser.eval(&dock.tab, "document.getElementById('above').remove()", &[])?;
    dock.point((2.0, 2.0))?;
    dock.drag((x, y), &[(x - 60.0, y), (x - 120.0, y)])?;
    dock.wait_rect("to be moved by the mouse", |r| r.x == start.x - 120.0)?;
    dock.click("button[aria-expanded]")?;
    dock.wait_rect("to be minimised by the mouse", |r| r.height == 44.0)?;
    dock.press(&[key::ENTER])?;
    dock.wait_rect("to be open", |r| r.height > 44.0)?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

fn under_styles(world: &World) -> Result<()> {
    configure(world)?;
    for style in STYLES {
        let play = || -> Result<()> {
            world.ucontact.server().clear_requests();
            let dock = open(world, &format!("/styled/{style}"))?;
            world.browser.resize(&dock.tab, 1280, 800)?;
            dock.until(
                "the dock in its corner",
                "Math.abs(document.documentElement.clientWidth - 16 - host.getBoundingClientRect().right) < 1 || innerWidth - 16 === host.getBoundingClientRect().right",
            )?;
            dock.picture(&picture(world, style))?;
            is_usable(world, &dock)?;
            world.browser.in_extension("await browser.storage.local.remove(Object.keys(await browser.storage.local.get()).filter((k) => k.startsWith('dock:')))", &[])?;
            world.browser.close(&dock.tab)
        };
        play().with_context(|| format!("under the style {style:?}"))?;
    }
    Ok(())
}

/// 320 pixels wide, and at 200 %: inside the window, with all its buttons, and movable.
fn narrow_and_zoomed(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/contacts")?;
    world.browser.resize(&dock.tab, 320, 640)?;
    dock.wait_rect("to have the whole width", |r| r.x == 0.0 && r.width >= 300.0 && r.y >= 44.0)?;
    dock.until("all of its buttons", "[...root.querySelectorAll('.bar button')].filter((b) => b.checkVisibility()).every((b) => { \
        const r = b.getBoundingClientRect(); return r.x >= 0 && r.right <= innerWidth && r.width >= 24 && r.height >= 24 })")?;
    dock.picture(&picture(world, "320"))?;
    let before = dock.rect()?;
    let top = (before.x + before.width / 2.0, before.y + 2.0);
    dock.drag(top, &[(top.0, top.1 + 80.0), (top.0, top.1 + 160.0)])?;
    dock.wait_rect("to be lower", |r| r.height == before.height - 160.0)?;
    let (x, y) = dock.rect_of(".hold")?.middle();
    dock.drag((x, y), &[(x, y - 50.0), (x, y - 100.0)])?;
    dock.wait_rect("to be further up", |r| r.y == before.y + 60.0)?;
    dock.click("button[aria-expanded]")?;
    dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
    dock.picture(&picture(world, "320-minimised"))?;
    dock.press(&[key::ENTER])?;
    world.browser.resize(&dock.tab, 1280, 800)?;
    zoom(world, 2)?;
    eventually(LIMIT, "the page to be zoomed", || {
        Ok((dock.look("return innerWidth", &[])? == 640).then_some(()))
    })?;
    dock.wait_rect("to be within the window", |r| {
        r.x >= 0.0 && r.y >= 0.0 && r.x + r.width <= 640.0 && r.y + r.height <= 400.0 && r.width >= 280.0
    })?;
    dock.picture(&picture(world, "200-percent"))?;
    // The browser remembers the zoom for the host.
    zoom(world, 1)?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

fn zoom(world: &World, factor: u32) -> Result<()> {
    let script = "const [tab] = (await browser.tabs.query({})).filter((t) => t.url === arguments[0]); \
                  await browser.tabs.setZoom(tab.id, arguments[1])";
    world.browser.in_extension(script, &[json!(world.crm.url("/contacts")), json!(factor)]).map(drop)
}

/// uContact's theme, as it announces it; an invalid colour changes nothing.
fn follows_the_theme(world: &World) -> Result<()> {
    configure(world)?;
    let dock = open(world, "/contacts")?;
    let bar = "return [getComputedStyle(root.querySelector('.bar')).backgroundColor, getComputedStyle(host).colorScheme]";
    let first = dock.look(bar, &[])?;
    for (dark, primary, scheme) in [(false, "#d81b60", "light"), (true, "#7e57c2", "dark")] {
        world.ucontact.fire("injected", &theme(dark, primary))?;
        eventually(LIMIT, "the dock to follow", || {
            let now = dock.look(bar, &[])?;
            Ok((now[0] != first[0] && now[1] == scheme).then_some(()))
        })?;
        dock.picture(&picture(world, scheme))?;
    }
    let last = dock.look(bar, &[])?;
    world.ucontact.fire("injected", &theme(true, "red; } :host { display: none"))?;
    world.ucontact.fire("injected", &theme(true, "var(--x)"))?;
    world.ucontact.fire("injected", &assigned("after", "Ventas", "webchat", "9"))?;
    world.wait_interaction("after", "to be known", |i| i["record"]["state"] == "known")?;
    ensure!(dock.look(bar, &[])? == last, "a colour that is none was taken");
    // The note in another tab has the same colours.
    let url = world.crm.url("/contacts?second");
    let tab = world.browser.open(&url)?;
    let note = Dock::wait(world, &tab, &url)?;
    note.until(
        "the note, in the theme",
        "getComputedStyle(host).colorScheme === 'dark' && root.querySelector('.words').checkVisibility()",
    )?;
    note.picture(&picture(world, "note"))?;
    world.ucontact.fire("injected", &theme(false, "#d81b60"))?;
    note.until("the note to follow", "getComputedStyle(host).colorScheme === 'light'")
}

/// Every box of the page, and how far it scrolls.
const BOXES: &str = "
    const boxes = [...document.querySelectorAll('html, body, body *')].map((e) => {
      const r = e.getBoundingClientRect(); return [e.localName, r.x, r.y, r.width, r.height]; });
    const root = document.documentElement;
    return JSON.stringify([boxes, root.scrollWidth, root.scrollHeight, root.clientWidth, root.clientHeight])";

/// How many pixels of two pictures differ outside a rectangle.
const DIFFERENT: &str = "
    const pixels = async (text) => {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const map = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
      const canvas = new OffscreenCanvas(map.width, map.height);
      const context = canvas.getContext('2d', {willReadFrequently: true});
      context.drawImage(map, 0, 0);
      return context.getImageData(0, 0, map.width, map.height);
    };
    const [a, b, but] = [await pixels(arguments[0]), await pixels(arguments[1]), arguments[2]];
    if (a.width !== b.width || a.height !== b.height) return 'of another size';
    let different = 0;
    for (let y = 0; y < a.height; y++) for (let x = 0; x < a.width; x++) {
      if (but && x >= but[0] && x < but[2] && y >= but[1] && y < but[3]) continue;
      const i = (y * a.width + x) * 4;
      if (a.data[i] !== b.data[i] || a.data[i + 1] !== b.data[i + 1] || a.data[i + 2] !== b.data[i + 2]) different++;
    }
    return different;";

/// The page is the same with the dock and without: box by box everywhere, and pixel by pixel where the dock and its
/// shadow are not.
fn leaves_the_page_alone(world: &World) -> Result<()> {
    let url = world.crm.url("/contacts");
    let tab = world.browser.open(&url)?;
    world.browser.resize(&tab, 1280, 800)?;
    let dock = Dock::of(world, &tab, &url);
    let shoot = |name: &str| -> Result<Value> {
        let path = picture(world, name);
        dock.picture(&path)?;
        Ok(STANDARD.encode(fs::read(path)?).into())
    };
    let boxes = || world.browser.eval(&tab, BOXES, &[]);
    let (bare, bare_boxes) = (shoot("page-without")?, boxes()?);
    configure(world)?;
    world.ucontact.wait_ready("injected")?;
    dock.until("the dock", "root?.querySelector('iframe')?.checkVisibility()")?;
    ensure!(boxes()? == bare_boxes, "the dock moves the page");
    dock.click("button[aria-expanded]")?;
    let bar = dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
    // The pointer rests on nothing of the page.
    dock.drag((2.0, 700.0), &[])?;
    ensure!(boxes()? == bare_boxes, "the minimised dock moves the page");
    let minimised = shoot("page-with-minimised")?;
    let around = json!([bar.x - 40.0, bar.y - 40.0, bar.x + bar.width + 40.0, bar.y + bar.height + 40.0]);
    let different = world.browser.in_extension(DIFFERENT, &[bare.clone(), minimised, around])?;
    ensure!(different == 0, "{different} pixels of the page differ beside the minimised dock");
    world.configure(&world.config())?;
    dock.until("the dock to be gone", "!host")?;
    let closed = shoot("page-with-closed")?;
    ensure!(boxes()? == bare_boxes, "the closed dock moves the page");
    let different = world.browser.in_extension(DIFFERENT, &[bare, closed, Value::Null])?;
    ensure!(different == 0, "{different} pixels of the page differ where the dock is closed");
    Ok(())
}

/// axe-core in the extension's own world, which may look into the closed tree: the dock open, minimised, asking,
/// narrow, above a dialog of the page, reporting that something is wrong, and as a note.
fn accessible(world: &World) -> Result<()> {
    let axe = Axe::read()?;
    let look = |dock: &Dock<'_>, state: &str| axe.run_in_dock(dock, state);
    configure(world)?;
    let dock = open(world, "/contacts/dialogs")?;
    world.ucontact.fire("injected", &theme(false, "#ffee58"))?;
    dock.until("the light theme", "getComputedStyle(host).colorScheme === 'light'")?;
    look(&dock, "open, light")?;
    world.ucontact.fire("injected", &theme(true, "#ffee58"))?;
    dock.until("the dark theme", "getComputedStyle(host).colorScheme === 'dark'")?;
    look(&dock, "open, dark")?;
    let modal = |act: &str| {
        world.browser.eval(&dock.tab, &format!("document.getElementById('edit').{act}()"), &[]).map(drop)
    };
    modal("showModal")?;
    dock.point(dock.rect_of(".hold")?.middle())?;
    dock.until("the dock to be above", "root.querySelector(':modal')")?;
    dock.picture(&picture(world, "above"))?;
    look(&dock, "above a dialog")?;
    modal("close")?;
    dock.point((2.0, 600.0))?;
    world.browser.resize(&dock.tab, 320, 640)?;
    dock.wait_rect("to have the whole width", |r| r.x == 0.0 && r.width >= 300.0)?;
    look(&dock, "narrow")?;
    dock.click("button[aria-expanded]")?;
    dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
    look(&dock, "narrow, minimised")?;
    world.browser.resize(&dock.tab, 1280, 800)?;
    dock.wait_rect("to be beside the page", |r| r.x > 320.0)?;
    look(&dock, "minimised")?;
    world.ucontact.fire("injected", &assigned("a", "Ventas", "webchat", "9"))?;
    world.wait_interaction("a", "to be known", |i| i["record"]["state"] == "known")?;
    dock.click("button:nth-of-type(5)")?;
    dock.until("the question", "root.querySelector('.ask').checkVisibility()")?;
    dock.picture(&picture(world, "question"))?;
    look(&dock, "asking")?;
    world.browser.resize(&dock.tab, 320, 640)?;
    dock.wait_rect("to have the whole width", |r| r.x == 0.0 && r.width >= 300.0)?;
    look(&dock, "narrow, asking")?;
    let url = world.crm.url("/contacts?second");
    let tab = world.browser.open(&url)?;
    let note = Dock::wait(world, &tab, &url)?;
    note.until("the note", "root.querySelector('.words').checkVisibility()")?;
    look(&note, "a note")?;
    world.browser.resize(&tab, 320, 640)?;
    note.wait_rect("to be within the window", |r| r.x >= 0.0 && r.x + r.width <= 320.0)?;
    look(&note, "a note, narrow")?;
    world.browser.close(&tab)?;
    // While the interaction is live, new settings are not applied.
    world.ucontact.fire("injected", &finished("a"))?;
    says_what_is_wrong(world, &dock)?;
    look(&dock, "wrong, narrow")?;
    world.browser.resize(&dock.tab, 1280, 800)?;
    dock.wait_rect("to be beside the page", |r| r.x > 320.0)?;
    look(&dock, "wrong")
}

/// uContact refuses to be shown in this page from now on.
fn says_what_is_wrong(world: &World, dock: &Dock<'_>) -> Result<()> {
    let mut config = world.inject_config();
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "injected"), ("xfo", "DENY")]).into();
    world.configure(&config)?;
    dock.until(
        "it to say that something is wrong",
        "[...root.querySelectorAll('.words')].some((b) => b.textContent === 'What is wrong?' && b.checkVisibility())",
    )
}
