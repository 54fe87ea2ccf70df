//! The first run as a new user goes through it: from a fresh install to records that open, without any JSON.

use crate::{Scenario, evidence, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::cell::Cell;
use tests::creme::{Creme, LOGIN, PASSWORD};
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("first-run", first_run),
    scenario("first-run-by-example", by_example),
    scenario("first-run-configured", configured),
    scenario("first-run-once", once),
];

/// With more actions than this, it would take longer than five minutes.
const MOST_ACTIONS: u32 = 25;

/// Somebody with a mouse and a keyboard, whose every action counts.
struct User<'a> {
    world: &'a World,
    story: &'a str,
    actions: Cell<u32>,
    pictures: Cell<u32>,
}

const BACKSPACE: &str = "\u{e003}";
const END: &str = "\u{e010}";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const DOWN: &str = "\u{e015}";

impl<'a> User<'a> {
    fn new(world: &'a World, story: &'a str) -> Self {
        Self { world, story, actions: Cell::new(0), pictures: Cell::new(0) }
    }

    fn acts(&self, times: u32) {
        self.actions.set(self.actions.get() + times);
    }

    fn click(&self, tab: &Tab, selector: &str) -> Result<()> {
        self.acts(1);
        self.world.browser.click(tab, selector)
    }

    fn types(&self, tab: &Tab, selector: &str, text: &str) -> Result<()> {
        self.acts(1);
        self.world.browser.type_into(tab, selector, text)
    }

    /// Keys to whatever has the focus.
    fn keys(&self, tab: &Tab, text: &str) -> Result<()> {
        self.types(tab, ":focus", text)
    }

    /// Deletes what is in a field and types. Browsers differ in the keys that select a field's text.
    fn replaces(&self, tab: &Tab, selector: &str, text: &str) -> Result<()> {
        let length = "return document.querySelector(arguments[0]).value.length";
        let length =
            self.world.browser.eval(tab, length, &[json!(selector)])?.as_u64().context("no length")?;
        self.acts(1);
        let deleted = BACKSPACE.repeat(usize::try_from(length)?);
        self.types(tab, selector, &format!("{END}{deleted}{text}"))
    }

    /// A picture of the step; it does not count as an action.
    fn looks(&self, tab: &Tab) -> Result<()> {
        self.pictures.set(self.pictures.get() + 1);
        let name =
            format!("{}-{}-{:02}.png", self.story, self.world.browser.kind().name(), self.pictures.get());
        self.world.browser.screenshot(tab, &target_dir().join("screens").join(name))
    }

    /// Waits until a script finds what it looks for.
    fn waits(&self, tab: &Tab, what: &str, script: &str) -> Result<()> {
        let script = format!("return !!({script})");
        eventually(LIMIT, what, || Ok((self.world.browser.eval(tab, &script, &[])? == true).then_some(())))
    }

    /// Waits until the list has a line of this tone and no line of a worse one.
    fn waits_lines(&self, tab: &Tab, list: &str, tones: &[&str]) -> Result<()> {
        let script =
            "return [...document.querySelectorAll(arguments[0] + ' > li')].map((l) => l.dataset.tone)";
        let mut last = json!(null);
        eventually(LIMIT, &format!("{list} to say {tones:?}"), || {
            last = self.world.browser.eval(tab, script, &[json!(list)])?;
            Ok((last == json!(tones)).then_some(()))
        })
        .with_context(|| format!("it says {last}"))
    }

    /// Waits until a step is open and its heading has the focus.
    fn waits_step(&self, tab: &Tab, step: u8) -> Result<()> {
        self.waits(
            tab,
            &format!("step {step}"),
            &format!(
                "document.querySelector('#step-{step}[data-state=open]') && document.activeElement.id === 'step-{step}-title'"
            ),
        )
    }
}

/// A fresh installation, the preset of Creme CRM, and the first interaction opens its contact.
fn first_run(world: &World) -> Result<()> {
    let creme = Creme::start()?;
    let (fresh, tab) = World::start_fresh(world.browser.kind(), false)?;
    let outcome = with_creme(&fresh, &creme, &tab);
    if outcome.is_err() {
        evidence::keep(&fresh, "first-run-fresh", fresh.browser.kind().name()).ok();
    }
    outcome
}

fn with_creme(world: &World, creme: &Creme, tab: &Tab) -> Result<()> {
    let user = User::new(world, "first-run");
    let contact = creme.contacts.one.id.to_string();
    world.browser.resize(tab, 1100, 900)?;
    user.waits(
        tab,
        "the first step",
        "document.querySelector('#step-1[data-state=open]')?.checkVisibility()",
    )?;
    user.looks(tab)?;

    let bare = |origin: &str| origin.trim_start_matches("http://").to_owned();
    user.types(tab, "#ucontact", &bare(&world.ucontact.origin()))?;
    user.waits_lines(tab, "#ucontact-lines", &["good"])?;
    let whole =
        world.browser.eval(tab, "return document.querySelector('#ucontact-completed').textContent", &[])?;
    let expected = format!("{}/", world.ucontact.origin());
    ensure!(whole.as_str().is_some_and(|text| text.ends_with(&expected)), "completed: {whole}");
    user.click(tab, "label[for=softphone-way-inject]")?;
    user.looks(tab)?;
    user.click(tab, "#form-1 button[type=submit]")?;
    user.waits_step(tab, 2)?;
    user.looks(tab)?;

    // Two actions: opening the list, and choosing in it.
    user.acts(1);
    user.click(tab, "#form-2 select option[value=creme]")?;
    user.types(tab, "#form-2 input[id$=instance]", &bare(&creme.origin()))?;
    user.waits_lines(tab, "#crm-lines", &["good", "good"])?;
    user.looks(tab)?;
    user.click(tab, "#crm-continue")?;
    user.waits_step(tab, 3)?;
    user.looks(tab)?;

    user.replaces(tab, "#practice-client", &contact)?;
    let record = creme.url(&format!("/persons/contact/{contact}"));
    user.waits(
        tab,
        "the record",
        &format!("document.querySelector('#practice-url').textContent === '{record}'"),
    )?;
    user.looks(tab)?;
    user.click(tab, "#practice-open")?;
    let login = creme.url("/creme_login");
    let shown = eventually(LIMIT, "Creme's login page", || {
        Ok(world
            .browser
            .tabs()?
            .into_iter()
            .find(|shown| shown.url.starts_with(&login))
            .map(|shown| shown.tab))
    })?;
    for (field, text) in [("username", LOGIN), ("password", PASSWORD)] {
        user.waits(&shown, field, &format!("document.querySelector('[name={field}]')"))?;
        user.types(&shown, &format!("[name={field}]"), text)?;
    }
    user.keys(&shown, ENTER)?;
    let shown = world.wait_tab(&record)?;
    sees_contact(&user, &shown, &creme.contacts.one.name)?;
    user.looks(&shown)?;
    world.browser.close(&shown)?;
    user.acts(1);

    user.click(tab, "#finish")?;
    user.waits(tab, "the end", "document.activeElement.id === 'done-title'")?;
    user.looks(tab)?;
    let stored =
        world.browser.in_extension("return (await browser.storage.local.get('config')).config", &[])?;
    ensure!(
        stored
            == json!({
                "version": 1,
                "ucontact": {"url": expected},
                "sites": [{"name": "Creme CRM", "pages": ["http://localhost/*"], "softphone": "inject"}],
                "rules": [{"name": "Creme CRM", "url": creme.url("/persons/contact/{clientId}")}],
            }),
        "stored: {stored:#}"
    );
    user.click(tab, "#open-crm")?;
    // The softphone is in the CRM's page, as chosen, and the first interaction arrives.
    world.ucontact.wait_ready("main")?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", &contact))?;
    world.wait_opened("g1")?;
    let shown = world.wait_tab(&record)?;
    sees_contact(&user, &shown, &creme.contacts.one.name)?;
    user.looks(&shown)?;

    let actions = user.actions.get();
    println!("{:<9}        first-run: {actions} actions", world.browser.kind().name());
    ensure!(actions < MOST_ACTIONS, "{actions} actions");
    let console = world.browser.console()?;
    let ours: Vec<_> = console.iter().filter(|line| line.text.contains("extension://")).collect();
    ensure!(ours.is_empty(), "the console was not quiet: {ours:?}");
    Ok(())
}

fn sees_contact(user: &User<'_>, tab: &Tab, name: &str) -> Result<()> {
    user.waits(
        tab,
        &format!("{name}'s page"),
        &format!("document.readyState === 'complete' && (document.title + document.body.innerText).includes('{name}')"),
    )
}

/// With the addresses of two records, by keyboard alone. A mistake is shown at its field, and a reload loses nothing.
fn by_example(world: &World) -> Result<()> {
    let user = User::new(world, "first-run-by-example");
    let tab = world.browser.open_extension("welcome/welcome.html")?;
    user.waits(&tab, "the focus in the address", "document.activeElement.id === 'ucontact'")?;
    user.keys(&tab, "http://nowhere.example")?;
    user.waits(
        &tab,
        "the address to be completed",
        "document.querySelector('#ucontact-completed').textContent.includes('https://nowhere.example/')",
    )?;
    user.replaces(&tab, ":focus", &format!("me@{ENTER}"))?;
    user.waits(&tab, "the error at the field", &error_at("ucontact"))?;
    user.replaces(&tab, ":focus", &format!("{}{ENTER}", world.ucontact.origin()))?;
    user.waits_step(&tab, 2)?;

    let form = "form-2";
    user.keys(&tab, TAB)?;
    user.keys(&tab, DOWN)?;
    user.keys(&tab, TAB)?;
    user.waits(&tab, "the field of the address", "document.activeElement.id.endsWith('url-1')")?;
    user.keys(&tab, &world.crm.url("/contact/7/jane"))?;
    user.keys(&tab, &format!("{TAB}8"))?;
    user.waits(
        &tab,
        "the error at the client",
        "document.querySelector('[id$=client-1][aria-invalid=true]')",
    )?;
    user.looks(&tab)?;
    user.replaces(&tab, ":focus", "7")?;
    let template = |path: &str| {
        format!("document.querySelector('#{form} .learnt dd').textContent === '{}'", world.crm.url(path))
    };
    user.waits(&tab, "what one record teaches", &template("/contact/{clientId}/jane"))?;

    user.keys(&tab, TAB)?;
    user.keys(&tab, ENTER)?;
    user.waits(&tab, "the second record", "document.activeElement.id.endsWith('url-2')")?;
    user.keys(&tab, &world.crm.url("/contact/12/john"))?;
    user.keys(&tab, &format!("{TAB}12"))?;
    user.waits(&tab, "what two records teach", &template("/contact/{clientId}"))?;
    user.looks(&tab)?;

    world.browser.navigate(&tab, &format!("{}/welcome/welcome.html", world.browser.extension_origin()?))?;
    user.waits(&tab, "all of it again", &template("/contact/{clientId}"))?;
    let kept = "return [...document.querySelectorAll('#form-2 input[type=text]')].filter((i) => i.checkVisibility()).map((i) => i.value)";
    let kept = world.browser.eval(&tab, kept, &[])?;
    let typed = json!([world.crm.url("/contact/7/jane"), "7", world.crm.url("/contact/12/john"), "12"]);
    ensure!(kept == typed, "after a reload: {kept}");
    user.waits_lines(&tab, "#crm-lines", &["good", "good"])?;
    world.browser.eval(&tab, "document.querySelector('#form-2 [id$=client-2]').focus()", &[])?;
    user.keys(&tab, ENTER)?;
    user.waits_step(&tab, 3)?;
    user.keys(&tab, TAB)?;
    user.waits(
        &tab,
        "the client",
        "document.activeElement.id === 'practice-client' && document.activeElement.value === '7'",
    )?;
    user.replaces(&tab, ":focus", "30")?;
    user.looks(&tab)?;
    user.keys(&tab, ENTER)?;
    user.waits(&tab, "the end", "document.activeElement.id === 'done-title'")?;

    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "telephony", "30"))?;
    world.crm.wait_navigation("/contact/30")?;
    world.wait_opened("g1")?;
    ensure!(user.actions.get() < MOST_ACTIONS, "{} actions", user.actions.get());
    Ok(())
}

fn error_at(id: &str) -> String {
    format!(
        "document.querySelector('#{id}[aria-invalid=true]') && document.activeElement.id === '{id}' && \
         document.querySelector('#{id}').getAttribute('aria-describedby').split(' ')\
         .some((d) => document.getElementById(d).matches('.field-error:not(:empty)'))"
    )
}

/// If a configuration is in force, the page asks nothing, and can overwrite nothing.
fn configured(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let user = User::new(world, "first-run-configured");
    let tab = world.browser.open_extension("welcome/welcome.html")?;
    user.waits(&tab, "what there is", "document.querySelector('#done').checkVisibility()")?;
    user.looks(&tab)?;
    ensure!(
        world.browser.eval(&tab, "return document.querySelector('#steps').checkVisibility()", &[])? == false,
        "the steps are offered"
    );
    user.click(&tab, "#open-crm")?;
    world.wait_tab(&world.crm.url("/")).map(drop)
}

/// An update, or a developer's reload, is not an installation: the page does not open.
fn once(world: &World) -> Result<()> {
    world.browser.reload_extension()?;
    // This answer comes after everything that the start has set off.
    world.state()?;
    world.browser.kill_background()?;
    world.state()?;
    let tabs = world.browser.tabs()?;
    ensure!(!tabs.iter().any(|tab| tab.url.contains("/welcome/")), "it opened: {tabs:?}");
    Ok(())
}
