//! The journal, the desk's memory and the history. Writes that have resolved survive if the browser is killed.

use bridge::desk::State;
use bridge::journal::{Entry, Key};
use bridge::view::{InteractionView, LookupOutcome, Millis};
use futures_util::future::join;
use idb::{Database, KeyRange, Query, Transaction, TransactionMode};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use super::database::{self, ASSIGNED, AT, DESK, HISTORY, JOURNAL, OPEN};
use crate::error::Error;
use crate::js::{from_js, to_js, warn};

/// The database.
pub struct Store(Database);

/// What was stored when the worker stopped.
#[derive(Default)]
pub struct Stored {
    /// The desk's memory.
    pub state: State,
    /// The entries whose effects are not done, oldest first.
    pub open: Vec<Entry>,
}

impl Store {
    /// Opens the database. The first time, makes it.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn open() -> Result<Self, Error> {
        Ok(Store(database::open().await?))
    }

    /// Reads the desk's memory and the open entries.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn load(&self) -> Result<Stored, Error> {
        let transaction = self.0.transaction(&[JOURNAL, DESK], TransactionMode::ReadOnly)?;
        let entries = transaction.object_store(JOURNAL)?.index(OPEN)?.get_all(None, None)?;
        let state = transaction.object_store(DESK)?.get(JsValue::from_str(DESK))?;
        let mut open: Vec<Entry> = Vec::new();
        for entry in entries.await? {
            match from_js(&entry) {
                Ok(entry) => open.push(entry),
                // Another version has written it, and this one cannot read it. It stays for a version that can.
                Err(error) => {
                    warn(&format!("uContact Bridge: an entry of the journal could not be read: {error}"));
                }
            }
        }
        open.sort_by_key(|entry| entry.seq);
        let state = state.await?.and_then(|state| from_js(&state).ok()).unwrap_or_default();
        Ok(Stored { state, open })
    }

    /// Stores an entry whose effects are not done yet. `false` if its key is there already: it has been handled.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn add(&self, entry: &Entry) -> Result<bool, Error> {
        let Ok(value) = to_js(entry) else { return Ok(false) };
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&value, &OPEN.into(), &1.into());
        let transaction = self.0.transaction(&[JOURNAL], TransactionMode::ReadWrite)?;
        // One round trip, because the agent waits for it.
        let added = transaction.object_store(JOURNAL)?.add(&value, None)?.into_future();
        let committed = transaction.commit()?.into_future();
        match join(added, committed).await {
            (Ok(_), Ok(result)) if result.is_committed() => Ok(true),
            (Ok(_), Ok(_)) => Err(Error::Browser("the transaction was aborted".to_owned())),
            (Err(idb::Error::DomException(error)), _) if error.name() == "ConstraintError" => Ok(false),
            (Ok(_), Err(error)) | (Err(error), _) => Err(error.into()),
        }
    }

    /// The history's entry of an interaction.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn kept(&self, guid: &str) -> Result<Option<InteractionView>, Error> {
        let transaction = self.0.transaction(&[HISTORY], TransactionMode::ReadOnly)?;
        let kept = transaction.object_store(HISTORY)?.get(JsValue::from_str(guid))?.await?;
        // An entry of another version may not be readable.
        Ok(kept.and_then(|kept| from_js(&kept).ok()))
    }

    /// Marks an entry done, and stores what the desk knows now: all or nothing.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn done(&self, key: &Key, at: Millis, known: Knows<'_>) -> Result<(), Error> {
        let transaction = self.0.transaction(&[JOURNAL, DESK, HISTORY], TransactionMode::ReadWrite)?;
        change(&transaction.object_store(JOURNAL)?, key, |entry| {
            let _ = Reflect::set(entry, &"done".into(), &(at as f64).into());
            let _ = Reflect::delete_property(entry.unchecked_ref::<js_sys::Object>(), &OPEN.into());
            set_lookup(entry, known.lookup);
        })
        .await?;
        put(&transaction, known)?;
        transaction.commit()?.await?;
        Ok(())
    }

    /// Stores what the desk knows now, and the outcome of a later lookup for the entry of this key.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn remember(&self, key: Option<&Key>, known: Knows<'_>) -> Result<(), Error> {
        // Do not block the journal without need, because the next event waits for it.
        let key = key.filter(|_| known.lookup.is_some());
        let stores: &[&str] = if key.is_some() { &[JOURNAL, DESK, HISTORY] } else { &[DESK, HISTORY] };
        let transaction = self.0.transaction(stores, TransactionMode::ReadWrite)?;
        if let Some(key) = key {
            let journal = transaction.object_store(JOURNAL)?;
            change(&journal, key, |entry| set_lookup(entry, known.lookup)).await?;
        }
        put(&transaction, known)?;
        transaction.commit()?.await?;
        Ok(())
    }

    /// Deletes what was written before this time, except for what is `kept`: keys of the journal, and guids of the
    /// history. Stores the desk's memory without it.
    ///
    /// # Errors
    /// The browser's message.
    pub async fn forget(&self, before: Millis, kept: &[String], state: &State) -> Result<(), Error> {
        let is_kept = |key: &JsValue| key.as_string().is_some_and(|key| kept.contains(&key));
        let transaction = self.0.transaction(&[JOURNAL, DESK, HISTORY], TransactionMode::ReadWrite)?;
        put(&transaction, Knows { state, interaction: None, lookup: None })?;
        for (store, index) in [(JOURNAL, AT), (HISTORY, ASSIGNED)] {
            let store = transaction.object_store(store)?;
            let old = KeyRange::upper_bound(&(before as f64).into(), None)?;
            let keys = store.index(index)?.get_all_keys(Some(Query::KeyRange(old)), None)?.await?;
            for key in keys.into_iter().filter(|key| !is_kept(key)) {
                store.delete(key)?;
            }
        }
        transaction.commit()?.await?;
        Ok(())
    }
}

/// What the desk knows, to be stored.
#[derive(Clone, Copy)]
pub struct Knows<'a> {
    /// Its memory.
    pub state: &'a State,
    /// The interaction that has changed, if one has.
    pub interaction: Option<&'a InteractionView>,
    /// The outcome of its lookup.
    pub lookup: Option<&'a LookupOutcome>,
}

fn put(transaction: &Transaction, known: Knows<'_>) -> Result<(), Error> {
    if let Ok(state) = to_js(known.state) {
        transaction.object_store(DESK)?.put(&state, Some(&JsValue::from_str(DESK)))?;
    }
    if let Some(Ok(interaction)) = known.interaction.map(to_js) {
        transaction.object_store(HISTORY)?.put(&interaction, None)?;
    }
    Ok(())
}

/// Changes the entry of this key, if it is still there.
async fn change(journal: &idb::ObjectStore, key: &Key, change: impl FnOnce(&JsValue)) -> Result<(), Error> {
    if let Some(entry) = journal.get(JsValue::from_str(key.as_str()))?.await? {
        change(&entry);
        journal.put(&entry, None)?;
    }
    Ok(())
}

fn set_lookup(entry: &JsValue, outcome: Option<&LookupOutcome>) {
    if let Some(Ok(outcome)) = outcome.map(to_js) {
        let _ = Reflect::set(entry, &"lookup".into(), &outcome);
    }
}
