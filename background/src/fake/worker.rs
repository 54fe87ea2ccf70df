//! The worker: started by whatever comes in, and stopped whenever the browser likes. Its memory is the `Background` and
//! its tasks, and nothing else.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use bridge::view::Millis;
use bridge::wire::{PopupState, Reply, Request};
use tokio::sync::oneshot;
use webext::Error;
use webext::content::Say;
use webext::placement::Placement;
use webext::runtime::Sender;

use super::World;
use super::browser::Fake;
use super::calls::{Channel, heard};
use super::documents::Document;
use super::tasks::Owner;
use crate::background::Background;
use crate::inbox::content::Said;
use crate::ports::Pages;

impl Said {
    /// Whether it is the acknowledgement of an event.
    pub(super) fn is_acknowledged(&self) -> bool {
        *self == Said::Acknowledged
    }

    /// Where uContact's frame is to live.
    pub(super) fn placement(self) -> Option<Placement> {
        match self {
            Said::Placement(placement) => Some(placement),
            _ => None,
        }
    }
}

/// A request that the worker has not answered.
struct Open {
    what: String,
    since: Millis,
    fail: Box<dyn FnOnce()>,
}

/// What the worker is asked.
#[derive(Default)]
pub(crate) struct Requests {
    open: RefCell<BTreeMap<u64, Open>>,
    last: Cell<u64>,
    /// When the last message of each sender arrives: those of one sender arrive in order.
    arrival: RefCell<BTreeMap<u64, Millis>>,
}

impl Requests {
    /// Whether everything is answered.
    pub fn none_is_open(&self) -> bool {
        self.open.borrow().is_empty()
    }

    /// What has waited for longer than so many milliseconds.
    pub fn waiting(&self, now: Millis, longer_than: Millis) -> Vec<String> {
        let open = self.open.borrow();
        let waits = |open: &&Open| now.saturating_sub(open.since) > longer_than;
        open.values().filter(waits).map(|open| open.what.clone()).collect()
    }

    /// Forgets all.
    pub fn clear(&self) {
        let open = std::mem::take(&mut *self.open.borrow_mut());
        drop(open);
    }
}

/// What runs while the worker does.
pub(crate) type Running = RefCell<Option<Rc<Background<Fake>>>>;

impl World {
    /// Whether the worker runs.
    pub fn is_awake(&self) -> bool {
        self.running.borrow().is_some()
    }

    /// The worker hears something, and does not idle.
    pub fn worker_hears(&self) {
        self.active.set(self.now());
    }

    /// The worker; it is started if it does not run.
    pub fn wake(self: &Rc<Self>) -> Rc<Background<Fake>> {
        if let Some(running) = self.running.borrow().as_ref() {
            return running.clone();
        }
        self.life.set(self.life.get() + 1);
        self.figures.borrow_mut().starts += 1;
        self.note(|| "the worker starts".to_owned());
        self.worker_hears();
        let background = Rc::new(Background::start(Fake { world: self.clone(), life: self.life.get() }));
        *self.running.borrow_mut() = Some(background.clone());
        background
    }

    /// The browser stops the worker, if it runs.
    pub fn stop_worker(self: &Rc<Self>, why: &str) {
        self.stop_in.set(None);
        let Some(background) = self.running.borrow_mut().take() else { return };
        self.life.set(self.life.get() + 1);
        self.note(|| format!("the worker is stopped: {why}"));
        {
            let mut figures = self.figures.borrow_mut();
            if why == "idle" { figures.idle_stops += 1 } else { figures.stops += 1 }
        }
        self.cut_calls();
        self.tasks.end(Owner::Worker);
        drop(background);
        let open = std::mem::take(&mut *self.requests.open.borrow_mut());
        for (_, open) in open {
            (open.fail)();
        }
        for document in self.documents.own() {
            self.port_ends(&document);
        }
    }

    /// The browser has an event for the worker.
    pub fn event(self: &Rc<Self>, what: &'static str, tell: impl FnOnce(&Background<Fake>) + 'static) {
        let wait = self.chance(|chance| chance.between(0, 6));
        self.after(wait, move |world| {
            world.note(|| what.to_owned());
            let background = world.wake();
            world.worker_hears();
            tell(&background);
        });
    }

    /// A message to the worker, and its answer. It fails where the worker is stopped before it answers.
    fn message<T: 'static, F: Future<Output = T> + 'static, A: FnOnce(&Background<Fake>) -> F + 'static>(
        self: &Rc<Self>,
        from: u64,
        what: String,
        take: A,
    ) -> impl Future<Output = Result<T, Error>> + use<T, F, A> {
        let (answer, answered) = oneshot::channel();
        let arrives = {
            let soon = self.now() + self.latency(Channel::Messages(0));
            let mut arrival = self.requests.arrival.borrow_mut();
            let last = arrival.entry(from).or_default();
            *last = soon.max(*last);
            *last
        };
        self.at(arrives, move |world| {
            let background = world.wake();
            world.worker_hears();
            let number = world.requests.last.get() + 1;
            world.requests.last.set(number);
            world.note(|| format!("{number}: {what}"));
            let answer = Rc::new(Cell::new(Some(answer)));
            let lost = answer.clone();
            let fail = Box::new(move || {
                if let Some(answer) = lost.take() {
                    drop(answer.send(Err(Error::NoReceiver)));
                }
            });
            world.requests.open.borrow_mut().insert(number, Open { what, since: world.now(), fail });
            let outcome = take(&background);
            let then = world.clone();
            world.tasks.spawn(Owner::Worker, async move {
                let outcome = outcome.await;
                then.requests.open.borrow_mut().remove(&number);
                then.note(|| format!("{number}: answered"));
                let wait = then.latency(Channel::Messages(0));
                then.after(wait, move |_| {
                    if let Some(answer) = answer.take() {
                        drop(answer.send(Ok(outcome)));
                    }
                });
            });
        });
        heard(answered)
    }

    /// A document's script says something, and hears the answer once the document is not busy.
    pub async fn say(self: &Rc<Self>, document: &Rc<Document>, say: Say) -> Result<Said, Error> {
        let sender = document.sender();
        let what = format!("document {} says {say:?}", document.number);
        let answer =
            self.message(document.number, what, move |background| background.said(say, sender)).await;
        self.until_free(document).await;
        answer
    }

    /// A document's script says something, and waits for nothing.
    pub fn say_and_forget(self: &Rc<Self>, document: &Rc<Document>, say: Say) {
        let sender = document.sender();
        let what = format!("document {} says {say:?}", document.number);
        drop(self.message(document.number, what, move |background| background.said(say, sender)));
    }

    /// The agent wants uContact in the panel: a click in this document.
    pub fn wants_panel(self: &Rc<Self>, document: &Rc<Document>) {
        let window = Some(document.window);
        self.event("the agent wants the panel", move |background| background.panel_wanted(window));
    }

    /// A page of the extension asks something.
    pub fn ask(
        self: &Rc<Self>,
        sender: Sender,
        page: u64,
        what: String,
        request: Request,
    ) -> impl Future<Output = Result<Reply, Error>> + use<> {
        self.figures.borrow_mut().asked += 1;
        self.message(page, what, move |background| background.asked(request, sender))
    }

    async fn until_free(self: &Rc<Self>, document: &Rc<Document>) {
        while document.busy.get() > self.now() {
            self.pause(document.busy.get() - self.now()).await;
        }
    }
}

impl Pages for Fake {
    fn post(&self, pages: &[u32], state: &PopupState) {
        let (pages, state) = (pages.to_vec(), state.clone());
        drop(self.call(Channel::Messages(0), move |world| {
            for document in world.documents.own() {
                if pages.contains(&document.page.get()) {
                    world.told_state(&document, &state);
                }
            }
        }));
    }
}
