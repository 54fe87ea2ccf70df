//! Taking inputs in: into the journal, then to the desk.

use std::rc::Rc;

use bridge::desk::{Effect, Input};
use bridge::journal::Entry;
use bridge::message::Event;

use super::Runner;
use crate::context::Changed;
use crate::ports::Browser;

impl<B: Browser> Runner<B> {
    /// Takes an input in: writes it into the journal if it has a key, and comes back then; its effects follow by
    /// themselves. An input that is in the journal already is dropped.
    pub async fn take_in(self: &Rc<Self>, input: Input) {
        let cx = &self.cx;
        let at = cx.now();
        let Some(key) = input.key() else {
            return self.take_in_unwritten(input).await;
        };
        self.seq.set(self.seq.get() + 1);
        let entry = Entry { key, seq: self.seq.get(), at, input: input.clone(), done: None, lookup: None };
        if self.has_store.get() {
            self.recall(&input, false).await;
            let about = input.guid().unwrap_or_default().to_owned();
            self.adding.borrow_mut().push((entry.key.clone(), about));
            let added = cx.browser.add(&entry).await;
            self.adding.borrow_mut().retain(|(key, _)| *key != entry.key);
            match added {
                Ok(true) => {}
                Ok(false) => {
                    let about = input.guid().map(str::to_owned);
                    self.recall(&input, true).await;
                    cx.with_desk(|desk| desk.repeated(input, at));
                    cx.changed(Changed::Desk);
                    // The journal does not hold it a second time. It is acknowledged once the desk's memory is stored:
                    // the end of a second leg must survive the worker.
                    self.remember(about.as_deref()).await;
                    return;
                }
                // A full disk must not keep the record from the agent.
                Err(error) => cx.complain("the journal cannot be written", &error),
            }
        }
        // No `await` between the journal's answer and the desk: the desk sees things in the journal's order.
        let effects = self.handle(input);
        let this = self.clone();
        cx.browser.spawn(async move { this.finish(entry, effects).await });
    }

    /// An input that needs no entry.
    async fn take_in_unwritten(self: &Rc<Self>, input: Input) {
        // What uContact said is acknowledged, so it is stored first.
        let is_told = matches!(input, Input::Event { .. } | Input::Refused { .. });
        // The CRM may be asked again: the journal says what came of it at last.
        let about = input.guid().map(str::to_owned);
        // An agent who asks for a record looks for it.
        let asked = matches!(input, Input::Open { .. } | Input::Choose { .. });
        let effects = self.handle(input);
        if is_told {
            self.remember(about.as_deref()).await;
        }
        let this = self.clone();
        self.cx.browser.spawn(async move {
            this.perform(effects, asked).await;
            if !is_told {
                this.remember(about.as_deref()).await;
            }
        });
    }

    /// An interaction that the desk has put away for later ones, and that is told of again, is taken back from the
    /// history. A new one does not wait for that.
    async fn recall(&self, input: &Input, repeated: bool) {
        let cx = &self.cx;
        let Some(guid) = cx.with_desk(|desk| desk.forgot(input, repeated).map(str::to_owned)) else { return };
        match cx.browser.kept(&guid).await {
            Ok(Some(kept)) => cx.with_desk(|desk| desk.recall(kept)),
            Ok(None) => {}
            Err(error) => cx.complain("the history cannot be read", &error),
        }
    }

    /// Feeds the desk, and says what has changed.
    pub(super) fn handle(self: &Rc<Self>, input: Input) -> Vec<Effect> {
        let cx = &self.cx;
        let told = match &input {
            Input::Event { event: Event::ChangedTheme(_), .. } => Some(Changed::Theme),
            Input::Event { event: Event::ChangedLanguage(_), .. } => Some(Changed::Language),
            _ => None,
        };
        self.clear_notices(&input);
        let effects = cx.with_desk(|desk| desk.handle(input, cx.now()));
        cx.changed(Changed::Desk);
        if let Some(told) = told {
            cx.changed(told);
        }
        effects
    }
}
