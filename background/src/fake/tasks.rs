//! The executor: one thread, no clock of its own. As in a browser, what one script waits for goes on in the order in
//! which it was woken; which script goes on first, the seed decides.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
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

/// The tasks that can go on, by owner and in order.
#[derive(Default)]
struct Ready(Mutex<BTreeMap<Owner, VecDeque<u64>>>);

impl Ready {
    fn with<T>(&self, look: impl FnOnce(&mut BTreeMap<Owner, VecDeque<u64>>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, owner: Owner, task: u64) {
        self.with(|ready| {
            let ready = ready.entry(owner).or_default();
            if !ready.contains(&task) {
                ready.push_back(task);
            }
        });
    }
}

/// Says that a task can go on.
struct Bell {
    task: u64,
    owner: Owner,
    ready: Arc<Ready>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ready.add(self.owner, self.task);
    }
}

/// All tasks.
#[derive(Default)]
pub(crate) struct Tasks {
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Arc<Ready>,
    last: Cell<u64>,
}

impl Tasks {
    /// Adds a task, which can go on at once.
    pub fn spawn(&self, owner: Owner, future: impl Future<Output = ()> + 'static) {
        let task = self.last.get() + 1;
        self.last.set(task);
        self.tasks.borrow_mut().insert(task, Task { owner, future: Some(Box::pin(future)) });
        self.ready.add(owner, task);
    }

    /// One of the owners whose tasks can go on.
    pub fn next(&self, chance: &mut Chance) -> Option<Owner> {
        self.ready.with(|ready| {
            ready.retain(|_, tasks| !tasks.is_empty());
            ready.keys().nth(chance.below(ready.len() as u64) as usize).copied()
        })
    }

    /// Lets the next task of an owner go on, as far as it comes. Answers with its number.
    pub fn poll(&self, owner: Owner) -> Option<u64> {
        let task = self.ready.with(|ready| ready.get_mut(&owner)?.pop_front())?;
        // One that has ended may have been woken afterwards.
        let mut future = self.tasks.borrow_mut().get_mut(&task)?.future.take()?;
        let waker = Waker::from(Arc::new(Bell { task, owner, ready: self.ready.clone() }));
        let done = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        let mut tasks = self.tasks.borrow_mut();
        if done {
            tasks.remove(&task);
        } else if let Some(known) = tasks.get_mut(&task) {
            known.future = Some(future);
            return Some(task);
        }
        // What the task held may reach for the tasks when it goes.
        drop(tasks);
        drop(future);
        Some(task)
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
}
