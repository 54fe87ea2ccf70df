//! The extension's pages: the panel, and the popup. They follow the desk by a port.

use std::rc::Rc;

use bridge::wire::PopupState;

use super::World;
use super::documents::Document;
use super::tabs::PANEL;
use super::tasks::Owner;

/// How long a page waits before it connects again to a worker that did not start, in milliseconds.
const LATER: u64 = 5_000;

impl World {
    /// The panel opens beside a window's tabs. One that is open there stays.
    pub fn open_side_panel(self: &Rc<Self>, window: i32) -> Rc<Document> {
        let is_open = |document: &Rc<Document>| document.tab.is_none() && document.window == window;
        if let Some(open) = self.panels().into_iter().find(is_open) {
            return open;
        }
        let document = self.open_document(None, window, &self.own(PANEL), false);
        self.note(|| format!("the panel opens in window {window}: document {}", document.number));
        self.start_panel(&document);
        document
    }

    /// A side panel closes. What its script says in its last moment arrives in one browser, and not in the other.
    pub fn close_side_panel(self: &Rc<Self>, document: &Rc<Document>) {
        self.figures.borrow_mut().closed += 1;
        let heard = self.chance(|chance| chance.percent(50));
        self.note(|| format!("the panel closes: document {}", document.number));
        self.close_document(document, heard);
    }

    /// The panels that are open.
    pub fn panels(&self) -> Vec<Rc<Document>> {
        self.documents.own().into_iter().filter(|document| document.url.ends_with(PANEL)).collect()
    }

    /// The panel's script starts in a document.
    pub fn start_panel(self: &Rc<Self>, document: &Rc<Document>) {
        self.start_place(document, true);
        self.follow(document);
    }

    /// A page follows the desk, from now on.
    fn follow(self: &Rc<Self>, document: &Rc<Document>) {
        let page = self.new_page_number();
        document.page.set(page);
        document.heard.set(false);
        let panel = document.place.borrow().as_ref().map(|place| place.instance);
        let number = document.number;
        let wait = self.chance(|chance| chance.between(0, 6));
        self.after(wait, move |world| {
            let follows = world.documents.find(number).is_some_and(|document| document.page.get() == page);
            if !follows {
                return;
            }
            world.note(|| format!("document {number} follows the desk"));
            let background = world.wake();
            world.worker_hears();
            background.page_follows(page);
            if let Some(instance) = panel {
                background.page_is_panel(page, instance);
            }
        });
    }

    /// The worker has gone, and the port with it: the page connects again.
    pub fn port_ends(self: &Rc<Self>, document: &Rc<Document>) {
        if document.page.take() == 0 {
            return;
        }
        let (world, wait) = (self.clone(), if document.heard.get() { 0 } else { LATER });
        let document = document.clone();
        self.tasks.spawn(Owner::Document(document.number), async move {
            world.pause(wait).await;
            world.follow(&document);
        });
    }

    /// A page is told the desk's state.
    pub fn told_state(self: &Rc<Self>, document: &Rc<Document>, state: &PopupState) {
        document.heard.set(true);
        let _ = state;
    }
}
