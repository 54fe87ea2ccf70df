//! The dock while the page shows something modal, which makes everything else inert: the agent sees the dock and uses
//! it, the page's dialog keeps its own behaviour, and uContact is not loaded again.

use super::dock::{configure, loads, open, picture};
use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::dock::{Dock, Rect, key};
use tests::driver::{Kind, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("dock-above-dialogs", above_dialogs),
    scenario("dock-and-dialogs-keys", keys),
    scenario("dock-outlives-dialogs", outlives_dialogs),
    scenario("dock-in-full-screen", in_full_screen),
];

/// Whether the dock is the topmost dialog.
const ABOVE: &str = "return !!root.querySelector(':modal')";

/// The button that minimises it.
const FOLD: &str = "button[aria-expanded]";

fn page(world: &World) -> Result<Dock<'_>> {
    configure(world)?;
    open(world, "/contacts/dialogs")
}

/// Runs the body of a function in the page, with its elements by their ids.
fn run(world: &World, dock: &Dock<'_>, script: &str) -> Result<Value> {
    let ids = "edit, sure, save, menu, outside, component";
    let script =
        format!("const [{ids}] = '{ids}'.split(', ').map((id) => document.getElementById(id)); {script}");
    world.browser.eval(&dock.tab, &script, &[])
}

/// Where an element of the page is.
fn place(world: &World, dock: &Dock<'_>, selector: &str) -> Result<(f64, f64)> {
    let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); \
                  return [r.x + r.width / 2, r.y + r.height / 2]";
    let found = world.browser.eval(&dock.tab, script, &[json!(selector)])?;
    found[0].as_f64().zip(found[1].as_f64()).context("no place")
}

/// One click minimises the dock, another one opens it: nothing is above it, and nothing in it is inert.
fn works(dock: &Dock<'_>, when: &str) -> Result<()> {
    let fold = || -> Result<()> {
        dock.click(FOLD)?;
        dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
        dock.click(FOLD)?;
        dock.wait_rect("to be open", |r| r.height > 44.0).map(drop)
    };
    fold().with_context(|| when.to_owned())
}

/// The dock is where it was, under the root, and the page has its own focus again.
fn is_in_its_place(dock: &Dock<'_>, start: Rect) -> Result<()> {
    ensure!(dock.rect()? == start, "it went to {:?}", dock.rect()?);
    let script = "return host.parentElement === document.documentElement && root.querySelectorAll(':modal').length === 0";
    ensure!(dock.look(script, &[])? == true, "it is not where it was in the document");
    Ok(())
}

/// Beside an open dialog, and over it: dock and dialog both take one click each; uContact too.
fn above_dialogs(world: &World) -> Result<()> {
    let dock = page(world)?;
    let start = dock.rect()?;
    world.ucontact.fire("injected", &assigned("g1", "Ventas", "webchat", "9"))?;
    world.wait_interaction("g1", "to be known", |i| i["record"]["state"] == "known")?;
    let bar = colour(world, &dock, start)?;
    dock.drag(place(world, &dock, "#show-edit")?, &[])?;
    let open = "return document.activeElement.id";
    ensure!(run(world, &dock, open)? == "name", "the dialog is not open");
    ensure!(colour(world, &dock, start)? == bar, "the dialog's backdrop is over the dock");
    works(&dock, "beside a dialog")?;
    dock.drag(place(world, &dock, "#save")?, &[])?;
    ensure!(run(world, &dock, "return save.textContent")? == "Saved", "the dialog did not get its click");
    if world.browser.kind() == Kind::Chromium {
        // Firefox's driver cannot click in a frame of another process.
        let finish = finish(world, &dock)?;
        dock.point(finish)?;
        // A hand is not faster than this: Chromium learns with the next picture that the frame takes the pointer
        // again.
        dock.until("the dock to be above", "root.querySelector(':modal')")?;
        dock.drag(finish, &[])?;
        world.wait_interaction("g1", "to be finished", |i| !i["finished"].is_null())?;
    }
    // Now over the dialog.
    let (x, y) = dock.rect_of(".hold")?.middle();
    let dialog = place(world, &dock, "#edit")?;
    dock.drag((x, y), &[(x - 100.0, y), (dialog.0, y)])?;
    dock.wait_rect("to be moved", |r| r.x < start.x - 100.0)?;
    works(&dock, "over a dialog")?;
    dock.drag(dock.rect_of(".hold")?.middle(), &[(x - 100.0, y), (x, y)])?;
    dock.wait_rect("to be back", |r| r == start)?;
    // What the page drags over the dock, and a menu that its dialog opens there, belong to the page.
    dock.drag(dialog, &[(x, y)])?;
    ensure!(dock.look(ABOVE, &[])? == false, "the dock got in the way of a pointer that drags");
    dock.drag(place(world, &dock, "#more")?, &[])?;
    // A hand is not faster than the picture by which the browser learns where the pointer is.
    run(
        world,
        &dock,
        "await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))",
    )?;
    dock.point((x, y))?;
    ensure!(run(world, &dock, "return menu.matches(':popover-open')")? == true, "the menu was closed");
    run(world, &dock, "menu.hidePopover()")?;
    // A second dialog, opened by the first.
    dock.drag(place(world, &dock, "#show-sure")?, &[])?;
    ensure!(run(world, &dock, open)? == "yes", "the second dialog is not open");
    works(&dock, "beside a second dialog")?;
    // Closed by its own key, although the pointer rests on the dock.
    dock.point((2.0, 600.0))?;
    dock.point(dock.rect_of(".hold")?.middle())?;
    dock.until("the dock to be above", "root.querySelector(':modal')")?;
    dock.press(&[key::ESCAPE])?;
    let left = run(world, &dock, "return [edit.open, sure.open]")?;
    ensure!(left == json!([true, false]), "open are {left}");
    works(&dock, "beside the first dialog")?;
    run(world, &dock, "edit.close()")?;
    dock.drag((2.0, 600.0), &[])?;
    is_in_its_place(&dock, start)?;
    works(&dock, "after all dialogs")?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

/// What is typed goes where the agent clicked last, and never from a talk with the client into the record.
fn keys(world: &World) -> Result<()> {
    let dock = page(world)?;
    let typed = || run(world, &dock, "return document.getElementById('name').value");
    dock.drag(place(world, &dock, "#show-edit")?, &[])?;
    dock.press(&["a"])?;
    // The pointer rests on the dock.
    dock.point(dock.rect_of(".hold")?.middle())?;
    dock.press(&["b"])?;
    dock.press(&["c"])?;
    ensure!(typed()? == "abc", "the field of the dialog has {}", typed()?);
    // The agent is working in the dock, and the pointer leaves it by accident.
    let side = "button:nth-of-type(4)";
    dock.click(side)?;
    dock.until("the button to have the focus", &format!("root.activeElement?.matches('{side}')"))?;
    dock.point(place(world, &dock, "#save")?)?;
    dock.press(&["d"])?;
    ensure!(typed()? == "abc", "what was meant for the dock went into the dialog: {}", typed()?);
    // With the keyboard alone.
    dock.drag(place(world, &dock, "#name")?, &[])?;
    dock.press(&[key::F6])?;
    dock.until("the focus to be in the dock", "root.activeElement?.matches('.hold')")?;
    dock.press(&[key::ENTER])?;
    dock.wait_rect("to be minimised", |r| r.height == 44.0)?;
    dock.press(&[key::F6])?;
    dock.press(&["e"])?;
    ensure!(typed()?.as_str().is_some_and(|text| text.contains('e')), "the dialog has {}", typed()?);
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

/// Dialogs that the page removes from the document while they are open, and one in a component.
fn outlives_dialogs(world: &World) -> Result<()> {
    let dock = page(world)?;
    let start = dock.rect()?;
    run(world, &dock, "edit.showModal(); sure.showModal()")?;
    works(&dock, "beside two dialogs")?;
    // The pointer is on the dock.
    run(world, &dock, "sure.remove()")?;
    dock.point((2.0, 600.0))?;
    works(&dock, "beside the one that is left")?;
    run(world, &dock, "edit.remove()")?;
    dock.point((2.0, 600.0))?;
    is_in_its_place(&dock, start)?;
    works(&dock, "after both were removed")?;
    dock.drag(place(world, &dock, "#outside")?, &[])?;
    dock.press(&["x"])?;
    ensure!(run(world, &dock, "return outside.value")? == "x", "the page is inert");
    for round in ["first", "second"] {
        run(world, &dock, "component.shadowRoot.firstChild.showModal()")?;
        works(&dock, &format!("beside a component's dialog, for the {round} time"))?;
        run(world, &dock, "component.shadowRoot.firstChild.close()")?;
        dock.point((2.0, 600.0))?;
    }
    run(world, &dock, "component.shadowRoot.firstChild.showModal(); component.remove()")?;
    works(&dock, "after a component was removed")?;
    is_in_its_place(&dock, start)?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

/// An element in full screen is treated like a dialog.
fn in_full_screen(world: &World) -> Result<()> {
    let dock = page(world)?;
    let start = dock.rect()?;
    let full = |wanted: bool| {
        eventually(LIMIT, &format!("full screen: {wanted}"), || {
            let now = run(world, &dock, "return document.fullscreenElement?.id === 'board'")?;
            Ok((now == wanted).then_some(()))
        })
    };
    dock.drag(place(world, &dock, "#board")?, &[])?;
    full(true)?;
    dock.wait_rect("to be within the screen", |r| r.x > 0.0 && r.y >= 0.0)?;
    works(&dock, "in full screen")?;
    run(world, &dock, "return document.exitFullscreen()")?;
    full(false)?;
    dock.wait_rect("to be back in its place", |r| r == start)?;
    works(&dock, "after full screen")?;
    ensure!(loads(world) == 1, "uContact was loaded again");
    Ok(())
}

/// The colour of the dock's bar on the screen.
fn colour(world: &World, dock: &Dock<'_>, at: Rect) -> Result<Value> {
    use base64::Engine as _;
    let path = picture(world, "above");
    dock.picture(&path)?;
    let script = "const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0)); \
                  const map = await createImageBitmap(new Blob([bytes], {type: 'image/png'})); \
                  const context = new OffscreenCanvas(map.width, map.height).getContext('2d'); \
                  context.drawImage(map, 0, 0); return [...context.getImageData(arguments[1], arguments[2], 1, 1).data]";
    let text = base64::engine::general_purpose::STANDARD.encode(std::fs::read(path)?);
    // Between the bar's text and its buttons.
    world.browser.in_extension(script, &[text.into(), json!(at.x + at.width / 2.0), json!(at.y + 8.0)])
}

/// Where uContact's button to hang up is.
fn finish(world: &World, dock: &Dock<'_>) -> Result<(f64, f64)> {
    let script = "const [tab] = (await browser.tabs.query({})).filter((t) => t.url === arguments[0]); \
                  const func = () => { const r = document.getElementById('finish')?.getBoundingClientRect(); \
                    return r && [r.x + r.width / 2, r.y + r.height / 2]; }; \
                  const all = await browser.scripting.executeScript({target: {tabId: tab.id, allFrames: true}, func}); \
                  return all.map((one) => one.result).find(Boolean)";
    let found = world.browser.in_extension(script, &[json!(world.crm.url("/contacts/dialogs"))])?;
    let frame = dock.rect_of("iframe")?;
    let (x, y) = found[0].as_f64().zip(found[1].as_f64()).context("no button in uContact")?;
    Ok((frame.x + x, frame.y + y))
}
