//! uContact's messages on their way to the background: in order, one at a time, until each is acknowledged.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{runtime, time};
use crate::error::Error;
use crate::messages::content::Say;

/// How many messages wait at most; the newest beyond that are dropped. A worker that has not started for so long is
/// not coming back.
const MOST: usize = 1024;

/// The longest pause between two tries, in milliseconds.
const LONGEST_PAUSE: u32 = 5_000;

/// A queue that empties itself. Acknowledged means "in the journal": from then on the background is responsible for
/// the message.
#[derive(Clone)]
pub struct Outbox {
    queue: Rc<RefCell<VecDeque<Say>>>,
    /// Called when the extension was removed or updated under this page.
    orphaned: Rc<dyn Fn()>,
}

impl Outbox {
    /// An empty queue. `orphaned` is called when the extension was removed or updated under this page.
    pub fn new(orphaned: impl Fn() + 'static) -> Self {
        Outbox { queue: Rc::default(), orphaned: Rc::new(orphaned) }
    }

    /// Queues a message, and starts sending unless sending is under way.
    pub fn send(&self, say: Say) {
        let mut queue = self.queue.borrow_mut();
        if queue.len() >= MOST {
            return;
        }
        queue.push_back(say);
        if queue.len() == 1 {
            let outbox = self.clone();
            spawn_local(async move { outbox.run().await });
        }
    }

    async fn run(&self) {
        let mut pause = 0;
        loop {
            let Some(message) = self.queue.borrow().front().map(Say::to_js) else { return };
            match runtime::send(&message).await {
                // An empty answer comes from a worker that was stopped before it could acknowledge.
                Ok(answer) if answer.is_truthy() => {
                    self.queue.borrow_mut().pop_front();
                    pause = 0;
                    continue;
                }
                Err(Error::Gone) => {
                    (self.orphaned)();
                    return;
                }
                // The worker was stopped on the way. Sending again starts it, and the journal's key makes a repeat
                // harmless.
                Ok(_) | Err(_) => {
                    if pause > 0 {
                        time::pause(pause).await;
                    }
                    pause = (pause * 2).clamp(25, LONGEST_PAUSE);
                }
            }
        }
    }
}
