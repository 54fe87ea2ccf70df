//! What is played, and how it is reported.

use crate::pictures::Camera;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::time::Instant;
use tests::driver::Tab;
use tests::servers::now_ms;
use tests::simulator::{Fired, assigned, disposition, finished, theme};
use tests::world::World;

const GUID: &str = "demo-7f3a";
const CLIENT: &str = "7";
const PRIMARY: &str = "#3f5bd9";

/// Prints what happens.
struct Story {
    step: u32,
}

impl Story {
    fn step(&mut self, what: &str) {
        self.step += 1;
        println!("\n{:>2}. {what}", self.step);
    }

    fn fact(&self, what: &str) {
        println!("    {what}");
    }
}

/// Plays all steps.
pub fn all(world: &World, headed: bool, folder: &Path) -> Result<()> {
    let browser = &world.browser;
    println!(
        "uContact Bridge in {} {}{}",
        browser.kind().name(),
        browser.version(),
        if headed { "" } else { ", headless (no display here)" }
    );
    println!("CRM: {}   uContact, simulated: {}", world.crm.origin(), world.ucontact.origin());
    let mut story = Story { step: 0 };
    let mut camera = Camera::new(world, folder);

    story.step("The administrator saves a configuration.");
    let started = Instant::now();
    world.configure(&world.config())?;
    story.fact(&format!(
        "Checked, stored, and the content script registered for http://localhost/*: {}",
        ms(millis(started))
    ));

    story.step("The agent opens the CRM, which embeds uContact by its documented snippet.");
    let started = Instant::now();
    let before = world.ucontact.newest("main");
    let desk = browser.open(&world.crm.url_with("/with-softphone", "label=main&answer=800"))?;
    world.ucontact.wait_newer("main", before)?;
    story.fact(&format!("Page and uContact loaded: {}", ms(millis(started))));
    world.ucontact.fire("main", &theme(false, PRIMARY))?;

    let record = assign(world, &mut story)?;
    if !headed {
        browser.resize(&desk, 1280, 800)?;
        browser.resize(&record, 1280, 800)?;
    }
    camera.take("record", &record, true)?;
    camera.take("record", &record, false)?;
    camera.take("desk", &desk, false)?;
    let popup = camera.open_page("popup/popup.html", 380, 400)?;
    camera.wait(
        &popup,
        "the interaction in the popup",
        "return document.querySelectorAll('#calls-live > li').length === 1",
    )?;
    camera.fit(&popup, 380, 400)?;
    camera.take("popup-live", &popup, false)?;

    end(world, &mut story)?;
    start(world, &mut story, &camera, &popup)?;
    camera.fit(&popup, 380, 400)?;
    camera.take("popup", &popup, false)?;
    let options = camera.open_page("options/options.html", 1100, 700)?;
    camera.take("options", &options, false)?;
    browser.close(&options)?;

    story.step("uContact turns dark; the popup and the settings follow.");
    let fired = world.ucontact.fire("main", &theme(true, PRIMARY))?;
    let turned = "return document.documentElement.dataset.theme === 'dark'";
    camera.wait(&popup, "the popup to turn dark", turned)?;
    story.fact(&format!("The popup is dark: {}", ms(now_ms() - fired.at)));
    camera.take("popup", &popup, true)?;
    let options = camera.open_page("options/options.html", 1100, 700)?;
    camera.wait(&options, "the settings to be dark", turned)?;
    camera.take("options", &options, true)?;
    browser.close(&options)?;
    browser.close(&popup)?;
    camera.take("desk", &desk, true)?;
    // If somebody is going to play with it, it begins in the light theme.
    world.ucontact.fire("main", &theme(false, PRIMARY))?;
    browser.set_dark(&desk, false)?;
    browser.activate(&desk)?;

    println!("\nPictures:");
    for picture in camera.taken() {
        println!("    {}", picture.display());
    }
    Ok(())
}

/// The assignment, and the record that it opens.
fn assign(world: &World, story: &mut Story) -> Result<Tab> {
    story.step(&format!("uContact assigns a web chat of campaign Ventas; its client id is {CLIENT}."));
    let fired = world.ucontact.fire("main", &assigned(GUID, "Ventas", "webchat", CLIENT))?;
    let path = format!("/contact/{CLIENT}");
    let navigation = world.crm.wait_navigation(&path).context("the record did not open")?;
    let how = world.wait_opened(GUID).context("the record did not open")?;
    let record = world.wait_tab(&world.crm.url(&path))?;
    let title = world.browser.eval(&record, "return document.title", &[])?;
    story.fact(&format!(
        "Opened {} ({}), {}",
        world.crm.url(&path),
        title.as_str().unwrap_or(""),
        told(&how)
    ));
    story.fact(&format!(
        "From uContact's message to the CRM being asked for the record: {}",
        ms(navigation.at - fired.at)
    ));
    Ok(record)
}

/// The interaction's end and its disposition.
fn end(world: &World, story: &mut Story) -> Result<()> {
    story.step("The chat is over, and the agent sends a disposition.");
    let over = world.ucontact.fire("main", &finished(GUID))?;
    let noted = world.wait_interaction(GUID, "to be finished", |i| i["finished"].is_number())?;
    story.fact(&format!("Noted as finished: {}", after(&over, &noted["finished"])?));
    let sent = world.ucontact.fire("main", &disposition(GUID))?;
    let noted = world.wait_interaction(GUID, "to have its disposition", |i| i["disposed"].is_number())?;
    story.fact(&format!("Its disposition noted: {}", after(&sent, &noted["disposed"])?));
    Ok(())
}

/// An interaction that the agent starts, in the popup's own form.
fn start(world: &World, story: &mut Story, camera: &Camera<'_>, popup: &Tab) -> Result<()> {
    const FILL: &str = "
        const set = (id, value) => {
          const field = document.getElementById(id);
          field.value = value;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          field.dispatchEvent(new Event('change', { bubbles: true }));
        };
        set('start-campaign', 'Ventas');
        set('start-channel', 'telephony');
        set('start-client', '098642039');
        const at = performance.timeOrigin + performance.now();
        document.getElementById('start-send').click();
        return at;";
    story.step("From the popup, the agent calls 098 642 039 for campaign Ventas.");
    let at = world.browser.eval(popup, FILL, &[])?.as_f64().context("no time")?;
    let received = world.ucontact.wait_received("main", 1).context("uContact did not receive the action")?;
    let action = received.first().context("no action")?;
    story.fact(&format!("uContact received {}", action.data));
    story.fact(&format!("  from {}, posted to its exact origin", action.origin));
    ensure!(received.len() == 1, "uContact received {} actions instead of one", received.len());
    let asked =
        world.crm.wait_navigation("/search?q=%2B59898642039").context("the caller's record did not open")?;
    story.fact(&format!(
        "uContact assigned the call (the simulator waits 800 ms); the search for +59898642039 opened {} after the click",
        ms(asked.at - at)
    ));
    camera.wait(
        popup,
        "the popup to confirm the call",
        "return document.querySelector('#start-state use')?.getAttribute('href') === '#sign-done'",
    )?;
    let text = world.browser.eval(popup, "return document.getElementById('start-text').textContent", &[])?;
    story.fact(&format!("The popup says: {}", text.as_str().unwrap_or("")));
    Ok(())
}

fn told(how: &str) -> &str {
    match how {
        "focused" => "by bringing its tab to the front",
        "reused" => "in a tab of the CRM that was free",
        "tab" => "in a new tab",
        "window" => "in a new window",
        other => other,
    }
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn ms(value: f64) -> String {
    format!("{value:.0} ms")
}

/// How long after the event the background noted it.
fn after(fired: &Fired, noted: &Value) -> Result<String> {
    Ok(ms(noted.as_f64().context("no time")? - fired.at))
}
