//! What the page hands down to its steps: the draft, and a way to report what has changed. A step knows this and the
//! steps before it, never the page.

use std::cell::RefCell;

use pages::memory;

use crate::draft::{Address, Draft, address_of};

/// The tab remembers the draft under this name. Only this tab does, because the draft may hold a real client's id.
const MEMORY: &str = "welcome";

/// What a step reports to the page.
pub enum Changed {
    /// The user goes on to this step.
    Step(u8),
    /// uContact has answered at its address.
    UcontactAnswered,
    /// This configuration was saved, and is in force.
    Saved(String),
}

/// The draft, and the way to report to the page.
pub struct Context {
    draft: RefCell<Draft>,
    page: Box<dyn Fn(Changed)>,
}

/// The draft that this tab remembers, or an empty one.
pub fn remembered() -> Draft {
    Draft::parse(memory::recall_for_tab(MEMORY).as_deref())
}

impl Context {
    /// Starts with `draft`; `page` is called with every report.
    pub fn new(draft: Draft, page: impl Fn(Changed) + 'static) -> Self {
        Context { draft: RefCell::new(draft), page: Box::new(page) }
    }

    /// What is filled in.
    pub fn draft(&self) -> Draft {
        self.draft.borrow().clone()
    }

    /// Changes the draft, and remembers it.
    pub fn change(&self, change: impl FnOnce(&mut Draft)) {
        let mut draft = self.draft.borrow_mut();
        change(&mut draft);
        memory::remember_for_tab(MEMORY, Some(&draft.write()));
    }

    /// Forgets the draft: the configuration is in force.
    pub fn forget(&self) {
        memory::remember_for_tab(MEMORY, None);
    }

    /// uContact's address, if a good one is filled in.
    pub fn ucontact_url(&self) -> Option<String> {
        match address_of(&self.draft.borrow().ucontact) {
            Address::Good { url, .. } => Some(url),
            _ => None,
        }
    }

    /// Reports to the page.
    pub fn report(&self, changed: Changed) {
        (self.page)(changed);
    }
}
