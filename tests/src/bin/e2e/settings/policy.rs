//! The administrator's policy: files in the browsers' own folders, as an administrator installs them. Each scenario
//! has a browser of its own, which alone sees the files.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::Duration;
use tests::driver::{Kind, Options, Scratch, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World, extension_dir, lay_down};

pub const ALL: &[Scenario] = &[
    scenario("policy", policy),
    scenario("policy-never-good", never_good),
    scenario("policy-at-the-start", at_the_start),
    scenario("policy-fixes-the-address", fixes_the_address),
];

/// Chromium reads a changed file once it has not been changed for five seconds.
const TAKEN_UP: Duration = Duration::from_secs(30);

/// The file in docs/admin.md that fixes the extension's address in Firefox does so. In Chromium the manifest fixes
/// its id.
fn fixes_the_address(shared: &World) -> Result<()> {
    if shared.browser.kind() == Kind::Chromium {
        return Ok(());
    }
    let docs = include_str!("../../../../../docs/admin.md");
    let blocks = docs.split("```json\n").skip(1).filter_map(|block| block.split("```").next());
    let file = blocks.into_iter().find(|block| block.contains("extensions.webextensions.uuids"));
    let file = file.context("docs/admin.md has no such file")?;
    let address = docs.split("then write `").nth(1).and_then(|rest| rest.split('`').next());
    let policies = Scratch::new("policies")?;
    std::fs::write(policies.path().join("policies.json"), file)?;
    let world = world(Kind::Firefox, &policies, None)?;
    let origin = world.browser.extension_origin()?;
    ensure!(Some(origin.as_str()) == address, "its address is {origin}, not {address:?}");
    Ok(())
}

pub fn world(kind: Kind, policies: &Scratch, profile: Option<&Scratch>) -> Result<World> {
    let options = Options {
        extension: Some(extension_dir(kind)),
        policies: Some(policies.path().to_owned()),
        profile: profile.map(|profile| profile.path().to_owned()),
        ..Options::default()
    };
    World::start_with(kind, &options)
}

/// A configuration that sends web chats to `/search?q=<mark>-<client id>`.
pub fn marked(world: &World, mark: &str) -> Value {
    let mut config = world.config();
    let url = world.crm.url(&format!("/search?q={mark}-{{clientId}}"));
    config["rules"] = json!([{"name": mark, "when": {"channel": ["webchat"]}, "url": url}]);
    config
}

/// Adds a rule with every possible field, written as a policy must be, that never applies.
fn add_every_field(world: &World, config: &mut Value) {
    let url = |path: &str| world.crm.url(path);
    let rule = json!({
        "name": "Every field",
        "when": {"campaign": ["Never", "No*"], "channel": ["sms"], "clientId": "^\\d+$"},
        "let": {"phone": {"from": "clientId", "match": "^0?(\\d+)$", "to": "$1"}},
        "lookup": {
            "url": url("/api?q={phone}"),
            "results": "$.results[*]",
            "let": {"id": {"from": "/id"}, "label": {"from": "/name", "match": "^(.+)$", "to": "$1"}}
        },
        "url": url("/contact/{id}"),
        "none": url("/new?phone={phone}"),
        "many": url("/search?q={phone}"),
        "open": "ask"
    });
    config["rules"].as_array_mut().into_iter().for_each(|rules| rules.push(rule.clone()));
}

/// Waits until this configuration is in force, under a policy whose errors have these paths (`None`: no policy).
fn wait_configuration(world: &World, config: &Value, errors: Option<&[&str]>) -> Result<()> {
    let mut last = Value::Null;
    eventually(TAKEN_UP, "the configuration to be in force", || {
        last = world.configuration()?;
        let json: Value = last["json"].as_str().map_or(Ok(Value::Null), serde_json::from_str)?;
        let told = last["managed"]["errors"].as_array().map(|errors| {
            errors.iter().map(|error| error["path"].as_str().unwrap_or("?")).collect::<Vec<_>>()
        });
        Ok((json == *config && told.as_deref() == errors).then_some(()))
    })
    .with_context(|| format!("wanted {config} with errors at {errors:?}; it is {last}"))
}

/// An interaction on the page that is open all the while opens what the rule of this mark says.
fn goes_by(world: &World, mark: &str, id: &str) -> Result<()> {
    // A reload has put another content script into the page.
    eventually(LIMIT, "the bridge to be on the page", || {
        let connection = world.state()?["connection"].take();
        Ok(["quiet", "connected"].iter().any(|s| connection["state"] == *s).then_some(()))
    })?;
    let guid = format!("{mark}-{id}");
    world.ucontact.fire("main", &assigned(&guid, "Ventas", "webchat", id))?;
    world.wait_opened(&guid).with_context(|| format!("by the rule {mark}"))?;
    world.crm.wait_navigation(&format!("/search?q={mark}-{id}")).map(drop)
}

/// The policy applies; a change applies live; a bad one is reported while the last good one stays in force; nothing
/// can be saved; and without a policy the agent's own configuration is in force again.
fn policy(shared: &World) -> Result<()> {
    let folder = Scratch::new("policies")?;
    let world = world(shared.browser.kind(), &folder, None)?;
    let own = marked(&world, "own");
    world.configure(&own)?;
    world.open_desk()?;
    goes_by(&world, "own", "1")?;
    world.browser.clear_console()?;

    let mut first = marked(&world, "first");
    add_every_field(&world, &mut first);
    world.set_policy(&first)?;
    wait_configuration(&world, &first, Some(&[]))?;
    goes_by(&world, "first", "2")?;

    // The settings show the policy and who sets it. Nothing in them can be changed, and trying still works.
    let settings = world.browser.open_extension("options/options.html")?;
    let shows =
        |what: &str, condition: &str| {
            let script = format!("return !!({condition})");
            eventually(TAKEN_UP, what, || {
                Ok((world.browser.eval(&settings, &script, &[])? == true).then_some(()))
            })
        };
    shows("the policy in the settings", "document.querySelector('#managed').checkVisibility()")?;
    shows(
        "everything to be read-only",
        "document.querySelector('#rule-form').checkVisibility() && ![...document.querySelectorAll('#form input, #form select, \
         #form textarea, #form button, #save, #import')].some((e) => e.checkVisibility() && !e.disabled && !e.readOnly \
         && !['rule-filter', 'sample', 'probe'].includes(e.id))",
    )?;
    world.browser.click(&settings, "#try-run")?;
    shows("the try", "document.querySelector('#try-result').checkVisibility()")?;
    let picture = format!("screens/options-managed-{}.png", world.browser.kind().name());
    world.browser.screenshot(&settings, &tests::driver::target_dir().join(picture))?;
    world.browser.close(&settings)?;

    let why = world.save(&own.to_string()).err().context("saved under a policy")?.to_string();
    ensure!(why.contains("policy"), "the refusal says {why:?}");
    let stored = world.browser.in_extension("return browser.storage.local.get(['config', 'policy'])", &[])?;
    ensure!(stored["config"] == own, "the agent's own was touched: {stored}");
    goes_by(&world, "first", "3")?;

    // The worker sleeps, and the policy's change starts it.
    world.browser.kill_background()?;
    let mut second = marked(&world, "second");
    second["open"] = "tab".into();
    world.set_policy(&second)?;
    if world.browser.kind() == Kind::Chromium {
        eventually(TAKEN_UP, "the change to wake the worker", || {
            Ok(world.browser.background_alive()?.then_some(()))
        })?;
    }
    wait_configuration(&world, &second, Some(&[]))?;
    goes_by(&world, "second", "4")?;

    let mut bad = marked(&world, "bad");
    bad["open"] = "tabb".into();
    bad["rules"][0]["url"] = world.crm.url("/search?q={fone}").into();
    bad["sites"][0]["pages"] = json!([]);
    // Chromium would leave out fields that do not fit the schema.
    bad["sites"][0]["softfone"] = "find".into();
    bad["rules"][0]["when"]["chanel"] = json!(["sms"]);
    world.set_policy(&bad)?;
    let paths = ["open", "rules[0].url", "rules[0].when.chanel", "sites[0].pages", "sites[0].softfone"];
    wait_configuration(&world, &second, Some(&paths))?;
    goes_by(&world, "second", "5")?;
    world.browser.kill_background()?;
    goes_by(&world, "second", "6").context("after the worker's sleep")?;
    wait_configuration(&world, &second, Some(&paths))?;
    world.browser.reload_extension()?;
    goes_by(&world, "second", "7").context("after a reload")?;
    wait_configuration(&world, &second, Some(&paths))?;
    ensure!(world.save(&own.to_string()).is_err(), "saved under a bad policy");

    world.set_policy(&json!({}))?;
    wait_configuration(&world, &own, None)?;
    goes_by(&world, "own", "8")?;
    let left = world.browser.in_extension("return browser.storage.local.get('policy')", &[])?;
    ensure!(left == json!({}), "the policy is remembered: {left}");
    world.configure(&own)?;
    // A Firefox that has just started has extensions of its own that write there.
    let origin = world.browser.extension_origin()?;
    let mut console = world.browser.console()?;
    console.retain(|line| line.text.contains(&origin) || line.text.contains("uContact Bridge"));
    ensure!(console.is_empty(), "the console was not quiet: {console:?}");
    Ok(())
}

/// A policy that was never valid: the agent's own configuration is not used, and the popup says why.
fn never_good(shared: &World) -> Result<()> {
    let folder = Scratch::new("policies")?;
    let world = world(shared.browser.kind(), &folder, None)?;
    let own = marked(&world, "own");
    world.configure(&own)?;
    world.open_desk()?;
    let mut bad = marked(&world, "bad");
    bad["ucontact"] = json!({"url": "http://uc.example/"});
    // Chromium leaves the field out, because its type is wrong. What remains is a policy without rules.
    bad["rules"][0]["when"]["channel"] = json!(7);
    world.set_policy(&bad)?;
    let paths = match world.browser.kind() {
        Kind::Chromium => ["ucontact.url", "rules"],
        Kind::Firefox => ["rules[0].when.channel", "ucontact.url"],
    };
    let all = |world: &World| -> Result<()> {
        wait_configuration(world, &Value::Null, Some(&paths))?;
        let connection = world.state()?["connection"].take();
        ensure!(connection == json!({"state": "badConfiguration", "errors": 2}), "{connection}");
        Ok(())
    };
    all(&world)?;
    if world.browser.kind() == Kind::Chromium {
        let told = world.configuration()?["managed"]["errors"][1]["message"].to_string();
        ensure!(told.contains("are lists"), "what may be behind it is not told: {told}");
    }
    world.ucontact.fire("main", &assigned("g", "Ventas", "webchat", "1"))?;
    world.browser.kill_background()?;
    all(&world).context("after the worker's sleep")?;
    let scripts =
        world.browser.in_extension("return browser.scripting.getRegisteredContentScripts()", &[])?;
    ensure!(scripts == json!([]), "content scripts are registered: {scripts}");
    ensure!(world.journal()?.is_empty(), "an event was taken: {:?}", world.journal()?);

    let good = marked(&world, "good");
    world.set_policy(&good)?;
    wait_configuration(&world, &good, Some(&[]))?;
    goes_by(&world, "good", "2")?;
    world.set_policy(&json!({}))?;
    wait_configuration(&world, &own, None)?;
    goes_by(&world, "own", "3")
}

/// The policy is there when the browser starts. The last good one outlives the browser and is in force from the first
/// moment, long before the browser delivers the present one, which is invalid.
fn at_the_start(shared: &World) -> Result<()> {
    let kind = shared.browser.kind();
    let (folder, profile) = (Scratch::new("policies")?, Scratch::new("profile")?);
    let good = marked(shared, "good");
    lay_down(kind, folder.path(), &shared.extension_id()?, &good)?;
    let before = world(kind, &folder, Some(&profile))?;
    wait_configuration(&before, &good, Some(&[]))?;
    if kind == Kind::Firefox {
        // A temporary add-on does not outlive the browser.
        return Ok(());
    }
    let mut bad = good.clone();
    bad["version"] = json!(2);
    before.set_policy(&bad)?;
    wait_configuration(&before, &good, Some(&["version"]))?;
    drop(before);
    let after = world(kind, &folder, Some(&profile))?;
    let connection = after.state()?["connection"].take();
    ensure!(connection["state"] == "noPage", "{connection}");
    wait_configuration(&after, &good, Some(&["version"]))
}
