//! Calls to the browser: taken, carried out, answered.
//!
//! A call that the browser has taken is carried out, whatever becomes of the worker; only what was still on its way when
//! the worker was stopped may be lost. Calls of one channel are carried out and answered in their order, those of
//! different channels in any.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use bridge::view::Millis;
use tokio::sync::oneshot;

use super::World;

/// A way that keeps the order of what goes along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Channel {
    /// Tabs and windows.
    Tabs,
    /// `storage.local`.
    Local,
    /// `storage.session`.
    Session,
    /// `storage.managed`.
    Managed,
    /// The database. What transactions of different stores do in another order in a browser comes to the same.
    Database,
    /// Content scripts and permissions.
    Scripts,
    /// Messages to this tab, 0 for the extension's pages.
    Messages(i32),
    /// Notifications, the button, the menu, texts.
    Notices,
}

/// What happens to the world.
pub(crate) type Deed = Box<dyn FnOnce(&Rc<World>)>;

/// The calls of the worker that are on their way.
#[derive(Default)]
pub(crate) struct Calls {
    waiting: BTreeMap<Channel, VecDeque<Deed>>,
    carried_out: BTreeMap<Channel, Millis>,
    answered: BTreeMap<Channel, Millis>,
}

impl World {
    /// Takes a call of the worker of this life, at once, and answers with what `deed` does, later. A worker that is no
    /// more hears nothing.
    pub fn call<T: 'static, D: FnOnce(&Rc<Self>) -> T + 'static>(
        self: &Rc<Self>,
        life: u64,
        channel: Channel,
        deed: D,
    ) -> impl Future<Output = T> + use<T, D> {
        let (answer, answered) = oneshot::channel();
        if life == self.life.get() {
            self.take_call(
                channel,
                Box::new(move |world| {
                    let outcome = deed(world);
                    let at = {
                        let soon = world.now() + world.latency(channel);
                        let mut calls = world.calls.borrow_mut();
                        let last = calls.answered.entry(channel).or_default();
                        *last = soon.max(*last);
                        *last
                    };
                    world.at(at, move |world| {
                        world.worker_hears();
                        drop(answer.send(outcome));
                    });
                }),
            );
        }
        heard(answered)
    }

    fn take_call(self: &Rc<Self>, channel: Channel, deed: Deed) {
        let soon = self.now() + self.latency(channel);
        let at = {
            let mut calls = self.calls.borrow_mut();
            calls.waiting.entry(channel).or_default().push_back(deed);
            let last = calls.carried_out.entry(channel).or_default();
            *last = soon.max(*last);
            *last
        };
        let life = self.life.get();
        self.at(at, move |world| {
            if world.life.get() != life {
                return;
            }
            let deed = world.calls.borrow_mut().waiting.get_mut(&channel).and_then(VecDeque::pop_front);
            if let Some(deed) = deed {
                deed(world);
            }
        });
    }

    /// The worker is no more: of each channel the first calls are still carried out, how many is chance, and the others
    /// are lost.
    pub fn cut_calls(self: &Rc<Self>) {
        let calls = std::mem::take(&mut *self.calls.borrow_mut());
        for (_, waiting) in calls.waiting {
            let all = waiting.len();
            let kept = self.chance(|chance| chance.below(waiting.len() as u64 + 1)) as usize;
            self.figures.borrow_mut().lost_calls += (all - kept) as u64;
            for deed in waiting.into_iter().take(kept) {
                deed(self);
            }
        }
    }
}

/// What is answered; where the answer was lost, nothing, ever.
pub(crate) async fn heard<T>(answered: oneshot::Receiver<T>) -> T {
    match answered.await {
        Ok(answer) => answer,
        Err(_) => std::future::pending().await,
    }
}
