//! A browser that is none, so that the whole background runs in a native test: with a clock of its own, tabs, pages,
//! storage, a database, and a seed that decides what happens first.
//!
//! The [`world::World`] outlives the worker; the worker's memory is the `Background` and its tasks. A call that the
//! browser has taken is carried out, whatever becomes of the worker. [`browser::Fake`] implements the ports.

mod account;
mod asks;
mod browser;
mod calls;
mod chance;
mod configurations;
mod crm;
mod disk;
mod documents;
mod faults;
mod figures;
mod notices;
mod outbox;
mod own_pages;
mod place;
mod restart;
mod scripts;
mod simulation;
mod store;
mod tabs;
mod tasks;
#[cfg(test)]
mod tests;
mod trace;
mod ucontact;
mod worker;
mod world;

use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{Either, select};
use webext::Error;

use world::World;

pub use simulation::simulate;

/// What `work` comes to within so many milliseconds; it goes on afterwards, unheard.
async fn limited_by<T>(world: &Rc<World>, limit: u32, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(world.pause(u64::from(limit)))).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(_) => None,
    }
}

/// The same for work that may fail.
async fn limited<T>(
    world: &Rc<World>,
    limit: u32,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    limited_by(world, limit, work).await.unwrap_or(Err(Error::TimedOut))
}
