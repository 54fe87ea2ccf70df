//! The browser as the background has it: the ports, over the world.

use std::rc::Rc;

use bridge::view::Millis;
use webext::Error;
use webext::texts::Texts;

use super::World;
use super::calls::Channel;
use super::tasks::Owner;
use crate::ports::{Clock, Extension};

/// The browser, for one life of the worker.
#[derive(Clone)]
pub(crate) struct Fake {
    /// The world.
    pub world: Rc<World>,
    /// Names the worker.
    pub life: u64,
}

impl Fake {
    /// Takes a call; see [`World::call`].
    pub fn call<T: 'static, D: FnOnce(&Rc<World>) -> T + 'static>(
        &self,
        channel: Channel,
        deed: D,
    ) -> impl Future<Output = T> + use<T, D> {
        self.world.call(self.life, channel, deed)
    }

    /// Whether the worker is still there.
    pub fn lives(&self) -> bool {
        self.life == self.world.life.get()
    }

    /// The worker hears something.
    pub fn hears(&self) {
        if self.lives() {
            self.world.worker_hears();
        }
    }
}

impl Clock for Fake {
    fn now(&self) -> Millis {
        self.world.now()
    }

    async fn pause(&self, milliseconds: u32) {
        self.world.pause(u64::from(milliseconds)).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        if self.lives() {
            self.world.tasks.spawn(Owner::Worker, task);
        }
    }

    fn random(&self) -> f64 {
        self.world.chance(|chance| chance.fraction())
    }

    fn warn(&self, line: &str) {
        self.world.note(|| format!("console: {line}"));
    }
}

impl Extension for Fake {
    fn url(&self, path: &str) -> String {
        self.world.own(path)
    }

    fn version(&self) -> String {
        "0.1.0".to_owned()
    }

    fn reload(&self) {
        if self.lives() {
            self.world.after(0, |world| world.reload_extension());
        }
    }

    async fn installed_by_admin(&self) -> bool {
        self.call(Channel::Notices, |_| false).await
    }

    fn text(&self, key: &str, substitutions: &[&str]) -> String {
        format!("{key} {}", substitutions.join(" "))
    }

    fn texts_at_hand(&self, _keys: &[&str]) -> Texts {
        Texts::default()
    }

    async fn speak(&self, language: Option<&str>) -> bool {
        let language = language.map(str::to_owned);
        self.call(Channel::Notices, move |world| {
            let mut shown = world.shown.borrow_mut();
            let changes = shown.language != language;
            shown.language = language;
            changes
        })
        .await
    }

    async fn find_numbers(&self, _question: &str) -> Result<String, Error> {
        self.call(Channel::Notices, |_| Ok(String::new())).await
    }
}
