//! Performing what the desk says.

use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;

use bridge::desk::{Effect, Input};
use bridge::journal::{Entry, Key};

use super::{Runner, lookup, post};
use crate::ports::Browser;

impl<B: Browser> Runner<B> {
    /// Performs the effects of an entry, and marks it done.
    pub(super) async fn finish(self: &Rc<Self>, entry: Entry, effects: Vec<Effect>) {
        self.perform(effects, false).await;
        let guid = entry.input.guid().unwrap_or_default();
        let is_assignment = entry.key == Key::assignment(guid);
        if is_assignment {
            let (this, guid) = (self.clone(), guid.to_owned());
            self.cx.browser.spawn(async move { this.notify_assigned(&guid).await });
        }
        if self.has_store.get() {
            let mut known = self.known(entry.input.guid());
            // It stands with the event that it was made for.
            known.lookup = known.lookup.filter(|_| is_assignment);
            if let Err(error) = self.cx.browser.done(&entry.key, self.cx.now(), &known).await {
                self.cx.complain("the journal cannot be written", &error);
            }
        }
    }

    /// Performs effects, and feeds the desk what came of them. `asked`: the agent has asked for them.
    pub(super) async fn perform(self: &Rc<Self>, effects: Vec<Effect>, asked: bool) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let outcome = match effect {
                Effect::OpenRecord { guid, url, how, again } => {
                    let opened = self.open_record(&url, how, again, asked).await;
                    Input::RecordOpened { guid, result: opened.map_err(|error| error.to_string()) }
                }
                Effect::Lookup { guid, request } => {
                    Input::LookedUp { guid, outcome: lookup::ask(&self.cx, &request).await }
                }
                Effect::AskToChoose { guid, campaign, channel, matches, more } => {
                    self.notify_choice(&guid, &campaign, &channel, matches, more).await;
                    continue;
                }
                Effect::PostAction { id, start, prefer_tab } => {
                    Input::Posted { id, result: post::start(&self.cx, &start, prefer_tab).await }
                }
                Effect::TickAt { at } => {
                    let wait = at.saturating_sub(self.cx.now()).min(60_000) as u32;
                    let this = self.clone();
                    // Should the worker sleep before: the desk tells the time from `now` at the next look.
                    self.cx.browser.spawn(async move {
                        this.cx.browser.pause(wait).await;
                        let effects = this.handle(Input::Tick);
                        let performed: Pin<Box<dyn Future<Output = ()>>> =
                            Box::pin(this.perform(effects, false));
                        performed.await;
                    });
                    continue;
                }
            };
            effects.extend(self.handle(outcome));
        }
    }
}
