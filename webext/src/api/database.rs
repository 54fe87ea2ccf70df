//! The extension's database in IndexedDB, `ucontact-bridge`, which the background writes and its pages read.
//!
//! Store `journal`: one object per entry, by `key`. While its effects are not done, it also has `open: 1`, for the
//! index `open`. Store `desk`: the desk's state under the key `desk`. Store `history`: one object per interaction, by
//! `guid`; the index `assigned` has them in order of time.

use bridge::view::InteractionView;
use idb::{
    Database, DatabaseEvent, Error, Factory, IndexParams, KeyPath, ObjectStoreParams, TransactionMode,
};

use crate::js::{from_js, warn};

const NAME: &str = "ucontact-bridge";
/// Version 1 had no history.
const VERSION: u32 = 2;

/// The journal.
pub const JOURNAL: &str = "journal";
/// The desk's state.
pub const DESK: &str = "desk";
/// The history of interactions.
pub const HISTORY: &str = "history";
/// The journal's index of entries that are not done.
pub const OPEN: &str = "open";
/// The journal's index of times.
pub const AT: &str = "at";
/// The history's index of times.
pub const ASSIGNED: &str = "assigned";

/// Opens the database. The first time, makes it.
///
/// # Errors
/// The browser's, such as where it keeps no data.
pub async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let before = event.old_version().unwrap_or_default();
        if let Err(error) = event.database().and_then(|database| create(&database, before)) {
            warn(&format!("uContact Bridge: the database could not be made: {error}"));
        }
    });
    request.await
}

fn create(database: &Database, before: u32) -> Result<(), Error> {
    let keyed = |path: &str| {
        let mut params = ObjectStoreParams::new();
        params.key_path(Some(KeyPath::new_single(path)));
        params
    };
    if before < 1 {
        let journal = database.create_object_store(JOURNAL, keyed("key"))?;
        journal.create_index(OPEN, KeyPath::new_single(OPEN), None::<IndexParams>)?;
        journal.create_index(AT, KeyPath::new_single(AT), None::<IndexParams>)?;
        database.create_object_store(DESK, ObjectStoreParams::new())?;
    }
    let history = database.create_object_store(HISTORY, keyed("guid"))?;
    history.create_index(ASSIGNED, KeyPath::new_single(ASSIGNED), None::<IndexParams>)?;
    Ok(())
}

/// The whole history, newest first. Entries of another version that this one cannot read are left out.
///
/// # Errors
/// The browser's.
pub async fn history() -> Result<Vec<InteractionView>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[HISTORY], TransactionMode::ReadOnly)?;
    let all = transaction.object_store(HISTORY)?.index(ASSIGNED)?.get_all(None, None)?.await?;
    let read = all.iter().rev().filter_map(|value| from_js(value).ok()).collect();
    database.close();
    Ok(read)
}
