//! The journal and the desk's memory, in IndexedDB: writes that have resolved survive the kill of the browser.
//!
//! Database `ucontact-bridge`. Store `journal`: one object per [`Entry`], by `key`; while its effects are not done it
//! also carries `open: 1`, which the index `open` finds. Store `desk`: the desk's state under the key `desk`.

use bridge::desk::State;
use bridge::journal::{Entry, Key};
use bridge::view::{LookupOutcome, Millis};
use futures_util::future::join;
use idb::{
    Database, DatabaseEvent, Error, Factory, IndexParams, KeyPath, KeyRange, ObjectStoreParams, Query,
    TransactionMode,
};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use webext::js::{from_js, to_js};

const NAME: &str = "ucontact-bridge";
const JOURNAL: &str = "journal";
const DESK: &str = "desk";
const OPEN: &str = "open";
const AT: &str = "at";

/// How long an entry is kept, in milliseconds: 30 days. A guid that comes again after that is a new one.
const KEPT: Millis = 30 * 24 * 60 * 60 * 1000;

/// The database.
pub(crate) struct Store(Database);

/// What was stored when the worker stopped.
#[derive(Default)]
pub(crate) struct Stored {
    /// The desk's memory.
    pub state: State,
    /// The entries whose effects are not done, oldest first.
    pub open: Vec<Entry>,
}

impl Store {
    /// Opens the database, and makes it the first time.
    pub async fn open() -> Result<Self, Error> {
        let mut request = Factory::new()?.open(NAME, Some(1))?;
        request.on_upgrade_needed(|event| {
            if let Err(error) = event.database().and_then(|database| create(&database)) {
                crate::complain("the journal could not be made", &error);
            }
        });
        Ok(Store(request.await?))
    }

    /// Reads the desk's memory and the open entries.
    pub async fn load(&self) -> Result<Stored, Error> {
        let transaction = self.0.transaction(&[JOURNAL, DESK], TransactionMode::ReadOnly)?;
        let entries = transaction.object_store(JOURNAL)?.index(OPEN)?.get_all(None, None)?;
        let state = transaction.object_store(DESK)?.get(JsValue::from_str(DESK))?;
        let mut open: Vec<Entry> = Vec::new();
        for entry in entries.await? {
            match from_js(&entry) {
                Ok(entry) => open.push(entry),
                // Written by another version, and beyond understanding: it stays, for a version that does.
                Err(error) => crate::complain("an entry of the journal could not be read", &error),
            }
        }
        open.sort_by_key(|entry| entry.seq);
        let state = state.await?.and_then(|state| from_js(&state).ok()).unwrap_or_default();
        Ok(Stored { state, open })
    }

    /// Writes an entry down, still to be done. `false` if its key is there already: it has been handled.
    pub async fn add(&self, entry: &Entry) -> Result<bool, Error> {
        let Ok(value) = to_js(entry) else { return Ok(false) };
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&value, &OPEN.into(), &1.into());
        let transaction = self.0.transaction(&[JOURNAL], TransactionMode::ReadWrite)?;
        // One round trip: the agent waits for it.
        let added = transaction.object_store(JOURNAL)?.add(&value, None)?.into_future();
        let committed = transaction.commit()?.into_future();
        match join(added, committed).await {
            (Ok(_), Ok(result)) if result.is_committed() => Ok(true),
            (Ok(_), Ok(_)) => Err(Error::TransactionAbortError(JsValue::UNDEFINED)),
            (Ok(_), Err(error)) => Err(error),
            (Err(Error::DomException(error)), _) if error.name() == "ConstraintError" => Ok(false),
            (Err(error), _) => Err(error),
        }
    }

    /// Marks an entry done, with what became of its lookup, and stores the desk's memory: all or nothing.
    pub async fn done(
        &self,
        key: &Key,
        at: Millis,
        lookup: Option<&LookupOutcome>,
        state: &State,
    ) -> Result<(), Error> {
        let transaction = self.0.transaction(&[JOURNAL, DESK], TransactionMode::ReadWrite)?;
        change(&transaction.object_store(JOURNAL)?, key, |entry| {
            let _ = Reflect::set(entry, &"done".into(), &(at as f64).into());
            let _ = Reflect::delete_property(entry.unchecked_ref::<js_sys::Object>(), &OPEN.into());
            set_lookup(entry, lookup);
        })
        .await?;
        put_state(&transaction.object_store(DESK)?, state)?;
        transaction.commit()?.await?;
        Ok(())
    }

    /// Stores the desk's memory; with it, for the entry of this key, what became of a later lookup.
    pub async fn remember(&self, lookup: Option<&(Key, LookupOutcome)>, state: &State) -> Result<(), Error> {
        // The journal is not held up by what does not need it: the next event waits for it.
        let stores: &[&str] = if lookup.is_some() { &[JOURNAL, DESK] } else { &[DESK] };
        let transaction = self.0.transaction(stores, TransactionMode::ReadWrite)?;
        if let Some((key, outcome)) = lookup {
            let journal = transaction.object_store(JOURNAL)?;
            change(&journal, key, |entry| set_lookup(entry, Some(outcome))).await?;
        }
        put_state(&transaction.object_store(DESK)?, state)?;
        transaction.commit()?.await?;
        Ok(())
    }

    /// Forgets entries that are older than [`KEPT`] at `now`.
    pub async fn prune(&self, now: Millis) -> Result<(), Error> {
        let transaction = self.0.transaction(&[JOURNAL], TransactionMode::ReadWrite)?;
        let journal = transaction.object_store(JOURNAL)?;
        let old = KeyRange::upper_bound(&(now.saturating_sub(KEPT) as f64).into(), None)?;
        for key in journal.index(AT)?.get_all_keys(Some(Query::KeyRange(old)), None)?.await? {
            journal.delete(key)?;
        }
        transaction.commit()?.await?;
        Ok(())
    }
}

fn create(database: &Database) -> Result<(), Error> {
    let mut params = ObjectStoreParams::new();
    params.key_path(Some(KeyPath::new_single("key")));
    let journal = database.create_object_store(JOURNAL, params)?;
    journal.create_index(OPEN, KeyPath::new_single(OPEN), None::<IndexParams>)?;
    journal.create_index(AT, KeyPath::new_single(AT), None::<IndexParams>)?;
    database.create_object_store(DESK, ObjectStoreParams::new())?;
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

fn put_state(store: &idb::ObjectStore, state: &State) -> Result<(), Error> {
    if let Ok(state) = to_js(state) {
        store.put(&state, Some(&JsValue::from_str(DESK)))?;
    }
    Ok(())
}
