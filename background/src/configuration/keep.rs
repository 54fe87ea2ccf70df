//! How the agent's configuration is stored: as the object of config-v1, and a large one as its text first.
//!
//! Firefox takes half a second of everybody's time to store an object of 10,000 rules (it is copied some six times), and
//! twenty milliseconds for its text. So the text is written before the settings say that they are saved, and the object
//! follows in a quiet moment, when no page of the extension is open, or after the next start.

use std::rc::Rc;

use webext::Error;

use super::{CONFIG, Configuration};
use crate::ports::{Browser, Stored, Value};

/// The key in `storage.local` of a text that is still to be stored as the object; `null` where there is none.
pub(super) const SAVED: &str = "saved";

/// From how many bytes on a configuration is large.
const LARGE: usize = 64 * 1024;

/// How long after the last of several saves the object is stored at the earliest, in milliseconds.
const QUIET: u32 = 3_000;

impl<B: Browser> Configuration<B> {
    /// Writes a configuration down for good; answers with its text as the browser writes it.
    pub(super) async fn write(&self, json: &str) -> Result<String, Error> {
        let browser = &self.cx.browser;
        let text = browser
            .rewrite_json(json, false)
            .ok_or_else(|| Error::Shape("the configuration is no JSON object".to_owned()))?;
        let written = text.len() >= LARGE && browser.set_local(&[(SAVED, Value::Text(&text))]).await.is_ok();
        // Chromium may have no room for both: 10 MB are for everything.
        if !written {
            // A text that is still to be stored is out of date.
            browser.set_local(&[(CONFIG, Value::Json(&text)), (SAVED, Value::Null)]).await?;
        }
        Ok(text)
    }

    /// The text of the configuration among what is stored.
    pub(super) fn own_text(self: &Rc<Self>, config: Stored, saved: Stored) -> Option<String> {
        // What another hand has written there may be anything.
        if let Stored::Text(text) = saved
            && self.cx.browser.rewrite_json(&text, false).is_some()
        {
            // The worker was stopped before its quiet moment came.
            self.store_object_later();
            return Some(text);
        }
        match config {
            Stored::Json(json) => Some(json),
            _ => None,
        }
    }

    /// Stores the object, if there is a text, once nobody has saved for a while.
    pub(super) fn store_object_later(self: &Rc<Self>) {
        let number = self.saves.get().wrapping_add(1);
        self.saves.set(number);
        let this = self.clone();
        self.cx.browser.spawn(async move {
            // In Firefox the extension's pages share a thread with the background: who types on in the settings would
            // feel it.
            loop {
                this.cx.browser.pause(QUIET).await;
                if !this.cx.is_followed() || this.saves.get() != number {
                    break;
                }
            }
            if this.saves.get() == number
                && let Err(error) = this.store_object().await
            {
                this.cx.complain("the configuration cannot be stored as an object; its text is", &error);
            }
        });
    }

    async fn store_object(&self) -> Result<(), Error> {
        self.cx.ready.passed().await;
        let _one = self.cx.turns.configuration.wait().await;
        // Asked for again: it may have been stored or taken away meanwhile.
        let saved = self.cx.browser.local(&[SAVED]).await?.pop();
        let Some(Stored::Text(text)) = saved else { return Ok(()) };
        self.cx.browser.set_local(&[(CONFIG, Value::Json(&text)), (SAVED, Value::Null)]).await
    }
}
