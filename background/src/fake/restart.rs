//! What ends more than the worker: the browser's own restart, and a new load of the extension.

use std::rc::Rc;

use super::World;
use super::documents::Document;
use super::tasks::Owner;

impl World {
    /// The extension is loaded anew: its pages go, its session ends, and its scripts in pages are left without it.
    pub fn reload_extension(self: &Rc<Self>) {
        self.note(|| "the extension is loaded anew".to_owned());
        self.figures.borrow_mut().reloads += 1;
        self.stop_worker("the extension is loaded anew");
        self.disk.borrow_mut().session.clear();
        for document in self.documents.own() {
            match document.tab {
                Some(tab) => self.close_tab(tab),
                None => self.close_document(&document, false),
            }
        }
        for document in self.documents.all() {
            self.orphan(&document);
        }
        self.event("the extension was installed or updated", |background| background.permissions_changed());
    }

    /// The browser is closed and started again. `restored`: with the tabs of before.
    pub fn restart_browser(self: &Rc<Self>, restored: bool) {
        self.note(|| "the browser is closed, and started again".to_owned());
        self.figures.borrow_mut().restarts += 1;
        self.stop_worker("the browser is closed");
        let open: Vec<Rc<Document>> = self.documents.all();
        for document in &open {
            self.close_document(document, false);
        }
        self.disk.borrow_mut().session.clear();
        self.shown.borrow_mut().notices.clear();
        let tabs: Vec<(i32, String)> = {
            let mut windows = self.windows.borrow_mut();
            windows.kept.clear();
            let tabs = windows.tabs.drain(..).filter_map(|tab| Some((tab.window, tab.pending.or(tab.url)?)));
            tabs.collect()
        };
        // Right after its start the browser takes seconds to tell the policy.
        let wait = self.chance(|chance| chance.between(0, 5_000));
        self.disk.borrow_mut().policy_told = self.now() + wait;
        for (window, url) in tabs.into_iter().filter(|_| restored) {
            self.open_tab(window, &url, false);
        }
        self.event("the browser has started", |background| background.permissions_changed());
    }

    /// A document's scripts hear nothing of the extension any more, and new ones will be put beside them. uContact's frame
    /// stays, if it is there.
    fn orphan(self: &Rc<Self>, document: &Rc<Document>) {
        self.tasks.end(Owner::Document(document.number));
        document.content.set(false);
        document.outbox.forget();
        self.account.borrow_mut().document_gone(document.number);
        let place = document.place.borrow_mut().take();
        document.left.set(place.is_some_and(|place| place.has_frame()));
    }
}
