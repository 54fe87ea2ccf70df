//! What uContact said in a document, on its way to the background: in order, one at a time, until it is acknowledged.
//! A model of `webext/src/outbox.rs`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use webext::content::Say;

use super::super::World;
use super::super::account::Told;
use super::super::tasks::Owner;
use super::Document;

/// The longest pause between two tries, in milliseconds.
const LONGEST_PAUSE: u64 = 5_000;

/// A queue that empties itself.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: RefCell<VecDeque<(Told, String)>>,
    runs: Cell<bool>,
}

impl Outbox {
    /// What was not acknowledged is lost.
    pub fn forget(&self) {
        self.queue.borrow_mut().clear();
        self.runs.set(false);
    }

    /// Whether something in it was not acknowledged.
    pub fn is_waiting(&self) -> bool {
        !self.queue.borrow().is_empty()
    }
}

impl World {
    /// uContact's frame in this document says something, and the content script hears it.
    pub fn hears(self: &Rc<Self>, document: &Rc<Document>, told: Told, json: String) {
        self.figures.borrow_mut().told += 1;
        document.outbox.queue.borrow_mut().push_back((told, json));
        if !document.outbox.runs.replace(true) {
            let (world, document) = (self.clone(), document.clone());
            self.tasks.spawn(Owner::Document(document.number), async move {
                world.empty_outbox(&document).await;
                document.outbox.runs.set(false);
            });
        }
    }

    async fn empty_outbox(self: &Rc<Self>, document: &Rc<Document>) {
        let mut pause = 0;
        loop {
            let Some((told, json)) = document.outbox.queue.borrow().front().cloned() else { return };
            match self.say(document, Say::Event { json }).await {
                Ok(said) if said.is_acknowledged() => {
                    document.outbox.queue.borrow_mut().pop_front();
                    self.figures.borrow_mut().acknowledged += 1;
                    self.account.borrow_mut().acknowledged(document.number, told);
                    pause = 0;
                }
                _ => {
                    self.figures.borrow_mut().resent += 1;
                    if pause > 0 {
                        self.pause(pause).await;
                    }
                    pause = (pause * 2).clamp(25, LONGEST_PAUSE);
                }
            }
        }
    }
}
