//! An update of the extension during a call.

use super::{all_is_well, assign, finish, homes, world};

#[test]
fn an_update_waits_until_the_panel_has_closed() {
    // Even seeds are Firefox, which loads the extension anew at once unless somebody listens.
    for seed in (2..=40).step_by(2) {
        let world = world(seed);
        let panel = world.open_side_panel(1);
        world.pass(4_000);
        assert_eq!(homes(&world), [panel.number], "seed {seed}");
        assign(&world, "g3", "never");
        world.pass(1_000);
        world.event("the extension has an update", |background| background.update_available());
        world.pass(60_000);
        assert_eq!(world.figures.borrow().reloads, 0, "seed {seed}");
        assert_eq!(homes(&world), [panel.number], "seed {seed}");
        finish(&world, "g3");
        world.pass(5_000);
        assert_eq!(world.figures.borrow().reloads, 0, "seed {seed}: the panel is open still");
        world.close_side_panel(&panel);
        world.pass(30_000);
        assert_eq!(world.figures.borrow().reloads, 1, "seed {seed}");
        all_is_well(&world);
        assert_eq!(homes(&world).len(), 1, "seed {seed}");
        world.end();
    }
}

#[test]
fn chromium_takes_care_of_that_itself() {
    let world = world(1);
    world.event("the extension has an update", |background| background.update_available());
    world.pass(10_000);
    assert_eq!(world.figures.borrow().reloads, 0);
    world.end();
}
