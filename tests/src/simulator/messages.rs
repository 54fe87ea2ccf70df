//! uContact's messages, as in the seed, and the snippet that embeds it.

use crate::servers::{encode, escape};
use serde_json::{Value, json};

/// The documented embed snippet, word for word, with its stray `>`; `url` is escaped here.
pub fn documented_snippet(url: &str) -> String {
    include_str!("../../simulator/snippet.html").replace("\"url\"", &format!("\"{}\"", escape(url)))
}

/// `assignedInteraction` with the seed's fields.
pub fn assigned(guid: &str, campaign: &str, channel: &str, client_id: &str) -> Value {
    json!({"event": "assignedInteraction",
           "data": {"guid": guid, "campaign": campaign, "channel": channel, "clientId": client_id}})
}

/// `finishedInteraction` with the seed's fields.
pub fn finished(guid: &str) -> Value {
    json!({"event": "finishedInteraction", "data": {"guid": guid, "finishDate": "2026-11-22T12:34:56.000Z"}})
}

/// `sentDisposition` with the seed's fields.
pub fn disposition(guid: &str) -> Value {
    json!({"event": "sentDisposition", "data": {"guid": guid, "comment": "Will call back",
           "levelsId": ["12", "31"], "levelsValue": ["Sale", "Interested"]}})
}

/// `changedTheme` with the seed's fields.
pub fn theme(dark: bool, primary: &str) -> Value {
    json!({"event": "changedTheme", "data": {"dark": dark, "primary": primary}})
}

/// `changedLanguage`: its data is a bare string.
pub fn language(code: &str) -> Value {
    json!({"event": "changedLanguage", "data": code})
}

/// The query of a page that makes it post `messages` in its first millisecond, for a CRM page's `sim=`.
pub fn auto_query(label: &str, messages: &[Value]) -> String {
    format!("label={}&auto={}", encode(label), encode(&Value::from(messages).to_string()))
}
