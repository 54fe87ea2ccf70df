//! Who has uContact's frame and who waits for it, kept in `storage.session`: it ends with the browser, as the places do.

use std::cell::RefCell;

use bridge::phone::Phone;

use crate::context::Context;
use crate::ports::Browser;
use crate::session::{self, PHONE};

/// The book-keeping, read when it is first needed.
#[derive(Default)]
pub(super) struct Book(RefCell<Option<Phone>>);

impl Book {
    /// Looks at who has the frame, or changes it.
    pub async fn with<T>(&self, cx: &Context<impl Browser>, look: impl FnOnce(&mut Phone) -> T) -> T {
        if self.0.borrow().is_none() {
            let stored: Option<Phone> = session::read(&cx.browser, PHONE).await;
            // Whoever else was reading meanwhile was quicker.
            self.0.borrow_mut().get_or_insert_with(|| stored.unwrap_or_default());
        }
        look(self.0.borrow_mut().get_or_insert_with(Phone::default))
    }

    /// Writes it down.
    pub async fn save(&self, cx: &Context<impl Browser>) {
        let phone = self.with(cx, |phone| phone.clone()).await;
        if let Err(error) = session::write(&cx.browser, PHONE, &phone).await {
            cx.complain("where uContact is cannot be written down", &error);
        }
    }
}
