//! Content scripts and permissions.

use std::collections::BTreeSet;
use std::rc::Rc;

use bridge::pattern::MatchPattern;
use tokio::sync::oneshot;
use webext::Error;
use webext::scripting::{Script, Target};

use super::World;
use super::browser::Fake;
use super::calls::{Channel, heard};
use super::configurations::HOSTS;
use super::documents::is_own;
use super::limited;
use crate::ports::{Looked, Scripts};

/// What is registered and granted.
#[derive(Default)]
pub(crate) struct Registered {
    /// The registered scripts.
    pub scripts: Vec<Script>,
    /// The host patterns that are granted.
    pub granted: BTreeSet<String>,
}

impl Registered {
    /// Whether the extension sees the address of a tab.
    pub fn may_see(&self, url: &str) -> bool {
        let of = |granted: &String| MatchPattern::parse(granted).is_ok_and(|granted| granted.matches(url));
        is_own(url) || self.granted.iter().any(of)
    }

    /// Whether a pattern is granted: the whole host is.
    pub fn is_granted(&self, pattern: &str) -> bool {
        let host = MatchPattern::parse(pattern).map(|pattern| pattern.host_permission());
        host.is_ok_and(|host| self.granted.contains(&host))
    }

    /// The files that run in a page of this address.
    pub fn of_page(&self, url: &str) -> Vec<String> {
        if !self.may_see(url) {
            return Vec::new();
        }
        let of = |pattern: &String| MatchPattern::parse(pattern).is_ok_and(|pattern| pattern.matches(url));
        let scripts = self.scripts.iter().filter(|script| script.matches.iter().any(of));
        scripts.flat_map(|script| script.files.clone()).collect()
    }
}

fn refused() -> Error {
    Error::Browser("Cannot access contents of the page".to_owned())
}

impl World {
    /// The permission for a host is taken back, or granted again.
    pub fn turn_permission(self: &Rc<Self>, host: usize) {
        let host = HOSTS[host % HOSTS.len()];
        {
            let granted = &mut self.scripts.borrow_mut().granted;
            if !granted.remove(host) {
                granted.insert(host.to_owned());
            }
        }
        self.event("a permission has changed", |background| background.permissions_changed());
    }

    /// All permissions are granted.
    pub fn grant_all(self: &Rc<Self>) {
        let is_new = |host: &str| self.scripts.borrow_mut().granted.insert(host.to_owned());
        if HOSTS.into_iter().filter(|host| is_new(host)).count() > 0 {
            self.event("a permission has changed", |background| background.permissions_changed());
        }
    }

    /// Runs files in what a tab shows; `None` where it may not.
    fn run_in_tab(self: &Rc<Self>, tab: i32, files: Vec<String>, done: oneshot::Sender<Result<bool, Error>>) {
        let document =
            self.documents.in_tab(tab).filter(|document| self.scripts.borrow().may_see(&document.url));
        let Some(document) = document.filter(|document| !document.is_own()) else {
            return drop(done.send(Err(refused())));
        };
        let done = Rc::new(std::cell::Cell::new(Some(done)));
        let none = done.clone();
        self.in_document(
            &document,
            self.now(),
            move |world, document| {
                let is_new = world.run_files(document, &files);
                if let Some(done) = done.take() {
                    drop(done.send(Ok(is_new)));
                }
            },
            move |_| {
                if let Some(done) = none.take() {
                    drop(done.send(Err(refused())));
                }
            },
        );
    }
}

impl Fake {
    async fn run(&self, target: &Target, files: &[&str]) -> Result<bool, Error> {
        let (Target::AllFrames { tab } | Target::Frame { tab, .. }) = target;
        let (tab, files) = (*tab, files.iter().map(|file| (*file).to_owned()).collect());
        let (done, ran) = oneshot::channel();
        self.call(Channel::Scripts, move |world| world.run_in_tab(tab, files, done)).await;
        heard(ran).await
    }
}

impl Scripts for Fake {
    async fn registered(&self) -> Result<Vec<Script>, Error> {
        self.call(Channel::Scripts, |world| Ok(world.scripts.borrow().scripts.clone())).await
    }

    async fn register(&self, scripts: &[Script]) -> Result<(), Error> {
        let scripts = scripts.to_vec();
        self.call(Channel::Scripts, move |world| {
            let mut registered = world.scripts.borrow_mut();
            let is_known = |script: &Script| registered.scripts.iter().any(|known| known.id == script.id);
            if let Some(twice) = scripts.iter().find(|script| is_known(script)) {
                return Err(Error::Browser(format!("Duplicate script ID '{}'", twice.id)));
            }
            registered.scripts.extend(scripts);
            Ok(())
        })
        .await
    }

    async fn unregister(&self, ids: &[String]) -> Result<(), Error> {
        let ids = ids.to_vec();
        self.call(Channel::Scripts, move |world| {
            world.scripts.borrow_mut().scripts.retain(|script| !ids.contains(&script.id));
            Ok(())
        })
        .await
    }

    async fn put(&self, target: &Target, files: &[&str], limit: u32) -> Result<bool, Error> {
        limited(&self.world, limit, self.run(target, files)).await
    }

    async fn execute(&self, target: &Target, file: &str) -> Result<(), Error> {
        self.run(target, &[file]).await.map(|_| ())
    }

    async fn style(&self, _tab: i32, _file: &str) -> Result<(), Error> {
        self.call(Channel::Scripts, |_| Ok(())).await
    }

    async fn look(&self, target: &Target, file: &str, limit: u32) -> Result<Vec<Looked>, Error> {
        let look = async {
            self.run(target, &[file]).await?;
            Ok(vec![Looked { top: true, ..Looked::default() }])
        };
        limited(&self.world, limit, look).await
    }

    async fn is_granted(&self, pattern: &str) -> bool {
        let pattern = pattern.to_owned();
        self.call(Channel::Scripts, move |world| world.scripts.borrow().is_granted(&pattern)).await
    }

    async fn missing(&self, patterns: &[String]) -> Vec<String> {
        let mut patterns = patterns.to_vec();
        self.call(Channel::Scripts, move |world| {
            patterns.retain(|pattern| !world.scripts.borrow().is_granted(pattern));
            patterns
        })
        .await
    }
}
