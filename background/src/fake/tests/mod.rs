//! Days written by hand: one file per area.

mod faults;
mod journal;
mod phone;
mod policy;
mod stops;
mod update;

use std::cell::RefCell;
use std::rc::Rc;

use bridge::wire::question::State;
use bridge::wire::{PopupState, Question, Request};

use super::World;
use super::account::What;
use super::documents::Document;
use super::faults::Faults;
use super::simulation::{asked, check, evening, morning};
use super::tasks::Owner;

/// A browser with a configuration and a page of the CRM, whose dock has uContact's frame.
fn world(seed: u64) -> Rc<World> {
    let world = morning(seed, Faults::default());
    world.pass(5_000);
    world
}

/// uContact assigns an interaction.
fn assign(world: &Rc<World>, guid: &str, campaign: &str) {
    world.ucontact_tells(&What::Assigned(guid.to_owned()), campaign);
}

/// uContact finishes it.
fn finish(world: &Rc<World>, guid: &str) {
    world.ucontact_tells(&What::Finished(guid.to_owned()), "");
}

/// The reply to a question, or why it failed.
type Answered<Q> = Result<<Q as Question>::Reply, String>;

/// The popup asks something; the answer comes later.
fn ask<Q: Question + Into<Request> + 'static>(
    world: &Rc<World>,
    question: Q,
) -> Rc<RefCell<Option<Answered<Q>>>> {
    let answer = Rc::new(RefCell::new(None));
    let (then, asked) = (answer.clone(), asked(world.clone(), question));
    world.tasks.spawn(Owner::Agent, async move {
        let answered = asked.await;
        *then.borrow_mut() = Some(answered);
    });
    answer
}

/// What the popup shows.
fn state(world: &Rc<World>) -> PopupState {
    let answer = ask(world, State {});
    world.pass_until(60_000, |_| answer.borrow().is_some());
    let answer = answer.take();
    answer.expect("the popup is answered").expect("the state is told")
}

/// The documents that have uContact's frame by the extension.
fn homes(world: &World) -> Vec<u64> {
    let has_it =
        |document: &Rc<Document>| document.place.borrow().as_ref().is_some_and(|place| place.has_frame());
    world.documents.all().iter().filter(|document| has_it(document)).map(|document| document.number).collect()
}

/// The document in a tab.
fn page(world: &World, tab: i32) -> Rc<Document> {
    world.documents.in_tab(tab).expect("the tab shows a page")
}

/// Everything that must always hold, holds, once the world has come to rest.
#[track_caller]
fn all_is_well(world: &Rc<World>) {
    evening(world);
    assert_eq!(check::all(world), None);
}
