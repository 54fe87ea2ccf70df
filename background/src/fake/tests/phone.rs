//! Which place has uContact's frame.

use bridge::wire::Connection;

use super::super::configurations::{CRM, OTHER, SHOP};
use super::{all_is_well, assign, finish, homes, page, state, world};

/// The days of these seeds: what goes on first is not always the same.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

#[test]
fn a_page_that_is_busy_keeps_it() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.windows.borrow().tabs[0].id;
        let home = page(&world, first);
        home.busy.set(world.now() + 6_000);
        world.open_tab(1, SHOP, true);
        world.pass(5_000);
        assert_eq!(homes(&world), [home.number], "seed {seed}");
        world.pass(5_000);
        assert_eq!(homes(&world), [home.number], "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn a_tab_that_closes_hands_it_on() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.windows.borrow().tabs[0].id;
        let second = world.open_tab(1, SHOP, true);
        world.pass(4_000);
        assert_eq!(homes(&world), [page(&world, first).number], "seed {seed}");
        world.close_tab(first);
        world.pass(2_000);
        assert_eq!(homes(&world), [page(&world, second).number], "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn the_next_page_that_is_not_busy_gets_it() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.windows.borrow().tabs[0].id;
        let second = world.open_tab(1, CRM, true);
        world.pass(4_000);
        let third = world.open_tab(1, SHOP, true);
        world.pass(4_000);
        page(&world, third).busy.set(world.now() + 10_000);
        world.close_tab(first);
        world.pass(5_000);
        assert_eq!(homes(&world), [page(&world, second).number], "seed {seed}");
        world.pass(10_000);
        assert_eq!(homes(&world), [page(&world, second).number], "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn where_all_are_busy_one_gets_it_later() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.windows.borrow().tabs[0].id;
        let second = world.open_tab(1, CRM, true);
        world.pass(4_000);
        page(&world, second).busy.set(world.now() + 8_000);
        world.close_tab(first);
        world.pass(5_000);
        assert!(homes(&world).is_empty(), "seed {seed}");
        world.pass(25_000);
        assert_eq!(homes(&world), [page(&world, second).number], "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn a_tab_that_sleeps_does_not_get_it_and_the_one_that_has_it_is_kept() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.windows.borrow().tabs[0].id;
        let second = world.open_tab(1, CRM, true);
        world.pass(4_000);
        let third = world.open_tab(1, SHOP, true);
        world.pass(4_000);
        let other = world.open_tab(1, OTHER, true);
        world.pass(4_000);
        assert!(!world.discard(first), "seed {seed}: the phone's tab is kept in memory");
        assert!(world.discard(third), "seed {seed}");
        world.close_tab(first);
        world.pass(10_000);
        assert_eq!(homes(&world), [page(&world, second).number], "seed {seed}");
        world.close_tab(other);
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn a_page_that_is_left_for_another_of_its_crm_has_it_still() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.windows.borrow().tabs[0].id;
        let second = world.open_tab(1, SHOP, true);
        world.pass(4_000);
        world.navigate(first, &format!("{CRM}next"));
        world.pass(5_000);
        assert_eq!(homes(&world), [page(&world, first).number], "seed {seed}");
        // A page without a dock gives it to the next.
        world.navigate(first, OTHER);
        world.pass(5_000);
        assert_eq!(homes(&world), [page(&world, second).number], "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn the_first_of_two_panels_gets_it_and_the_second_after_it() {
    for seed in SEEDS {
        let world = world(seed);
        let first = world.open_side_panel(1);
        world.pass(3_000);
        assert_eq!(
            homes(&world),
            [first.number],
            "seed {seed}: no call, and the agent has opened it for that"
        );
        assert!(matches!(state(&world).connection, Connection::Panel { .. }), "seed {seed}");
        let second = world.open_side_panel(2);
        world.pass(3_000);
        assert_eq!(homes(&world), [first.number], "seed {seed}");
        world.close_side_panel(&first);
        world.pass(3_000);
        assert_eq!(homes(&world), [second.number], "seed {seed}: the last one to ask");
        world.close_side_panel(&second);
        world.pass(3_000);
        let tab = world.windows.borrow().tabs[0].id;
        assert_eq!(homes(&world), [page(&world, tab).number], "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn a_call_stays_where_it_is_until_the_agent_says_otherwise() {
    for seed in SEEDS {
        let world = world(seed);
        let tab = world.windows.borrow().tabs[0].id;
        let dock = page(&world, tab);
        assign(&world, "g3", "never");
        world.pass(1_000);
        let panel = world.open_side_panel(1);
        world.pass(3_000);
        assert_eq!(homes(&world), [dock.number], "seed {seed}");
        let place = panel.place.borrow().clone().expect("the panel is a place");
        world.place_takes(&panel, &place);
        world.pass(3_000);
        assert_eq!(homes(&world), [panel.number], "seed {seed}");
        finish(&world, "g3");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn a_worker_that_is_stopped_anywhere_in_the_hand_over_leaves_one_home() {
    for seed in 1..=3 {
        for turns in 0..60 {
            let world = world(seed);
            let first = world.windows.borrow().tabs[0].id;
            world.open_tab(1, CRM, true);
            world.open_side_panel(1);
            world.pass(5_000);
            world.stop_in.set(Some(turns));
            for panel in world.panels() {
                world.close_side_panel(&panel);
            }
            world.close_tab(first);
            world.pass(5_000);
            all_is_well(&world);
            assert_eq!(homes(&world).len(), 1, "seed {seed}, {turns} turns");
            world.end();
        }
    }
}
