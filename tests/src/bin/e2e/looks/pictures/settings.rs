//! The settings: new, with every part, with errors at their places, and under a policy.

use super::{Album, State, View, state, wide};
use crate::settings::policy;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Duration;
use tests::driver::{Scratch, eventually};
use tests::simulator::assigned;
use tests::world::World;

const OPTIONS: View = wide("options/options.html", 1100, 900, "options-rule-wrong");

const STATES: &[State] = &[
    state("options", "", "document.querySelector('#rule-rows').children.length"),
    state(
        "options-site",
        "document.querySelector('#sites').scrollIntoView(); choose('[id^=site-0][id$=contacts]', 'text')",
        "document.querySelector('[id^=site-0][id$=region]').checkVisibility()",
    ),
    state(
        "options-rule",
        "document.querySelectorAll('.rule-row')[1].click(); document.querySelector('#rule-form').scrollIntoView(); \
         type('#sample', '099123456')",
        "document.querySelector('#let-list .result').textContent.includes('59899123456')",
    ),
    state(
        "options-rule-lookup",
        "click('#lookup-on'); type('#lookup-url', 'CRM/api?q={clientId}'); click('#of-add'); type('#of-0-of-name', 'label'); \
         document.querySelector('#lookup').scrollIntoView()",
        "document.querySelector('#lookup-results[aria-invalid]')",
    ),
    state(
        "options-rule-wrong",
        "click('#rule-add'); click('#let-add'); type('#let-0-let-match', '('); type('#rule-client', '('); \
         document.querySelector('#rule-form').scrollIntoView()",
        "document.querySelectorAll('#rule-form [aria-invalid]').length > 3",
    ),
    state(
        "options-completion",
        "type('#rule-url', 'CRM/contact/{')",
        "document.querySelector('#completions').checkVisibility()",
    ),
    state(
        "options-tried",
        "click('#discard'); type('#try-client', '099123456'); click('#try-run'); document.querySelector('#try-why').open = true; \
         document.querySelector('#try').scrollIntoView()",
        "document.querySelector('#try-reasons').checkVisibility()",
    ),
    state(
        "options-tried-none",
        "type('#try-channel', 'fax'); click('#try-run')",
        "document.querySelector('#try-end').dataset.tone === 'warn'",
    ),
    state(
        "options-add",
        "click('#add-crm'); choose('#add-form select', 'zendesk'); type('#add-form [id$=instance]', 'acme/x')",
        "document.querySelector('#add-form [aria-invalid]')",
    ),
    state(
        "options-teach",
        "document.querySelector('#add-form [value=example]').click(); \
         type('#add-form [id$=url-1]', 'https://crm.acme.example/#/people/5f8a1b2c/view'); type('#add-form [id$=client-1]', '5f8a1b2c')",
        "!document.querySelector('#add-take').disabled",
    ),
    state(
        "options-teach-wrong",
        "type('#add-form [id$=client-1]', '99')",
        "document.querySelector('[id$=client-1][aria-invalid=true]')",
    ),
    state(
        "options-json",
        "click('#add-cancel'); click('#json-toggle')",
        "document.querySelector('#json').checkVisibility()",
    ),
    state(
        "options-json-errors",
        "type('#text', '{\"version\": 2, \"colour\": 3}')",
        "document.querySelector('#error-list').children.length > 2",
    ),
];

pub(super) fn settings(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    album.remembered(
        OPTIONS,
        &[state("options-new", "", "document.querySelector('#welcome').checkVisibility()")],
    )?;
    let mut config = world.config();
    config["sites"][0]["pages"] = json!(["http://localhost/*", "https://crm.acme.example/*"]);
    world.configure(&config)?;
    album.remembered(
        OPTIONS,
        &[state("options-access", "", "document.querySelector('#access-title')?.checkVisibility()")],
    )?;
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("a", "Ventas", "webchat", "7"))?;
    world.wait_opened("a")?;
    album.live("main", OPTIONS, STATES)?;
    album.close()
}

/// How long a browser may take to apply a policy.
const TAKEN_UP: Duration = Duration::from_secs(30);

/// A policy belongs to the browser, so this one is a separate browser.
pub(super) fn managed(shared: &World) -> Result<()> {
    let folder = Scratch::new("policies")?;
    let world = policy::world(shared.browser.kind(), &folder, None)?;
    let in_force = |good: bool| {
        let mut last = Value::Null;
        eventually(TAKEN_UP, "the policy", || {
            last = world.configuration()?["managed"].take();
            Ok(last["errors"].as_array().is_some_and(|errors| errors.is_empty() == good).then_some(()))
        })
        .with_context(|| format!("it is {last}"))
    };
    let album = Album::new(&world)?;
    let shown = "document.querySelector('#managed').checkVisibility()";
    let mut bad = policy::marked(&world, "Ventas");
    bad["ucontact"]["url"] = "http://uc.example/".into();
    bad["rules"][0]["url"] = "https://{campaign}.acme.example/".into();
    world.set_policy(&bad)?;
    in_force(false)?;
    album.remembered(OPTIONS, &[state("options-managed-errors", "", shown)])?;
    world.set_policy(&policy::marked(&world, "Ventas"))?;
    in_force(true)?;
    album.remembered(OPTIONS, &[state("options-managed", "", shown)])?;
    let ready = "document.querySelector('#done').checkVisibility()";
    album.remembered(
        wide("welcome/welcome.html", 820, 640, "welcome-managed"),
        &[state("welcome-managed", "", ready)],
    )?;
    album.close()
}
