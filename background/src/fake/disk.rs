//! `storage`: `local`, `session`, `managed`; and what of it content scripts read.

use std::collections::BTreeMap;

use bridge::view::Millis;
use serde_json::Value as Json;
use webext::Error;
use webext::content::Settings;

use super::browser::Fake;
use super::calls::Channel;
use super::limited;
use crate::ports::{Storage, Stored, Value};

/// `storage`.
#[derive(Default)]
pub(crate) struct Disk {
    /// `storage.local`, but for what content scripts read.
    pub local: BTreeMap<String, Stored>,
    /// What content scripts read.
    pub settings: Option<Settings>,
    /// `storage.session`.
    pub session: BTreeMap<String, String>,
    /// The policy.
    pub policy: Option<String>,
    /// The browser tells the policy from then on.
    pub policy_told: Millis,
    /// There is no room.
    pub full: bool,
    /// It takes its time.
    pub slow: bool,
}

/// A value as it is stored.
enum Owned {
    Plain(Stored),
    Settings(Option<Settings>),
    Contacts,
}

fn owned(value: &Value<'_>) -> Owned {
    Owned::Plain(match value {
        Value::Null => Stored::Nothing,
        Value::Json(json) => Stored::Json((*json).to_owned()),
        Value::Text(text) => Stored::Text((*text).to_owned()),
        Value::Yes => Stored::Yes,
        Value::Settings(settings) => return Owned::Settings(settings.cloned()),
        Value::Contacts(_) => return Owned::Contacts,
    })
}

impl Storage for Fake {
    async fn local(&self, keys: &[&str]) -> Result<Vec<Stored>, Error> {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        self.call(Channel::Local, move |world| {
            let disk = world.disk.borrow();
            Ok(keys.iter().map(|key| disk.local.get(key).cloned().unwrap_or_default()).collect())
        })
        .await
    }

    async fn set_local(&self, values: &[(&str, Value<'_>)]) -> Result<(), Error> {
        let values: Vec<(String, Owned)> =
            values.iter().map(|(key, value)| ((*key).to_owned(), owned(value))).collect();
        self.call(Channel::Local, move |world| {
            if world.disk.borrow().full {
                world.figures.borrow_mut().failed_writes += 1;
                return Err(Error::Browser("QUOTA_BYTES quota exceeded".to_owned()));
            }
            world.note(|| {
                let keys: Vec<&str> = values.iter().map(|(key, _)| key.as_str()).collect();
                format!("storage.local: {}", keys.join(", "))
            });
            let mut disk = world.disk.borrow_mut();
            for (key, value) in values {
                match value {
                    Owned::Plain(value) => drop(disk.local.insert(key, value)),
                    Owned::Settings(settings) => disk.settings = settings,
                    Owned::Contacts => {}
                }
            }
            Ok(())
        })
        .await
    }

    async fn remove_local(&self, key: &str) -> Result<(), Error> {
        let key = key.to_owned();
        self.call(Channel::Local, move |world| {
            world.disk.borrow_mut().local.remove(&key);
            Ok(())
        })
        .await
    }

    async fn session(&self, key: &str) -> Result<Option<String>, Error> {
        let key = key.to_owned();
        self.call(Channel::Session, move |world| Ok(world.disk.borrow().session.get(&key).cloned())).await
    }

    async fn set_session(&self, key: &str, json: &str) -> Result<(), Error> {
        let (key, json) = (key.to_owned(), json.to_owned());
        self.call(Channel::Session, move |world| {
            world.disk.borrow_mut().session.insert(key, json);
            Ok(())
        })
        .await
    }

    async fn managed(&self, limit: u32) -> Result<Option<String>, Error> {
        let told = self.world.disk.borrow().policy_told.saturating_sub(self.world.now());
        let policy = async {
            self.world.pause(told).await;
            self.call(Channel::Managed, |world| world.disk.borrow().policy.clone()).await
        };
        limited(&self.world, limit, async { Ok(policy.await) }).await
    }

    fn rewrite_json(&self, json: &str, pretty: bool) -> Option<String> {
        let value: Json = serde_json::from_str(json).ok()?;
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        value.is_object().then(|| text.ok())?
    }
}
