//! All parts of the background, each with its own memory, over one context.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use crate::audience::Audience;
use crate::configuration::Configuration;
use crate::context::Context;
use crate::desk::Runner;
use crate::health::Health;
use crate::on_page::scripts::ContentScripts;
use crate::phone::Phone;
use crate::ports::Browser;
use crate::reach::offer::Offers;
use crate::update::Update;

/// The parts. Those without a memory are functions over the context, and not here.
pub(crate) struct Parts<B: Browser> {
    /// What all are handed.
    pub cx: Rc<Context<B>>,
    /// Feeds the desk and performs its effects.
    pub desk: Rc<Runner<B>>,
    /// The doctor, unasked, and the toolbar's button.
    pub health: Rc<Health<B>>,
    /// The pages that follow the desk.
    pub audience: Rc<Audience<B>>,
    /// Who has uContact's frame.
    pub phone: Rc<Phone<B>>,
    /// The client that was chosen for the popup.
    pub offers: Rc<Offers<B>>,
    /// The content scripts.
    pub scripts: Rc<ContentScripts<B>>,
    /// The configuration, and the policy.
    pub configuration: Rc<Configuration<B>>,
    /// An update of the extension.
    pub update: Rc<Update<B>>,
    /// The tabs that the browser was asked to keep in memory.
    pub kept: RefCell<HashSet<i32>>,
}

impl<B: Browser> Parts<B> {
    /// The parts over this browser; nothing has begun yet.
    pub fn new(browser: B) -> Rc<Self> {
        let cx = Context::new(browser);
        Rc::new(Self {
            desk: Runner::new(&cx),
            health: Health::new(&cx),
            audience: Audience::new(&cx),
            phone: Phone::new(&cx),
            offers: Offers::new(&cx),
            scripts: ContentScripts::new(&cx),
            configuration: Configuration::new(&cx),
            update: Update::new(&cx),
            kept: RefCell::default(),
            cx,
        })
    }

    /// Runs work over the parts beside everything else.
    pub fn spawn<F: Future<Output = ()> + 'static>(self: &Rc<Self>, work: impl FnOnce(Rc<Self>) -> F) {
        self.cx.browser.spawn(work(self.clone()));
    }
}
