//! Configurations with mistakes, and client ids that try to lead a template to another host.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{eventually, target_dir};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("ten-mistakes", ten_mistakes),
    scenario("large-configuration", large_configuration),
    scenario("huge-configuration", huge_configuration),
    scenario("hostile-client-ids", hostile_client_ids),
];

/// Ten mistakes: ten errors with their paths, and the old configuration stays in force, even after a restart.
fn ten_mistakes(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let file = target_dir().join("../tests/fixtures/ten-mistakes.json");
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let errors = world.save(&text)?;
    let paths: Vec<&str> = errors.iter().filter_map(|e| e["path"].as_str()).collect();
    ensure!(paths.len() == 10, "{} errors: {errors:#?}", paths.len());
    let mut different = paths.clone();
    different.sort_unstable();
    different.dedup();
    ensure!(different.len() == 10 && !different.contains(&""), "paths: {paths:?}");
    ensure!(errors.iter().all(|e| e["message"].as_str().is_some_and(|m| m.len() > 10)), "{errors:#?}");
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "95"))?;
    world.wait_opened("g1")?;
    world.browser.kill_background()?;
    world.ucontact.fire("main", &assigned("g2", "Ventas", "webchat", "96"))?;
    world.wait_opened("g2")?;
    let stored =
        world.browser.in_extension("return (await browser.storage.local.get('config')).config", &[])?;
    ensure!(stored == world.config(), "stored: {stored}");
    Ok(())
}

/// A large configuration is in force once it is saved, even if the background is stopped the next moment. It is
/// stored in the documented shape later.
fn large_configuration(world: &World) -> Result<()> {
    let mut config = world.config();
    let rules = |last: &str| -> Vec<Value> {
        let rule = |n: usize| json!({"when": {"campaign": format!("Campaign {n}")}, "url": world.crm.url("/contacts")});
        let last = json!({"url": world.crm.url(last)});
        (0..1_500).map(rule).chain([last]).collect()
    };
    config["rules"] = json!(rules("/search?q={clientId}"));
    world.configure(&config)?;
    config["rules"] = json!(rules("/contact/{clientId}"));
    world.configure(&config)?;
    let stored = || world.browser.in_extension("return browser.storage.local.get(['config', 'saved'])", &[]);
    ensure!(stored()?["saved"].is_string(), "it was stored at once");
    world.browser.kill_background()?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "97"))?;
    world.crm.wait_navigation("/contact/97")?;
    eventually(LIMIT, "the object to be stored", || Ok(stored()?["saved"].is_null().then_some(())))?;
    ensure!(stored()?["config"] == config, "another one is stored");
    // It does not hold up an agent who types in a page of the extension.
    let page = world.browser.open_extension("options/options.html")?;
    world.configure(&world.config())?;
    world.configure(&config)?;
    // Nothing reports that the quiet moment has come and found an open page.
    world.browser.in_extension("await new Promise((then) => setTimeout(then, 3500))", &[])?;
    ensure!(stored()?["saved"].is_string(), "it was stored while the settings are open");
    world.browser.close(&page)?;
    eventually(LIMIT, "the object to be stored", || Ok(stored()?["saved"].is_null().then_some(())))?;
    // A small configuration that is saved before the quiet moment of a large one counts.
    world.configure(&config)?;
    world.configure(&world.config())?;
    // Nothing reports that the quiet moment has come and found nothing to do.
    world.browser.in_extension("await new Promise((then) => setTimeout(then, 3500))", &[])?;
    world.browser.kill_background()?;
    ensure!(
        world.configuration()?["json"].as_str().is_some_and(|json| !json.contains("Campaign")),
        "the old one"
    );
    ensure!(stored()? == json!({"config": world.config(), "saved": null}), "{}", stored()?);
    Ok(())
}

/// Chromium has no room for both the text and the object of a configuration that takes half of an extension's
/// storage.
fn huge_configuration(world: &World) -> Result<()> {
    let mut config = world.config();
    for last in ["first", "second"] {
        let rule = |n: usize| {
            let campaign = format!("{n}{}", "x".repeat(500));
            json!({"when": {"campaign": campaign}, "url": world.crm.url("/contacts")})
        };
        config["rules"] = json!((0..10_000).map(rule).collect::<Vec<_>>());
        config["rules"][0]["name"] = last.into();
        world.configure(&config)?;
        let stored = "const { config, saved } = await browser.storage.local.get(['config', 'saved']); \
                      return typeof saved === 'string' ? null : config.rules[0].name";
        let name = eventually(LIMIT, "the object to be stored", || {
            Ok(Some(world.browser.in_extension(stored, &[])?).filter(|name| !name.is_null()))
        })?;
        ensure!(name == last, "{name} is stored, not {last}");
    }
    Ok(())
}

/// Whatever the client id is, the record is one segment below `/contact/` of the configured CRM, or nothing opens.
fn hostile_client_ids(world: &World) -> Result<()> {
    let mut config = world.config();
    config["rules"] = json!([{"url": world.crm.url("/contact/{clientId}")}]);
    config["open"] = "tab".into();
    world.configure(&config)?;
    world.open_desk()?;
    let ids = [
        "\"'><script>alert(1)</script>",
        "a/b\\c//d",
        "../../search?q=all",
        "..",
        ".",
        "%2e%2e/%2e%2e",
        "7\r\nSet-Cookie: a=b",
        "\u{1F600}\u{1F469}\u{200D}\u{1F680}",
        "javascript:alert(1)",
        "//evil.example/x",
        "@evil.example",
        "?q=1#x",
        "\u{0}\u{202E}",
        "{clientId}",
    ];
    let mut expected = Vec::new();
    for (number, id) in ids.into_iter().enumerate() {
        let guid = format!("hostile-{number}");
        world.ucontact.fire("main", &assigned(&guid, "Ventas", "webchat", id))?;
        let found = world
            .wait_interaction(&guid, "to be decided", |i| {
                ["opened", "noRule", "failed"].iter().any(|s| i["record"]["state"] == *s)
            })
            .with_context(|| format!("client id {id:?}"))?;
        if found["record"]["state"] == "opened" {
            let url = found["record"]["url"].as_str().unwrap_or_default();
            let segment = url
                .strip_prefix(&world.crm.url("/contact/"))
                .with_context(|| format!("{id:?} led to {url}"))?;
            ensure!(!segment.contains(['/', '?', '#', '\\']), "{id:?} led to {url}");
            expected.push(format!("/contact/{segment}"));
        }
    }
    // A megabyte does not end the worker or the page.
    world.ucontact.fire("main", &assigned("huge", "Ventas", "webchat", &"9".repeat(1_000_000)))?;
    world.ucontact.fire("main", &assigned("last", "Ventas", "webchat", "97"))?;
    world.wait_opened("last")?;
    expected.push("/contact/97".into());
    let state = world.state()?;
    ensure!(!state.to_string().contains("9999999999"), "a megabyte of client id was kept");
    ensure!(
        state["view"]["lastRefusal"].is_string(),
        "the refused message is not told: {}",
        state["view"]["lastRefusal"]
    );
    for target in &expected {
        world.crm.wait_navigation(target)?;
    }
    let mut opened: Vec<String> =
        world.crm.navigations().into_iter().filter(|n| !n.starts_with("/with-softphone")).collect();
    opened.sort();
    expected.sort();
    ensure!(opened == expected, "opened {opened:#?}\nexpected {expected:#?}");
    ensure!(expected.len() >= 10, "too few were opened to prove anything: {expected:?}");
    Ok(())
}
