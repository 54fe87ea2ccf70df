//! The doctor's page, read as a user reads it.

use super::texts;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::driver::{Kind, Tab, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

/// One finding as the page shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Begins with the name of the cause.
    pub key: String,
    pub state: String,
    pub title: String,
    pub detail: String,
    pub todo: String,
    pub who: String,
    pub act: String,
    pub copies: Vec<String>,
}

impl Line {
    pub fn is(&self, cause: &str) -> bool {
        self.key.split([' ', '{']).next() == Some(cause)
    }
}

const DOCTOR: &str = "doctor/doctor.html";

/// Opens the page, and reads it once the diagnosis is there.
pub fn diagnose(world: &World) -> Result<(Tab, Vec<Line>)> {
    let tab = world.browser.open_extension(DOCTOR)?;
    let lines = read(world, &tab)?;
    Ok((tab, lines))
}

/// Reads the page once the diagnosis is there.
pub fn read(world: &World, tab: &Tab) -> Result<Vec<Line>> {
    eventually(LIMIT, "the doctor to have looked", || {
        let script = "return !document.querySelector('#again').ariaDisabled && \
                      document.querySelector('#findings').children.length > 0";
        Ok((world.browser.eval(tab, script, &[])? == true).then_some(()))
    })?;
    let rows = world.browser.eval(tab, include_str!("page.js"), &[])?;
    Ok(rows.as_array().context("no rows")?.iter().map(texts).collect())
}

/// Those that are wrong or need action.
pub fn wrong(lines: &[Line]) -> Vec<&Line> {
    lines.iter().filter(|line| matches!(line.state.as_str(), "bad" | "warn")).collect()
}

/// Opens the page and requires that exactly these causes are wrong, each with what to do and who can do it. Then
/// closes the page.
pub fn expect(world: &World, causes: &[&str]) -> Result<Vec<Line>> {
    let (tab, lines) = diagnose(world)?;
    world.browser.close(&tab)?;
    let found = wrong(&lines);
    let as_told = found.len() == causes.len() && found.iter().zip(causes).all(|(line, cause)| line.is(cause));
    ensure!(
        as_told,
        "not {causes:?}: {found:#?}, beside {:?}",
        lines.iter().map(|l| &l.key).collect::<Vec<_>>()
    );
    for line in found {
        ensure!(!line.title.is_empty() && !line.todo.is_empty() && !line.who.is_empty(), "{line:?}");
    }
    Ok(lines)
}

/// Nothing is wrong and the page says so; the report has nothing about a client. The popup leads to the page.
pub fn well(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("guid-1", "Ventas", "webchat", "4711"))?;
    world.wait_opened("guid-1")?;
    let popup = world.browser.open_extension("popup/popup.html")?;
    let shown = "return document.querySelector('#status').dataset.tone === 'good' && \
                 document.querySelector('#status-doctor').hidden";
    eventually(LIMIT, "the popup to be well", || {
        Ok((world.browser.eval(&popup, shown, &[])? == true).then_some(()))
    })?;
    world.browser.click(&popup, "#doctor")?;
    let tab = world.wait_tab(&format!("{}/{DOCTOR}", world.browser.extension_origin()?))?;
    let lines = read(world, &tab)?;
    ensure!(lines.len() > 7 && lines.iter().all(|line| line.state == "good"), "{lines:#?}");
    let script = "return [document.querySelector('#verdict-text').textContent, document.querySelector('#report-text').textContent]";
    let said = world.browser.eval(&tab, script, &[])?;
    ensure!(said[0] == "All is well.", "{said}");
    let report = said[1].as_str().unwrap_or_default();
    for line in ["version: 0.", "browser: Mozilla/5.0", "[ok] Address: 127.0.0.1:", "[ok] Rules:"] {
        ensure!(report.contains(line), "{line} is not in {report}");
    }
    for secret in ["4711", "guid-1", "Ventas", "/contact", "with-softphone", "Desk"] {
        ensure!(!report.contains(secret), "{secret} is in {report}");
    }
    // The keyboard reaches the report.
    world.browser.eval(&tab, "document.querySelector('#copy').focus()", &[])?;
    world.browser.type_into(&tab, "#copy", "\u{e007}")?;
    eventually(LIMIT, "the report to be copied", || {
        let label = world.browser.eval(&tab, "return document.querySelector('#copy').textContent", &[])?;
        Ok((label == "Copied" || label == "Select the text to copy it").then_some(()))
    })
}

/// The page opens at the line of the microphone, whose button asks for it.
pub fn microphone(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let own = world.browser.extension_origin()?;
    for origin in [&own, &world.crm.origin()] {
        world.browser.set_microphone(origin, "denied")?;
    }
    world.browser.set_media(&own, "camera", "prompt")?;
    let tab = world.browser.open_extension(&format!("{DOCTOR}#microphone"))?;
    read(world, &tab)?;
    let focused = world.browser.eval(
        &tab,
        "const e = document.activeElement; return [e.dataset.part, e.closest('#microphone')?.dataset.key]",
        &[],
    )?;
    ensure!(focused[0] == "act" && focused[1].as_str().is_some_and(|k| k.contains("Panel")), "{focused}");
    let press = || world.browser.click(&tab, "#microphone [data-part=act]");
    press()?;
    until(world, &tab, "the refusal to be told", "document.querySelector('.answer:not(:empty)')")?;
    // The page has checked again by itself, after the refusal.
    until(world, &tab, "the doctor to have looked", "!document.querySelector('#again').ariaDisabled")?;
    world.browser.set_microphone(&own, "granted")?;
    press()?;
    until(
        world,
        &tab,
        "the microphone to be allowed",
        "document.querySelector('#microphone').dataset.key.startsWith('MicrophoneAllowed')",
    )?;
    // Nothing is wrong with the camera, and its button asks for it.
    let asks = "document.querySelector('[data-key=CameraAsks]')?.dataset.state === 'unknown'";
    until(world, &tab, "the camera to be told of", asks)?;
    world.browser.set_media(&own, "camera", "granted")?;
    world.browser.click(&tab, "[data-key=CameraAsks] [data-part=act]")?;
    until(world, &tab, "the camera to be allowed", "document.querySelector('[data-key=CameraAllowed]')")?;
    world.browser.set_media(&own, "camera", "prompt")?;
    for origin in [&own, &world.crm.origin()] {
        world.browser.set_microphone(origin, "prompt")?;
    }
    Ok(())
}

/// The button brings the CRM's page to the front, and the browser asks there. When the agent is back, the microphone
/// is allowed.
pub fn asks_on_page(world: &World) -> Result<()> {
    let (tab, _) = diagnose(world)?;
    world.browser.click(&tab, "#microphone [data-part=act]")?;
    let front = "const front = await browser.tabs.query({active: true, url: 'http://localhost/*'}); return front.length";
    eventually(LIMIT, "the CRM's page to be in front", || {
        Ok((world.browser.in_extension(front, &[])? == 1).then_some(()))
    })?;
    world.browser.set_microphone(&world.crm.origin(), "granted")?;
    // Firefox reports the tab's return a moment later, but only of a tab that was away. (In Chromium asking brings it
    // back.)
    if world.browser.kind() == Kind::Firefox {
        until(world, &tab, "the doctor to be hidden", "document.visibilityState === 'hidden'")?;
    }
    world.browser.activate(&tab)?;
    until(
        world,
        &tab,
        "the microphone to be allowed",
        "document.querySelector('#microphone').dataset.key.startsWith('MicrophoneAllowed')",
    )
}

fn until(world: &World, tab: &Tab, what: &str, script: &str) -> Result<()> {
    let script = format!("return !!({script})");
    eventually(
        LIMIT,
        what,
        || Ok((world.browser.eval(tab, &script, &[])? == Value::Bool(true)).then_some(())),
    )
}
