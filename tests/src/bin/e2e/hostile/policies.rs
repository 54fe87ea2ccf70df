//! The bridge works on pages of every policy, and believes nothing on a sandboxed one.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use tests::crm::POLICIES;
use tests::driver::eventually;
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("policies", policies),
    scenario("policies-inject", policies_inject),
    scenario("sandbox", sandbox),
];

fn policies(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    for (number, policy) in POLICIES.into_iter().filter(|p| *p != "sandbox").enumerate() {
        let label = format!("policy-{policy}");
        let query = format!("label={label}{}", if policy == "coep" { "&coep=1" } else { "" });
        let tab = world.browser.open(&world.crm.url_with(&format!("/policy/{policy}"), &query))?;
        works(world, &label, 40 + number).with_context(|| format!("under the policy {policy:?}"))?;
        world.browser.close(&tab)?;
    }
    Ok(())
}

/// The same with a frame that the extension places. The pages' own policies do not block it, except COEP, which needs
/// uContact's consent.
fn policies_inject(world: &World) -> Result<()> {
    let mut config = world.inject_config();
    config["sites"][0]["pages"] = serde_json::json!(["http://localhost/policy/*"]);
    config["ucontact"]["url"] = world.ucontact.url(&[("label", "injected"), ("coep", "1")]).into();
    world.configure(&config)?;
    for (number, policy) in POLICIES.into_iter().filter(|p| *p != "sandbox").enumerate() {
        let before = world.ucontact.newest("injected");
        let tab = world.browser.open(&world.crm.url(&format!("/policy/{policy}?bare=1")))?;
        world
            .ucontact
            .wait_newer("injected", before)
            .with_context(|| format!("under the policy {policy:?}"))?;
        works(world, "injected", 60 + number).with_context(|| format!("under the policy {policy:?}"))?;
        world.browser.close(&tab)?;
    }
    Ok(())
}

fn works(world: &World, label: &str, id: usize) -> Result<()> {
    let guid = format!("{label}-{id}");
    world.ucontact.fire(label, &assigned(&guid, "Ventas", "webchat", &id.to_string()))?;
    world.crm.wait_navigation(&format!("/contact/{id}"))?;
    world.wait_opened(&guid).map(drop)
}

/// On a sandboxed page uContact's frame has no origin: nothing is accepted, and the popup says why.
fn sandbox(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let tab = world.browser.open(&world.crm.url_with("/policy/sandbox", "label=boxed"))?;
    world.listen()?;
    world.ucontact.fire("boxed", &assigned("boxed", "Ventas", "webchat", "50"))?;
    eventually(LIMIT, "the connection to be sandboxed", || {
        let connection = world.state()?["connection"].take();
        Ok((connection["state"] == "sandboxed").then_some(()))
    })
    .with_context(|| format!("state: {:?}", world.state()))?;
    world.ucontact.fire("boxed", &assigned("boxed-2", "Ventas", "webchat", "51"))?;
    world.browser.close(&tab)?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("free", "Ventas", "webchat", "52"))?;
    world.wait_opened("free")?;
    let journal = world.wait_journal_done()?;
    ensure!(journal.len() == 1, "the sandboxed page's events were taken: {journal:?}");
    let records: Vec<String> =
        world.crm.navigations().into_iter().filter(|n| n.starts_with("/contact/")).collect();
    ensure!(records == ["/contact/52"], "records opened: {records:?}");
    Ok(())
}
