//! What every part is handed: the browser, the desk, the configuration in force. It goes down; what changed comes up as
//! a [`Changed`], and nothing calls back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt::Display;
use std::rc::Rc;
use std::task::{Poll, Waker};

use bridge::config::Config;
use bridge::desk::Desk;
use bridge::view::Millis;

use crate::in_force::InForce;
use crate::ports::Browser;
use crate::session::{self, WRONG};
use crate::turn::{Gate, Turns};

/// What a part says when something has changed that may concern other parts. `follow_up` alone knows what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    /// The desk has taken something in.
    Desk,
    /// Another configuration is in force, and the content scripts are in step with it.
    Configuration,
    /// Host permissions were granted or taken back, or the extension was started: scripts may be out of step.
    Permissions,
    /// uContact has announced its language.
    Language,
    /// uContact has announced its theme.
    Theme,
    /// Where uContact is may be another place now.
    Connection,
    /// uContact's frame was given a place.
    Placed,
    /// Something is wrong that was not, or the other way round.
    Health,
    /// A page of the extension that followed the desk has closed.
    PageClosed,
    /// The panel of this instance follows the desk no longer.
    PanelGone(u32),
}

/// What every part is handed.
pub(crate) struct Context<B> {
    /// The browser.
    pub browser: B,
    /// The desk. Never borrowed across an `await`: see [`Self::with_desk`].
    desk: RefCell<Desk>,
    /// The configuration.
    pub in_force: InForce,
    /// One at a time.
    pub turns: Turns,
    /// Open once what is stored has been read. Everything that comes in waits for it.
    pub ready: Gate,
    /// The extension's pages that follow the desk.
    pub followers: RefCell<Vec<Follower>>,
    wrong: Cell<Option<bool>>,
    changes: Changes,
}

/// A page of the extension that follows the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Follower {
    /// Its number.
    pub page: u32,
    /// The place that it is, if it is a panel.
    pub panel: Option<u32>,
}

impl<B: Browser> Context<B> {
    /// A context that knows nothing yet.
    pub fn new(browser: B) -> Rc<Self> {
        Rc::new(Self {
            browser,
            desk: RefCell::default(),
            in_force: InForce::default(),
            turns: Turns::default(),
            ready: Gate::default(),
            followers: RefCell::default(),
            wrong: Cell::default(),
            changes: Changes::default(),
        })
    }

    /// Looks at the desk, or changes it.
    pub fn with_desk<T>(&self, look: impl FnOnce(&mut Desk) -> T) -> T {
        look(&mut self.desk.borrow_mut())
    }

    /// The time.
    pub fn now(&self) -> Millis {
        self.browser.now()
    }

    /// The configuration in force.
    pub fn config(&self) -> Option<Rc<Config>> {
        self.in_force.config()
    }

    /// Puts a configuration in force, or none.
    pub fn put_in_force(&self, config: Option<Config>) {
        let config = config.map(Rc::new);
        self.in_force.set_config(config.clone());
        self.with_desk(|desk| desk.set_config(config));
    }

    /// Says what has changed.
    pub fn changed(&self, what: Changed) {
        self.changes.push(what);
    }

    /// What has changed next.
    pub async fn next_change(&self) -> Changed {
        self.changes.next().await
    }

    /// Whether a page of the extension is open that follows the desk.
    pub fn is_followed(&self) -> bool {
        !self.followers.borrow().is_empty()
    }

    /// Whether something was wrong when the doctor last looked.
    pub async fn is_wrong(&self) -> bool {
        if self.wrong.get().is_none() {
            self.wrong.set(Some(session::is_set(&self.browser, WRONG).await));
        }
        self.wrong.get().unwrap_or_default()
    }

    /// Notes whether something is wrong.
    pub async fn set_wrong(&self, wrong: bool) {
        self.wrong.set(Some(wrong));
        if let Err(error) = session::write(&self.browser, WRONG, &wrong).await {
            self.complain("what is wrong cannot be written down", &error);
        }
    }

    /// Logs what nobody is there to be told, without any data of an interaction.
    pub fn complain(&self, what: &str, error: &dyn Display) {
        self.browser.warn(&format!("uContact Bridge: {what}: {error}"));
    }
}

/// What changed, on its way up. The same change, said twice before anybody heard it, is one.
#[derive(Default)]
struct Changes {
    waiting: RefCell<VecDeque<Changed>>,
    listener: RefCell<Option<Waker>>,
}

impl Changes {
    fn push(&self, what: Changed) {
        let mut waiting = self.waiting.borrow_mut();
        if !waiting.contains(&what) {
            waiting.push_back(what);
        }
        if let Some(listener) = self.listener.take() {
            listener.wake();
        }
    }

    async fn next(&self) -> Changed {
        std::future::poll_fn(|task| match self.waiting.borrow_mut().pop_front() {
            Some(what) => Poll::Ready(what),
            None => {
                self.listener.replace(Some(task.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn a_change_is_heard_once_and_in_order() {
        let changes = Changes::default();
        assert_eq!(changes.next().now_or_never(), None);
        for what in [Changed::Theme, Changed::Desk, Changed::Theme] {
            changes.push(what);
        }
        assert_eq!(changes.next().now_or_never(), Some(Changed::Theme));
        changes.push(Changed::Theme);
        assert_eq!(changes.next().now_or_never(), Some(Changed::Desk));
        assert_eq!(changes.next().now_or_never(), Some(Changed::Theme));
        assert_eq!(changes.next().now_or_never(), None);
    }
}
