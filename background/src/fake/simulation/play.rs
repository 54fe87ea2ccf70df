//! Plays a day.

use std::rc::Rc;

use bridge::view::Millis;

use super::super::World;
use super::super::configurations::{CRM, HOSTS, configuration};
use super::super::faults::Faults;
use super::super::figures::Figures;
use super::{Day, check};
use crate::ports::Stored;

/// For how long anybody may wait for an answer, in milliseconds.
const PATIENCE: Millis = 90_000;

/// How the day ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// What did not hold.
    pub failure: Option<String>,
    /// Names the way the day went.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests compare it"))]
    pub hash: u64,
    /// What happened.
    pub figures: Figures,
    /// What happened, in order, if somebody wants to read it.
    pub lines: Vec<String>,
}

/// A browser with a configuration, where the agent has a page of the CRM open.
pub(crate) fn morning(seed: u64, faults: Faults) -> Rc<World> {
    let world = World::new(seed, faults);
    world.firefox.set(seed.is_multiple_of(2));
    world.disk.borrow_mut().local.insert("config".to_owned(), Stored::Json(configuration(1)));
    world.disk.borrow_mut().local.insert("welcomed".to_owned(), Stored::Yes);
    world.scripts.borrow_mut().granted.extend(HOSTS.map(str::to_owned));
    world.event("the extension was installed or updated", |background| background.permissions_changed());
    world.pass(3_000);
    let window = 1;
    world.open_tab(window, CRM, true);
    world
}

/// Plays a day. `lines`: keep what happens.
pub(crate) fn play(day: &Day, faults: Faults, lines: bool) -> Outcome {
    let world = morning(day.seed, faults);
    world.trace.borrow_mut().lines = lines.then(Vec::new);
    world.figures.borrow_mut().days = 1;
    world.crm.borrow_mut().moody = true;
    let failure = go_on(&world, day);
    let (hash, lines) = {
        let mut trace = world.trace.borrow_mut();
        (trace.hash(), trace.lines.take().unwrap_or_default())
    };
    let outcome = Outcome { failure, hash, figures: world.figures.borrow().clone(), lines };
    world.end();
    outcome
}

fn go_on(world: &Rc<World>, day: &Day) -> Option<String> {
    world.pass(5_000);
    for (wait, step) in &day.steps {
        world.pass(*wait);
        step.happen(world);
        let broken = world.account.borrow().broken.first().cloned();
        if let Some(broken) = broken.or_else(|| too_long(world)) {
            return Some(broken);
        }
    }
    evening(world);
    too_long(world).or_else(|| check::all(world))
}

/// What waits for ever.
fn too_long(world: &World) -> Option<String> {
    let waiting = world.requests.waiting(world.now(), PATIENCE);
    waiting.first().map(|what| format!("this waits for ever: {what}"))
}

/// The world comes to rest: nothing is in anybody's way any more, and the worker starts once more.
pub(crate) fn evening(world: &Rc<World>) {
    world.note(|| "== evening".to_owned());
    world.stop_in.set(None);
    {
        let mut disk = world.disk.borrow_mut();
        (disk.full, disk.slow) = (false, false);
    }
    {
        let mut crm = world.crm.borrow_mut();
        (crm.down, crm.moody) = (false, false);
    }
    world.grant_all();
    world.pass(100_000);
    world.stop_worker("for the night");
    world.event("the browser wakes the worker", |background| background.permissions_changed());
    world.pass(100_000);
}
