//! A journal that cannot be written, read, or opened: the record opens all the same.

use bridge::view::RecordView;

use super::{all_is_well, assign, finish, state, world};

#[test]
fn a_full_disk_does_not_keep_a_record_from_the_agent() {
    for seed in 1..=20 {
        let world = world(seed);
        world.disk.borrow_mut().full = true;
        assign(&world, "g3", "tab");
        world.pass(3_000);
        assert_eq!(world.account.borrow().openings.len(), 1, "seed {seed}");
        assert_eq!(world.account.borrow().heard.len(), world.account.borrow().told.len(), "seed {seed}");
        assert!(world.database.borrow().journal.is_empty(), "seed {seed}");
        world.disk.borrow_mut().full = false;
        assign(&world, "g4", "tab");
        world.pass(3_000);
        assert!(world.database.borrow().journal.contains_key("assignedInteraction:g4"), "seed {seed}");
        // With the next write the desk's memory has both.
        assert!(world.database.borrow().history.contains_key("g4"), "seed {seed}");
        let known = state(&world).view.interactions.len();
        assert_eq!(known, 2, "seed {seed}");
        all_is_well(&world);
        world.end();
    }
}

#[test]
fn what_cannot_be_read_or_opened_is_done_without() {
    for (seed, shut) in (1..=20).flat_map(|seed| [(seed, true), (seed, false)]) {
        let world = world(seed);
        assign(&world, "g3", "tab");
        world.pass(3_000);
        world.stop_worker("for the test");
        {
            let mut database = world.database.borrow_mut();
            (database.shut, database.unreadable) = (shut, true);
        }
        assign(&world, "g4", "tab");
        world.pass(3_000);
        assert_eq!(world.account.borrow().openings.len(), 2, "seed {seed}");
        let known = state(&world).view.interactions;
        assert!(known.iter().any(|known| known.guid == "g4"), "seed {seed}");
        assert!(known.iter().all(|known| matches!(known.record, RecordView::Opened { .. })), "seed {seed}");
        finish(&world, "g4");
        world.pass(2_000);
        assert!(state(&world).view.interactions.iter().all(|known| known.finished.is_some()), "seed {seed}");
        assert!(world.requests.none_is_open(), "seed {seed}");
        world.end();
    }
}
