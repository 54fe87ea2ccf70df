//! A reply on its way to a page.

use super::Question;
use serde::{Deserialize, Serialize};

/// A reply as JSON: the question's own reply, or `{"failed": "why"}`.
///
/// Only [`Question::reply`] and [`Question::reply_or_fail`] make a reply from a value, so the type of a reply is always
/// the type that its question names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply(String);

/// What is sent in place of a reply.
#[derive(Serialize, Deserialize)]
struct Failed {
    failed: String,
}

impl Reply {
    pub(super) fn of(reply: &impl Serialize) -> Self {
        match serde_json::to_string(reply) {
            Ok(json) => Self(json),
            Err(error) => Self::failed(&error.to_string()),
        }
    }

    /// The request could not be read or done. `why` is in English; a page shows it as a detail.
    #[must_use]
    pub fn failed(why: &str) -> Self {
        // A text is always written.
        Self(serde_json::to_string(&Failed { failed: why.to_owned() }).unwrap_or_default())
    }

    /// The JSON text.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.0
    }

    /// The reply to a question of this type, as a page reads it.
    ///
    /// # Errors
    /// Why the background could not do it, or why this is no reply to such a question.
    pub fn read<Q: Question>(&self) -> Result<Q::Reply, String> {
        match serde_json::from_str::<Failed>(&self.0) {
            Ok(Failed { failed }) => Err(failed),
            Err(_) => serde_json::from_str(&self.0).map_err(|error| error.to_string()),
        }
    }
}
