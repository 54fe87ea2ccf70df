//! The database: journal, desk, history. Transactions that share a store run in the order in which they were made, and
//! each is all or nothing.

use std::collections::BTreeMap;

use bridge::desk::State;
use bridge::journal::{Entry, Key};
use bridge::view::{InteractionView, Millis};
use webext::Error;

use super::World;
use super::browser::Fake;
use super::calls::Channel;
use crate::ports::{Known, Remembered, Store};

/// The database.
#[derive(Default)]
pub(crate) struct Database {
    /// The journal.
    pub journal: BTreeMap<String, Entry>,
    /// The desk's memory, each that was stored with the time of that; the last one counts.
    pub desk: Option<State>,
    /// What the desk's memory was when the oldest entry that is still open was written.
    before: Option<(String, State)>,
    /// The history.
    pub history: BTreeMap<String, InteractionView>,
    /// It cannot be opened.
    pub shut: bool,
    /// It cannot be read.
    pub unreadable: bool,
}

impl World {
    /// A write, which fails where the disk is full.
    fn write<T>(&self, what: &'static str, write: impl FnOnce(&mut Database) -> T) -> Result<T, Error> {
        if self.disk.borrow().full {
            self.figures.borrow_mut().failed_writes += 1;
            self.note(|| format!("no room: {what}"));
            return Err(Error::Browser("QuotaExceededError".to_owned()));
        }
        Ok(write(&mut self.database.borrow_mut()))
    }

    fn add(&self, entry: Entry) -> Result<bool, Error> {
        let key = entry.key.as_str().to_owned();
        let added = self.write("an entry", |database| {
            let is_new = !database.journal.contains_key(&key);
            if is_new {
                if database.before.is_none() {
                    database.before = Some((key.clone(), database.desk.clone().unwrap_or_default()));
                }
                database.journal.insert(key.clone(), entry);
            }
            is_new
        });
        if added.is_err() {
            self.account.borrow_mut().unwritten.insert(key.clone());
        }
        self.note(|| format!("journal: {key}: {added:?}"));
        added
    }

    fn keep(&self, write: Result<(), Error>) -> Result<(), Error> {
        if write.is_err() {
            self.account.borrow_mut().unremembered = true;
        }
        write
    }
}

impl Database {
    fn put(&mut self, known: Known) {
        self.desk = Some(known.state);
        if let Some(interaction) = known.interaction {
            self.history.insert(interaction.guid.clone(), interaction);
        }
    }
}

impl Store for Fake {
    async fn open_store(&self) -> Result<(), Error> {
        self.call(Channel::Database, |world| {
            if world.database.borrow().shut {
                return Err(Error::Browser("UnknownError".to_owned()));
            }
            Ok(())
        })
        .await
    }

    async fn load(&self) -> Result<Remembered, Error> {
        self.call(Channel::Database, |world| {
            let database = world.database.borrow();
            if database.unreadable {
                return Err(Error::Browser("UnknownError".to_owned()));
            }
            let mut open: Vec<Entry> =
                database.journal.values().filter(|entry| entry.done.is_none()).cloned().collect();
            open.sort_by_key(|entry| entry.seq);
            let old =
                database.before.as_ref().filter(|_| world.faults.forgetful_recovery && !open.is_empty());
            let state = old.map(|(_, state)| state.clone()).or_else(|| database.desk.clone());
            world.note(|| format!("{} entries are open", open.len()));
            Ok(Remembered { state: state.unwrap_or_default(), open })
        })
        .await
    }

    async fn add(&self, entry: &Entry) -> Result<bool, Error> {
        let entry = entry.clone();
        if self.world.faults.early_acknowledgement {
            let is_new = !self.world.database.borrow().journal.contains_key(entry.key.as_str());
            drop(self.call(Channel::Database, move |world| world.add(entry)));
            return Ok(is_new);
        }
        self.call(Channel::Database, move |world| world.add(entry)).await
    }

    async fn kept(&self, guid: &str) -> Result<Option<InteractionView>, Error> {
        let guid = guid.to_owned();
        self.call(Channel::Database, move |world| Ok(world.database.borrow().history.get(&guid).cloned()))
            .await
    }

    async fn done(&self, key: &Key, at: Millis, known: &Known) -> Result<(), Error> {
        let (key, known) = (key.as_str().to_owned(), known.clone());
        self.call(Channel::Database, move |world| {
            let written = world.write("what the desk knows", |database| {
                if let Some(entry) = database.journal.get_mut(&key) {
                    entry.done = Some(at);
                    if known.lookup.is_some() {
                        entry.lookup.clone_from(&known.lookup);
                    }
                }
                if database.before.as_ref().is_some_and(|(of, _)| *of == key) {
                    database.before = None;
                }
                database.put(known);
            });
            world.note(|| format!("journal: {key} is done: {written:?}"));
            world.keep(written)
        })
        .await
    }

    async fn remember(&self, key: Option<&Key>, known: &Known) -> Result<(), Error> {
        let known = known.clone();
        let key = key.filter(|_| known.lookup.is_some()).map(|key| key.as_str().to_owned());
        self.call(Channel::Database, move |world| {
            let written = world.write("what the desk knows", |database| {
                if let Some(entry) = key.and_then(|key| database.journal.get_mut(&key)) {
                    entry.lookup.clone_from(&known.lookup);
                }
                database.put(known);
            });
            world.note(|| format!("the desk's memory is stored: {written:?}"));
            world.keep(written)
        })
        .await
    }

    async fn forget(&self, before: Millis, kept: &[String], state: &State) -> Result<(), Error> {
        let (kept, state) = (kept.to_vec(), state.clone());
        self.call(Channel::Database, move |world| {
            world.write("what is left", |_| ())?;
            world.note(|| "what has ended is forgotten".to_owned());
            let mut database = world.database.borrow_mut();
            let mut account = world.account.borrow_mut();
            database.desk = Some(state);
            database.journal.retain(|key, entry| {
                let stays = entry.at > before || kept.contains(key);
                if !stays {
                    account.forgotten.insert(key.clone());
                }
                stays
            });
            database.history.retain(|guid, known| known.assigned > before || kept.contains(guid));
            Ok(())
        })
        .await
    }
}
