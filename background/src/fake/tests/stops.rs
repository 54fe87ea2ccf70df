//! The worker is stopped between any two awaits of one thing that it does: whatever that was, it is done in the end, or
//! known not to be, and never twice.

use std::rc::Rc;

use bridge::view::{RecordView, StartState};
use bridge::wire::question::{EraseHistory, Save, Start};

use super::super::World;
use super::super::configurations::configuration;
use super::{all_is_well, ask, assign, finish, state, world};

/// Begins something in a world, stops the worker after so many turns of its tasks, and looks at what became of it; for
/// every number of turns until it is done sooner.
fn stopped_everywhere(begin: impl Fn(&Rc<World>), then: impl Fn(&Rc<World>)) {
    for seed in 1..=3 {
        let mut turns = 0;
        loop {
            let world = world(seed);
            let stops = world.figures.borrow().stops;
            world.stop_in.set(Some(turns));
            begin(&world);
            world.pass(25_000);
            let was_stopped = world.figures.borrow().stops > stops;
            world.stop_in.set(None);
            then(&world);
            all_is_well(&world);
            world.end();
            if !was_stopped {
                break;
            }
            turns += 1;
        }
        assert!(turns > 2, "it takes more turns than {turns}");
    }
}

fn record(world: &Rc<World>, guid: &str) -> RecordView {
    // Where nothing else has woken the worker, the question does, and what was left open is finished then.
    state(world);
    world.pass(5_000);
    let known = state(world).view.interactions.into_iter().find(|known| known.guid == guid);
    known.expect("the interaction is known").record
}

#[test]
fn an_assignment() {
    stopped_everywhere(
        |world| assign(world, "g3", "direct"),
        |world| {
            let record = record(world, "g3");
            assert!(matches!(record, RecordView::Opened { .. }), "{record:?}");
            assert_eq!(world.account.borrow().openings.len(), 1);
        },
    );
}

#[test]
fn a_lookup() {
    stopped_everywhere(
        |world| assign(world, "g3", "lookup"),
        |world| {
            let record = record(world, "g3");
            assert!(matches!(record, RecordView::Opened { .. }), "{record:?}");
            assert_eq!(world.account.borrow().openings.len(), 1);
        },
    );
}

#[test]
fn an_end_while_the_crm_is_asked() {
    stopped_everywhere(
        |world| {
            world.crm.borrow_mut().slow = 2_500;
            assign(world, "g3", "lookup");
            world.pass(500);
            finish(world, "g3");
        },
        |world| assert!(state(world).view.interactions.iter().all(|known| known.finished.is_some())),
    );
}

#[test]
fn a_start() {
    stopped_everywhere(
        |world| {
            world.account.borrow_mut().starts.insert("s3".to_owned(), 1);
            let start = bridge::view::Start {
                campaign: "direct".into(),
                channel: "telephony".into(),
                client_id: "s3".into(),
            };
            ask(world, Start { start });
        },
        |world| {
            // A worker that had not heard of it cannot know of it; the popup was told.
            let start = state(world).view.start.map(|start| start.state);
            assert!(
                start != Some(StartState::Sending),
                "nobody waits for a start that is on its way for ever"
            );
        },
    );
}

#[test]
fn a_save() {
    stopped_everywhere(
        |world| {
            world.account.borrow_mut().saves.push((2, false));
            let answer = ask(world, Save { json: configuration(2) });
            world.pass(20_000);
            let saved = matches!(&*answer.borrow(), Some(Ok(checked)) if checked.errors.is_empty());
            world.account.borrow_mut().saves[0].1 = saved;
        },
        |_| {},
    );
}

#[test]
fn an_erase() {
    stopped_everywhere(
        |world| {
            let turns = world.stop_in.take();
            for guid in ["g3", "g4", "g5"] {
                assign(world, guid, "direct");
                world.pass(1_000);
            }
            finish(world, "g3");
            finish(world, "g4");
            world.pass(3_000);
            world.stop_in.set(turns);
            let answer = ask(world, EraseHistory {});
            world.pass(20_000);
            if matches!(&*answer.borrow(), Some(Ok(_))) {
                // It was quicker than the stop.
                world.stop_in.set(None);
                let known: Vec<String> =
                    state(world).view.interactions.into_iter().map(|known| known.guid).collect();
                assert_eq!(known, ["g5"]);
                assert_eq!(world.database.borrow().history.len(), 1);
            }
        },
        |world| {
            let live: Vec<String> = state(world)
                .view
                .interactions
                .into_iter()
                .filter_map(|known| known.finished.is_none().then_some(known.guid))
                .collect();
            assert_eq!(live, ["g5"]);
        },
    );
}
