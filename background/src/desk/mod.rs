//! Around the desk: inputs are written down and fed in, effects performed, and what the desk knows is stored.

mod inputs;
pub(crate) mod lookup;
mod memory;
mod notice;
mod perform;
mod post;
mod record;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::desk::{Desk, Effect};
use bridge::journal::{Entry, Key};
use bridge::record::choose_tab::Sent;
use futures_util::future::join;

use crate::configuration::Configuration;
use crate::context::Context;
use crate::language;
use crate::ports::Browser;

pub(crate) use notice::{Clicked, clicked};

/// Feeds the desk and performs its effects.
pub(crate) struct Runner<B: Browser> {
    cx: Rc<Context<B>>,
    /// IndexedDB can be had. Otherwise the bridge works on, without a memory.
    has_store: Cell<bool>,
    /// The number of the last entry.
    seq: Cell<u64>,
    /// The entries that the journal is being asked to add, by key and guid: the desk does not know of them yet.
    adding: RefCell<Vec<(Key, String)>>,
    /// The tabs that were sent to a record a moment ago.
    sent: RefCell<Sent>,
}

impl<B: Browser> Runner<B> {
    /// Nothing has been read yet.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self {
            cx: cx.clone(),
            has_store: Cell::default(),
            seq: Cell::default(),
            adding: RefCell::default(),
            sent: RefCell::default(),
        })
    }
}

/// Reads what is stored, finishes what the last worker left open, and opens the gate for all that comes in.
pub(crate) async fn boot<B: Browser>(runner: &Rc<Runner<B>>, configuration: &Rc<Configuration<B>>) {
    let cx = &runner.cx;
    let (opened, stored) = join(cx.browser.open_store(), configuration.stored()).await;
    if let Err(error) = &opened {
        cx.complain("the journal cannot be opened; nothing will be remembered", error);
    }
    runner.has_store.set(opened.is_ok());
    let remembered = match opened {
        Ok(()) => cx.browser.load().await.unwrap_or_else(|error| {
            cx.complain("the journal cannot be read", &error);
            Default::default()
        }),
        Err(_) => Default::default(),
    };
    cx.with_desk(|desk| *desk = Desk::restore(remembered.state));
    // Entries written later sort after all earlier ones.
    runner.seq.set(cx.now() * 1024);
    configuration.load(stored);
    language::speak(cx).await;
    let recovered: Vec<(Entry, Vec<Effect>)> = remembered
        .open
        .into_iter()
        .map(|entry| {
            let effects = cx.with_desk(|desk| desk.recover(&entry, cx.now()));
            (entry, effects)
        })
        .collect();
    cx.with_desk(|desk| desk.fail_unfinished(recovered.iter().flat_map(|(_, effects)| effects)));
    for (entry, effects) in recovered {
        let runner = runner.clone();
        cx.browser.spawn(async move { runner.finish(entry, effects).await });
    }
    cx.ready.open();
}
