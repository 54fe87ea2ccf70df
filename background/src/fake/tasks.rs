//! The executor: one thread, no clock of its own. The seed decides which task that can go on goes on first.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};

use super::chance::Chance;

/// Whose a task is. All tasks of one owner end together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// The worker's.
    Worker,
    /// Those of the scripts in this document.
    Document(u64),
    /// The agent's, who is there as long as the day.
    Agent,
}

struct Task {
    owner: Owner,
    /// `None` while it is being polled.
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

/// The tasks that can go on.
type Ready = Arc<Mutex<BTreeSet<u64>>>;

/// Says that a task can go on.
struct Bell {
    task: u64,
    ready: Ready,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(self.task);
    }
}

/// All tasks.
#[derive(Default)]
pub(crate) struct Tasks {
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Ready,
    last: Cell<u64>,
}

impl Tasks {
    /// Adds a task, which can go on at once.
    pub fn spawn(&self, owner: Owner, future: impl Future<Output = ()> + 'static) {
        let task = self.last.get() + 1;
        self.last.set(task);
        self.tasks.borrow_mut().insert(task, Task { owner, future: Some(Box::pin(future)) });
        self.set_ready(task);
    }

    /// One of the tasks that can go on, and whose it is.
    pub fn next(&self, chance: &mut Chance) -> Option<(u64, Owner)> {
        loop {
            let task = {
                let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
                *ready.iter().nth(chance.below(ready.len() as u64) as usize)?
            };
            match self.tasks.borrow().get(&task) {
                Some(known) => return Some((task, known.owner)),
                // It ended, and was woken afterwards.
                None => self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(&task),
            };
        }
    }

    /// Lets a task go on, as far as it comes.
    pub fn poll(&self, task: u64) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(&task);
        let future = self.tasks.borrow_mut().get_mut(&task).and_then(|known| known.future.take());
        let Some(mut future) = future else { return };
        let waker = Waker::from(Arc::new(Bell { task, ready: self.ready.clone() }));
        let done = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        let mut tasks = self.tasks.borrow_mut();
        if done {
            tasks.remove(&task);
        } else if let Some(known) = tasks.get_mut(&task) {
            known.future = Some(future);
            return;
        }
        // What the task held may reach for the tasks when it goes.
        drop(tasks);
        drop(future);
    }

    /// Ends all tasks of an owner.
    pub fn end(&self, owner: Owner) {
        let mut ended = Vec::new();
        self.tasks.borrow_mut().retain(|_, task| {
            let stays = task.owner != owner;
            if !stays {
                ended.push(task.future.take());
            }
            stays
        });
        drop(ended);
    }

    /// Ends all tasks.
    pub fn clear(&self) {
        let all = std::mem::take(&mut *self.tasks.borrow_mut());
        drop(all);
    }

    fn set_ready(&self, task: u64) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(task);
    }
}
