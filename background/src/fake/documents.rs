//! What is open in tabs and beside them: pages of the CRM with their content scripts, and pages of the extension.

pub(super) mod outbox;
pub(super) mod place;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use bridge::view::Millis;
use webext::runtime::Sender;

use super::World;
use super::tasks::Owner;
use outbox::Outbox;
use place::Place;

/// The extension's own address, in Chromium and in Firefox.
pub(crate) const OWN: [&str; 2] = ["chrome-extension://bridge/", "moz-extension://bridge/"];

/// Whether an address is of the extension.
pub(crate) fn is_own(url: &str) -> bool {
    OWN.iter().any(|own| url.starts_with(own))
}

/// A document.
pub(crate) struct Document {
    /// Its name; no other document ever has it.
    pub number: u64,
    /// The tab that it is in; `None` beside all tabs.
    pub tab: Option<i32>,
    /// The window.
    pub window: i32,
    /// Its address.
    pub url: String,
    /// It is a page of the extension that follows the desk, under this number; 0 for a page that does not.
    pub page: Cell<u32>,
    /// It has heard the desk's state since it connected.
    pub heard: Cell<bool>,
    /// The content script is there, and listens.
    pub content: Cell<bool>,
    /// Where the extension may put uContact's frame.
    pub place: RefCell<Option<Rc<Place>>>,
    /// uContact's frame is in it, left by a script from before an update.
    pub left: Cell<bool>,
    /// The page embeds uContact's frame by itself.
    pub embeds: bool,
    /// Something is not saved in it.
    pub unsaved: Cell<bool>,
    /// The agent is typing in it.
    pub typing: Cell<bool>,
    /// It is too busy to do anything until then.
    pub busy: Cell<Millis>,
    /// What is on its way to the background.
    pub outbox: Outbox,
}

/// All documents that are open.
#[derive(Default)]
pub(crate) struct Documents {
    open: RefCell<BTreeMap<u64, Rc<Document>>>,
    last: Cell<u64>,
    pages: Cell<u32>,
}

impl Documents {
    /// All that are open, the oldest first.
    pub fn all(&self) -> Vec<Rc<Document>> {
        self.open.borrow().values().cloned().collect()
    }

    /// The document of this number, if it is still open.
    pub fn find(&self, number: u64) -> Option<Rc<Document>> {
        self.open.borrow().get(&number).cloned()
    }

    /// What is open in a tab.
    pub fn in_tab(&self, tab: i32) -> Option<Rc<Document>> {
        self.open.borrow().values().find(|document| document.tab == Some(tab)).cloned()
    }

    /// The extension's pages.
    pub fn own(&self) -> Vec<Rc<Document>> {
        self.open.borrow().values().filter(|document| document.is_own()).cloned().collect()
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.open.borrow_mut().clear();
    }
}

impl Document {
    /// Whether it is a page of the extension.
    pub fn is_own(&self) -> bool {
        is_own(&self.url)
    }

    /// Whether uContact's frame is in it.
    pub fn has_frame(&self) -> bool {
        self.embeds || self.place.borrow().as_ref().is_some_and(|place| place.has_frame())
    }

    /// As the browser names it to the background.
    pub fn sender(&self) -> Sender {
        let origin = self.url.split('/').take(3).collect::<Vec<_>>().join("/");
        Sender {
            id: Some("bridge".to_owned()),
            tab: self.tab,
            window: self.tab.map(|_| self.window),
            frame: Some(0),
            document: Some(self.number.to_string()),
            url: Some(self.url.clone()),
            origin: Some(origin),
        }
    }
}

impl World {
    /// Opens a document. Its scripts come afterwards.
    pub fn open_document(
        self: &Rc<Self>,
        tab: Option<i32>,
        window: i32,
        url: &str,
        embeds: bool,
    ) -> Rc<Document> {
        let documents = &self.documents;
        let number = documents.last.get() + 1;
        documents.last.set(number);
        let document = Rc::new(Document {
            number,
            tab,
            window,
            url: url.to_owned(),
            page: Cell::default(),
            heard: Cell::default(),
            content: Cell::default(),
            place: RefCell::default(),
            left: Cell::default(),
            embeds,
            unsaved: Cell::default(),
            typing: Cell::default(),
            busy: Cell::default(),
            outbox: Outbox::default(),
        });
        documents.open.borrow_mut().insert(number, document.clone());
        document
    }

    /// A document goes. `heard`: what its scripts say in its last moment arrives.
    pub fn close_document(self: &Rc<Self>, document: &Rc<Document>, heard: bool) {
        let known = self.documents.open.borrow_mut().remove(&document.number).is_some();
        if !known {
            return;
        }
        self.tasks.end(Owner::Document(document.number));
        self.account.borrow_mut().document_gone(document.number);
        if heard && let Some(place) = document.place.borrow().as_ref() {
            self.place_goes(document, place);
        }
        let page = document.page.take();
        if page != 0 && self.is_awake() {
            self.event("a page has closed", move |background| background.page_closed(page));
        }
    }

    /// Has something happen in a document at a time, or later if it is busy then; not if it has gone.
    pub fn in_document(
        &self,
        document: &Rc<Document>,
        at: Millis,
        deed: impl FnOnce(&Rc<Self>, &Rc<Document>) + 'static,
        gone: impl FnOnce(&Rc<Self>) + 'static,
    ) {
        let number = document.number;
        self.at(at.max(document.busy.get()), move |world| match world.documents.find(number) {
            None => gone(world),
            Some(document) if document.busy.get() > world.now() => {
                world.in_document(&document, document.busy.get(), deed, gone);
            }
            Some(document) => deed(world, &document),
        });
    }

    /// The address of a file of the extension.
    pub fn own(&self, path: &str) -> String {
        format!("{}{path}", OWN[usize::from(self.firefox.get())])
    }

    /// A number for a page that follows the desk.
    pub fn new_page_number(&self) -> u32 {
        self.documents.pages.set(self.documents.pages.get() + 1);
        self.documents.pages.get()
    }
}
