//! A browser that is none, so that the whole background runs in a native test: with a clock of its own, tabs, pages,
//! storage, a database, and a seed that decides what happens first.
//!
//! The [`World`] outlives the worker; the worker's memory is the `Background` and its tasks. A call that the
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
mod own_pages;
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

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;

use bridge::view::Millis;

use futures_util::future::{Either, select};
use tokio::sync::oneshot;
use webext::Error;

use account::Account;
use calls::{Calls, Channel, Deed, heard};
use chance::Chance;
use crm::Crm;
use disk::Disk;
use documents::Documents;
use faults::Faults;
use figures::Figures;
use notices::Shown;
use scripts::Registered;
use store::Database;
use tabs::Windows;
use tasks::{Owner, Tasks};
use trace::Trace;
use worker::{Requests, Running};

pub use simulation::simulate;

/// When every day begins: 2026-03-02, 08:00 UTC.
pub(crate) const MORNING: Millis = 1_772_438_400_000;

/// After how long without any news the browser stops the worker, in milliseconds.
const IDLE: Millis = 30_000;

/// The browser, the pages, the agent, the disk.
pub(crate) struct World {
    now: Cell<Millis>,
    chance: RefCell<Chance>,
    /// What happens next, by time and then in the order in which it was decided.
    agenda: RefCell<BTreeMap<(Millis, u64), Deed>>,
    decided: Cell<u64>,
    /// What runs.
    pub tasks: Tasks,
    /// The worker, if it runs.
    pub running: Running,
    /// Names the worker that runs; no worker where none does.
    pub life: Cell<u64>,
    /// When the worker last heard anything.
    pub active: Cell<Millis>,
    /// After how many more polls of its tasks the worker is stopped.
    pub stop_in: Cell<Option<u64>>,
    /// The browser is Firefox.
    pub firefox: Cell<bool>,
    /// The worker is stopped when it idles.
    pub sleeps: Cell<bool>,
    /// What the worker is asked, and has not answered.
    pub requests: Requests,
    /// The worker's calls that are on their way.
    pub calls: RefCell<Calls>,
    /// Tabs and windows.
    pub windows: RefCell<Windows>,
    /// What is open in them.
    pub documents: Documents,
    /// `storage`.
    pub disk: RefCell<Disk>,
    /// IndexedDB.
    pub database: RefCell<Database>,
    /// Content scripts and permissions.
    pub scripts: RefCell<Registered>,
    /// What the agent is shown outside of pages.
    pub shown: RefCell<Shown>,
    /// The CRM's and uContact's servers.
    pub crm: RefCell<Crm>,
    /// What was told, acknowledged, opened, posted.
    pub account: RefCell<Account>,
    /// What is put in on purpose.
    pub faults: Faults,
    /// What happened, counted.
    pub figures: RefCell<Figures>,
    /// What happened, in order.
    pub trace: RefCell<Trace>,
}

impl World {
    /// A browser that has just been installed, with no tab and no worker.
    pub fn new(seed: u64, faults: Faults) -> Rc<Self> {
        Rc::new(Self {
            now: Cell::new(MORNING),
            chance: RefCell::new(Chance::new(seed)),
            agenda: RefCell::default(),
            decided: Cell::default(),
            tasks: Tasks::default(),
            running: Running::default(),
            life: Cell::default(),
            active: Cell::default(),
            stop_in: Cell::default(),
            firefox: Cell::default(),
            sleeps: Cell::new(true),
            requests: Requests::default(),
            calls: RefCell::default(),
            windows: RefCell::default(),
            documents: Documents::default(),
            disk: RefCell::default(),
            database: RefCell::default(),
            scripts: RefCell::default(),
            shown: RefCell::default(),
            crm: RefCell::default(),
            account: RefCell::default(),
            faults,
            figures: RefCell::default(),
            trace: RefCell::default(),
        })
    }

    /// The time.
    pub fn now(&self) -> Millis {
        self.now.get()
    }

    /// Asks chance.
    pub fn chance<T>(&self, ask: impl FnOnce(&mut Chance) -> T) -> T {
        ask(&mut self.chance.borrow_mut())
    }

    /// How long something takes by this channel, in milliseconds.
    pub fn latency(&self, channel: Channel) -> Millis {
        let slow = self.disk.borrow().slow;
        self.chance(|chance| match channel {
            Channel::Database | Channel::Local if slow => chance.between(1, 400),
            Channel::Database => chance.between(1, 12),
            Channel::Local => chance.between(1, 8),
            Channel::Session | Channel::Managed => chance.between(0, 3),
            Channel::Tabs | Channel::Scripts => chance.between(0, 10),
            Channel::Messages(_) => chance.between(0, 8),
            Channel::Notices => chance.between(0, 5),
        })
    }

    /// Has something happen at a time.
    pub fn at(&self, at: Millis, deed: impl FnOnce(&Rc<Self>) + 'static) {
        let decided = self.decided.get() + 1;
        self.decided.set(decided);
        self.agenda.borrow_mut().insert((at.max(self.now()), decided), Box::new(deed));
    }

    /// Has something happen after so many milliseconds.
    pub fn after(&self, milliseconds: Millis, deed: impl FnOnce(&Rc<Self>) + 'static) {
        self.at(self.now() + milliseconds, deed);
    }

    /// Comes back after so many milliseconds.
    pub fn pause(&self, milliseconds: Millis) -> impl Future<Output = ()> + use<> {
        let (ring, rung) = oneshot::channel();
        self.after(milliseconds, move |_| {
            let _ = ring.send(());
        });
        heard(rung)
    }

    /// Notes what happens.
    pub fn note(&self, what: impl FnOnce() -> String) {
        self.trace.borrow_mut().note(self.now(), what);
    }

    /// One thing happens: a task goes on, or time passes until the next event. `false` where neither is possible, or
    /// the next event comes only after `end`.
    pub fn step(self: &Rc<Self>, end: Millis) -> bool {
        let next = self.chance(|chance| self.tasks.next(chance));
        if let Some(owner) = next {
            if owner == Owner::Worker && self.is_to_be_stopped() {
                self.stop_worker("between two awaits");
            } else if let Some(task) = self.tasks.poll(owner) {
                self.figures.borrow_mut().polls += 1;
                self.trace.borrow_mut().step(task);
            }
            return true;
        }
        let next = self.agenda.borrow().first_key_value().map(|((at, _), _)| *at);
        let idle = self.active.get() + IDLE;
        let idles = self.sleeps.get() && self.is_awake() && self.requests.none_is_open();
        if idles && idle <= end && next.is_none_or(|next| next > idle) {
            self.now.set(idle.max(self.now()));
            self.stop_worker("idle");
            return true;
        }
        if next.is_none_or(|next| next > end) {
            self.now.set(end.max(self.now()));
            return false;
        }
        let Some(((at, _), deed)) = self.agenda.borrow_mut().pop_first() else { return false };
        self.now.set(at);
        deed(self);
        true
    }

    fn is_to_be_stopped(&self) -> bool {
        match self.stop_in.get() {
            Some(0) => true,
            Some(polls) => {
                self.stop_in.set(Some(polls - 1));
                false
            }
            None => false,
        }
    }

    /// Lets so many milliseconds pass.
    pub fn pass(self: &Rc<Self>, milliseconds: Millis) {
        let end = self.now() + milliseconds;
        while self.step(end) {}
    }

    /// Lets time pass until `is_so`, for at most so many milliseconds. Answers whether it is so.
    pub fn pass_until(self: &Rc<Self>, milliseconds: Millis, is_so: impl Fn(&Rc<Self>) -> bool) -> bool {
        let end = self.now() + milliseconds;
        while !is_so(self) {
            if !self.step(end) {
                return is_so(self);
            }
        }
        true
    }

    /// Ends the world: what runs holds it, and it holds what runs.
    pub fn end(self: &Rc<Self>) {
        self.life.set(self.life.get() + 1);
        self.running.borrow_mut().take();
        self.requests.clear();
        self.tasks.clear();
        let agenda = std::mem::take(&mut *self.agenda.borrow_mut());
        drop(agenda);
        let calls = std::mem::take(&mut *self.calls.borrow_mut());
        drop(calls);
        self.documents.clear();
    }
}

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
