//! What the agent is shown outside of pages.

use std::collections::BTreeMap;

use webext::Error;
use webext::menus::Entry;

use super::browser::Fake;
use super::calls::Channel;
use crate::ports::Notices;

/// What is shown.
#[derive(Default)]
pub(crate) struct Shown {
    /// Notifications, by id: title and text.
    pub notices: BTreeMap<String, (String, String)>,
    /// The button's text.
    pub badge: String,
    /// The language that the extension speaks.
    pub language: Option<String>,
    /// The menu's entries.
    pub menu: Vec<String>,
}

impl Notices for Fake {
    async fn notify(&self, id: &str, title: &str, text: &str) -> Result<(), Error> {
        let (id, notice) = (id.to_owned(), (title.to_owned(), text.to_owned()));
        self.call(Channel::Notices, move |world| {
            world.note(|| format!("notification {id}"));
            world.shown.borrow_mut().notices.insert(id, notice);
            Ok(())
        })
        .await
    }

    async fn clear_notice(&self, id: &str) {
        let id = id.to_owned();
        self.call(Channel::Notices, move |world| {
            world.shown.borrow_mut().notices.remove(&id);
        })
        .await;
    }

    fn open_popup(&self) -> impl Future<Output = Result<(), Error>> + 'static {
        self.call(Channel::Notices, |_| Ok(()))
    }

    async fn show_badge(&self, text: &str, _colour: &str, _title: &str) -> Result<(), Error> {
        let text = text.to_owned();
        self.call(Channel::Notices, move |world| {
            world.shown.borrow_mut().badge = text;
            Ok(())
        })
        .await
    }

    async fn set_menu(&self, entries: &[Entry<'_>]) -> Result<(), Error> {
        let entries = entries.iter().map(|entry| entry.id.to_owned()).collect();
        self.call(Channel::Notices, move |world| {
            world.shown.borrow_mut().menu = entries;
            Ok(())
        })
        .await
    }
}
