//! What is kept in `storage.session`, as JSON: it ends with the browser, and with this load of the extension.

use serde::Serialize;
use serde::de::DeserializeOwned;
use webext::Error;

use crate::ports::Browser;

/// When old entries were last removed, in milliseconds since the epoch.
pub(crate) const PRUNED: &str = "pruned";
/// The content scripts are in step with configuration and permissions.
pub(crate) const IN_STEP: &str = "scriptsInStep";
/// Who has uContact's frame, and who waits for it.
pub(crate) const PHONE: &str = "phone";
/// An update of the extension waits.
pub(crate) const UPDATE: &str = "update";
/// Something was wrong when the doctor last looked.
pub(crate) const WRONG: &str = "wrong";

/// What is kept under `key`; `None` where nothing is, or nothing of this type.
pub(crate) async fn read<T: DeserializeOwned>(browser: &impl Browser, key: &str) -> Option<T> {
    let json = browser.session(key).await.ok()??;
    serde_json::from_str(&json).ok()
}

/// Keeps a value.
///
/// # Errors
/// The browser's words.
pub(crate) async fn write<T: Serialize>(browser: &impl Browser, key: &str, value: &T) -> Result<(), Error> {
    let json = serde_json::to_string(value).map_err(|error| Error::Shape(error.to_string()))?;
    browser.set_session(key, &json).await
}

/// Whether the flag `key` is set.
pub(crate) async fn is_set(browser: &impl Browser, key: &str) -> bool {
    read(browser, key).await.unwrap_or_default()
}

/// Says that the content scripts are not in step, before a new configuration is stored: a worker that is stopped between
/// the two brings them in step when it starts again.
///
/// # Errors
/// The browser's words.
pub(crate) async fn scripts_out_of_step(browser: &impl Browser) -> Result<(), Error> {
    write(browser, IN_STEP, &false).await
}
