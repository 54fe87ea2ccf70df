//! A save while a policy arrives, changes, or goes.

use bridge::wire::question::{Configuration, Save};

use super::super::configurations::configuration;
use super::{all_is_well, ask, world};

#[test]
fn a_policy_wins_over_a_save_whichever_comes_first() {
    for seed in 1..=60 {
        let world = world(seed);
        let policy = |version: u32| {
            world.disk.borrow_mut().policy = (version > 0).then(|| configuration(version));
            world.event("the policy has changed", |background| background.policy_changed());
        };
        world.account.borrow_mut().saves.push((2, false));
        let early = world.chance(|chance| chance.percent(50));
        let wait = world.chance(|chance| chance.below(60));
        if early {
            policy(3);
            world.pass(wait);
        }
        let saved = ask(&world, Save { json: configuration(2) });
        if !early {
            world.pass(wait);
            policy(3);
        }
        world.pass(20_000);
        let saved = matches!(saved.take(), Some(Ok(checked)) if checked.errors.is_empty());
        world.account.borrow_mut().saves[0].1 = saved;
        let configured = ask(&world, Configuration {});
        world.pass(5_000);
        let configured = configured.take().expect("an answer").expect("the configuration");
        assert!(configured.managed.is_some(), "seed {seed}");
        assert!(configured.json.is_some_and(|json| json.contains("CRM 3")), "seed {seed}");
        // Without the policy it is what was saved before it came, and nothing that was refused under it.
        policy(0);
        world.pass(5_000);
        let configured = ask(&world, Configuration {});
        world.pass(5_000);
        let configured = configured.take().expect("an answer").expect("the configuration");
        let own = if saved { "CRM 2" } else { "CRM 1" };
        assert!(configured.json.is_some_and(|json| json.contains(own)), "seed {seed}: {own}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn a_save_waits_until_the_browser_tells_the_policy() {
    let world = world(1);
    world.disk.borrow_mut().policy = Some(configuration(3));
    world.restart_browser(true);
    world.disk.borrow_mut().policy_told = world.now() + 4_000;
    let saved = ask(&world, Save { json: configuration(2) });
    world.pass(3_000);
    assert!(saved.borrow().is_none(), "a policy may come");
    world.pass(3_000);
    assert!(matches!(saved.take(), Some(Err(_))), "it has come");
    all_is_well(&world);
    world.end();
}
