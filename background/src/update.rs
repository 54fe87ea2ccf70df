//! An update of the extension does not cut a call that lives in the panel.
//!
//! Firefox reloads an extension for its update at once, its sidebar and windows included, unless somebody listens: then it
//! waits until the extension agrees, or the browser starts anew. Chromium waits by itself until no page of the extension
//! is open. A dock in a CRM page outlives either.

use std::rc::Rc;

use bridge::framing::Engine;

use crate::context::Context;
use crate::health::engine;
use crate::phone::Phone;
use crate::ports::Browser;
use crate::session::{self, UPDATE};

/// How long nobody must have had a page open, in milliseconds: what a click in the popup began goes on when that closes.
const QUIET: u32 = 2_000;

/// An update that waits.
pub(crate) struct Update<B: Browser> {
    cx: Rc<Context<B>>,
}

impl<B: Browser> Update<B> {
    /// None waits, as far as is known without reading.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self { cx: cx.clone() })
    }

    /// The browser has an update.
    pub async fn available(&self, phone: &Phone<B>) {
        if engine(&self.cx) != Engine::Firefox {
            return;
        }
        if let Err(error) = session::write(&self.cx.browser, UPDATE, &true).await {
            self.cx.complain("that an update waits cannot be written down", &error);
        }
        self.consider(phone).await;
    }

    /// Lets an update that waits have its way, if no page of the extension is open and the panel does not have uContact.
    pub async fn consider(&self, phone: &Phone<B>) {
        let browser = &self.cx.browser;
        if !session::is_set(browser, UPDATE).await {
            return;
        }
        browser.pause(QUIET).await;
        let has_panel = phone.home().await.is_some_and(|home| home.panel);
        if session::is_set(browser, UPDATE).await && !has_panel && !self.cx.is_followed() {
            // Once: one that comes to nothing is not tried for ever, and the browser's next start takes the update.
            if session::write(browser, UPDATE, &false).await.is_ok() {
                browser.reload();
            }
        }
    }
}
