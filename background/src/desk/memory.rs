//! What the desk knows, stored; and what is forgotten again.

use bridge::config::History;
use bridge::journal::Key;
use bridge::view::Millis;

use super::Runner;
use crate::context::Changed;
use crate::ports::{Browser, Known};
use crate::session::{self, PRUNED};

/// A day in milliseconds.
const DAY: Millis = 24 * 60 * 60 * 1000;

impl<B: Browser> Runner<B> {
    /// Stores the desk's memory, and what became of an interaction, if one is named.
    pub(super) async fn remember(&self, guid: Option<&str>) {
        if self.has_store.get() {
            let key = guid.map(Key::assignment);
            if let Err(error) = self.cx.browser.remember(key.as_ref(), &self.known(guid)).await {
                self.cx.complain("the desk's state cannot be written", &error);
            }
        }
    }

    /// What the desk knows now, and of this interaction.
    pub(super) fn known(&self, guid: Option<&str>) -> Known {
        self.cx.with_desk(|desk| Known {
            state: desk.state().clone(),
            interaction: guid.and_then(|guid| desk.interaction(guid)),
            lookup: guid.and_then(|guid| desk.lookup_of(guid)).cloned(),
        })
    }

    /// Forgets what is older than the configuration has it kept, if that was not done for a day: a browser may stay open
    /// for weeks, and its worker starts many times a day.
    pub async fn prune_daily(&self) {
        self.cx.ready.passed().await;
        let last: Millis = session::read(&self.cx.browser, PRUNED).await.unwrap_or_default();
        if self.cx.now().saturating_sub(last) >= DAY {
            self.prune().await;
        }
    }

    /// Forgets what is older than the configuration has it kept.
    pub async fn prune(&self) {
        let history = self.cx.config().map_or(History::default(), |config| config.history);
        let now = self.cx.now();
        self.forget(now.saturating_sub(Millis::from(history.days) * DAY)).await;
        if let Err(error) = session::write(&self.cx.browser, PRUNED, &now).await {
            self.cx.complain("that old entries were removed cannot be written down", &error);
        }
    }

    /// Forgets all that has ended.
    pub async fn erase(&self) {
        self.forget(self.cx.now()).await;
    }

    async fn forget(&self, before: Millis) {
        let now = self.cx.now();
        let (live, state) = self.cx.with_desk(|desk| {
            desk.forget_ended(before);
            (desk.live_guids(now), desk.state().clone())
        });
        // The live interactions must not pop again. An entry that is being added is known to nobody yet.
        let of_live = |guid: String| [Key::assignment(&guid).as_str().to_owned(), guid];
        let adding = self.adding.borrow().clone();
        let of_adding = |(key, guid): (Key, String)| [key.as_str().to_owned(), guid];
        let kept = live.into_iter().flat_map(of_live).chain(adding.into_iter().flat_map(of_adding));
        let kept: Vec<String> = kept.collect();
        // All in one transaction, and no `await` since the desk forgot: else a worker that is stopped in between would
        // leave an end erased and its interaction live.
        if self.has_store.get()
            && let Err(error) = self.cx.browser.forget(before, &kept, &state).await
        {
            self.cx.complain("old entries cannot be removed", &error);
        }
        self.cx.changed(Changed::Desk);
    }
}
