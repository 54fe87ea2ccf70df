//! The desk: what happened comes in, what to do comes out, and what the pages show is made from what it knows.
//!
//! Its memory is a [`State`], which the shell stores; the configuration is held beside it.

mod again;
mod in_front;
mod lookup;
mod opening;
mod record;
mod start;
mod state;
mod view;

use crate::config::Config;
use crate::lookup::{Outcome, Request};
use crate::message::Event;
use crate::view::{
    InteractionView, LookupOutcome, Millis, Opened, RecordView, Start, StartFailure, Theme, View, is_live,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

pub use state::State;

/// How long uContact may take to answer a `startInteraction` with its `assignedInteraction`, in milliseconds.
pub const ANSWER_WITHIN: Millis = 15_000;
/// How long after it was asked for an `assignedInteraction` still counts as the answer to a `startInteraction`, in
/// milliseconds. Later, the same client has called by himself.
pub const CONFIRM_WITHIN: Millis = 10 * 60_000;
/// How many interactions that ended are kept.
pub const MAX_ENDED: usize = 50;
/// How many live interactions are kept: one whose end was never told must not stay for ever.
pub const MAX_LIVE: usize = 1_000;
/// How many rules' reasons are kept with an interaction that no rule applies to.
pub const MAX_REASONS: usize = 20;
/// How much of an error from outside is kept, in characters.
const MAX_SHOWN: usize = 500;

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Input {
    /// uContact told something.
    Event {
        /// What.
        event: Event,
        /// The tab whose page hosts the frame that told it; `None` for a page of the extension.
        tab: Option<i32>,
    },
    /// A message of uContact's was refused.
    Refused {
        /// The refusal's words.
        why: String,
    },
    /// The agent wants to start an interaction.
    Start {
        /// Unique; made by the shell.
        id: String,
        /// What to start.
        start: Start,
    },
    /// What became of a [`Effect::PostAction`].
    Posted {
        /// The start's id.
        id: String,
        /// Posted, or why not.
        result: Result<(), StartFailure>,
    },
    /// What became of a [`Effect::OpenRecord`].
    RecordOpened {
        /// The interaction.
        guid: String,
        /// How the record came to be shown, or the browser's words.
        result: Result<Opened, String>,
    },
    /// What became of a [`Effect::Lookup`].
    LookedUp {
        /// The interaction.
        guid: String,
        /// What the CRM answered, or why it did not.
        outcome: Outcome,
    },
    /// The agent asks for an interaction's record. After a lookup that gave none, the CRM is asked again.
    Open {
        /// The interaction.
        guid: String,
    },
    /// The agent chooses one of several records that match.
    Choose {
        /// The interaction.
        guid: String,
        /// The address of the match.
        url: String,
    },
    /// A moment asked for by [`Effect::TickAt`] has come.
    Tick,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Show a record to the agent. Answer with [`Input::RecordOpened`].
    OpenRecord {
        /// The interaction.
        guid: String,
        /// The record's address.
        url: String,
        /// Where to.
        how: How,
        /// It may have been done before the browser stopped: look first whether a tab already shows it.
        again: bool,
    },
    /// Ask the CRM which record it is. Answer with [`Input::LookedUp`].
    Lookup {
        /// The interaction.
        guid: String,
        /// What to ask, and how to read the answer.
        request: Box<Request>,
    },
    /// Several records match: tell the agent, who may not be looking.
    AskToChoose {
        /// The interaction.
        guid: String,
        /// Its campaign.
        campaign: String,
        /// Its channel.
        channel: String,
        /// How many records match.
        matches: usize,
        /// There are more.
        more: bool,
    },
    /// Post a `startInteraction` to uContact's frame. Answer with [`Input::Posted`].
    PostAction {
        /// The start's id.
        id: String,
        /// What to start.
        start: Start,
        /// The tab whose frame should get it: the one with the latest live interaction, else the last one heard.
        prefer_tab: Option<i32>,
    },
    /// Call again, with [`Input::Tick`], at this time: what the view shows changes then.
    TickAt {
        /// When.
        at: Millis,
    },
}

/// Where to open a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// In the tab that shows it, else in a tab of that CRM, else in a new one.
    Reuse,
    /// In a new tab.
    Tab,
    /// In a new window.
    Window,
}

/// The desk.
#[derive(Debug, Default)]
pub struct Desk {
    state: State,
    config: Option<Rc<Config>>,
}

impl Input {
    /// The interaction that it is about, if it is about one.
    #[must_use]
    pub fn guid(&self) -> Option<&str> {
        match self {
            Self::Event { event, .. } => event.guid(),
            Self::RecordOpened { guid, .. }
            | Self::LookedUp { guid, .. }
            | Self::Open { guid }
            | Self::Choose { guid, .. } => Some(guid),
            Self::Refused { .. } | Self::Start { .. } | Self::Posted { .. } | Self::Tick => None,
        }
    }
}

impl Desk {
    /// A desk that remembers `state`, with no configuration yet.
    #[must_use]
    pub fn restore(state: State) -> Self {
        Self { state, config: None }
    }

    /// What it remembers.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Puts a configuration in force, or none. What was decided before stays as it is.
    pub fn set_config(&mut self, config: Option<Rc<Config>>) {
        self.config = config;
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> Option<&Config> {
        self.config.as_deref()
    }

    /// Takes in what happened at `now`, and says what to do, in order.
    pub fn handle(&mut self, input: Input, now: Millis) -> Vec<Effect> {
        match input {
            Input::Event { event, tab } => self.event(event, tab, now, false),
            Input::Refused { why } => {
                self.state.refused = Some(state::Refused { why: shorten(why), at: now });
                Vec::new()
            }
            Input::Start { id, start } => self.start(id, start, now),
            Input::Posted { id, result } => self.posted(&id, result, now),
            Input::RecordOpened { guid, result } => {
                self.record_opened(&guid, result, now);
                Vec::new()
            }
            Input::LookedUp { guid, outcome } => self.looked_up(&guid, outcome),
            Input::Open { guid } => self.open(&guid),
            Input::Choose { guid, url } => self.choose(&guid, &url),
            // What time changes, the view works out.
            Input::Tick => Vec::new(),
        }
    }

    /// Handles an input that came at `first`, before the browser stopped, and may have been handled then.
    pub(crate) fn handle_again(&mut self, input: &Input, first: Millis, now: Millis) -> Vec<Effect> {
        match input {
            Input::Event { event, tab } => self.event(event.clone(), *tab, now, true),
            Input::Start { id, start } => {
                self.interrupted(id, start, first);
                Vec::new()
            }
            other => self.handle(other.clone(), now),
        }
    }

    /// One interaction as the pages show it.
    #[must_use]
    pub fn interaction(&self, guid: &str) -> Option<InteractionView> {
        self.state.interactions.iter().find(|known| known.event.guid == guid).map(view::interaction)
    }

    /// Forgets what ended before this time.
    pub fn forget_ended(&mut self, before: Millis) {
        self.state.interactions.retain(|known| known.finished.is_none_or(|at| at >= before));
    }

    /// What became of the lookup for an interaction, for the journal; `None` where there was none.
    #[must_use]
    pub fn lookup_of(&self, guid: &str) -> Option<&LookupOutcome> {
        let known = self.state.interactions.iter().find(|known| known.event.guid == guid)?;
        known.lookup.as_ref()?.outcome.as_ref()
    }

    /// After the recoveries: what was being opened or looked up when the browser stopped, and is not among the `effects`
    /// that are to be done now, has failed. The agent may ask for it again.
    pub fn settle<'a>(&mut self, effects: impl Iterator<Item = &'a Effect>) {
        let guid = |effect: &'a Effect| match effect {
            Effect::OpenRecord { guid, .. } | Effect::Lookup { guid, .. } => Some(guid.as_str()),
            _ => None,
        };
        let under_way: Vec<&str> = effects.filter_map(guid).collect();
        for known in &mut self.state.interactions {
            if under_way.contains(&known.event.guid.as_str()) {
                continue;
            }
            cut_off(known);
        }
    }

    /// Whether an interaction is under way at `now`, as [`InteractionView::is_live`] has it.
    #[must_use]
    pub fn has_live(&self, now: Millis) -> bool {
        self.live(now).next().is_some()
    }

    /// How many interactions are under way at `now`.
    #[must_use]
    pub fn live_count(&self, now: Millis) -> usize {
        self.live(now).count()
    }

    /// The interactions that are under way at `now`.
    #[must_use]
    pub fn live_guids(&self, now: Millis) -> Vec<String> {
        self.live(now).map(|interaction| interaction.event.guid.clone()).collect()
    }

    fn live(&self, now: Millis) -> impl Iterator<Item = &state::Interaction> {
        self.state.interactions.iter().filter(move |i| is_live(i.assigned, i.finished, now))
    }

    /// uContact's language as last announced.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.state.language.as_deref()
    }

    /// uContact's theme as last announced.
    #[must_use]
    pub fn theme(&self) -> Option<&Theme> {
        self.state.theme.as_ref()
    }

    /// What the pages show at `now`.
    #[must_use]
    pub fn view(&self, now: Millis) -> View {
        view::view(&self.state, now)
    }

    /// Told by uContact. `again`: it may have been handled before the browser stopped.
    fn event(&mut self, event: Event, tab: Option<i32>, now: Millis, again: bool) -> Vec<Effect> {
        self.state.last_event = Some(now);
        self.state.last_tab = tab;
        match event {
            Event::AssignedInteraction(assigned) => return self.assigned(assigned, tab, now, again),
            Event::FinishedInteraction { guid, .. } => {
                if let Some(known) = self.state.find(&guid) {
                    known.finished.get_or_insert(now);
                }
                self.state.prune();
            }
            Event::SentDisposition { guid, .. } => {
                if let Some(known) = self.state.find(&guid) {
                    known.disposed = Some(now);
                }
            }
            Event::ChangedTheme(theme) => self.state.theme = Some(theme),
            Event::ChangedLanguage(language) => self.state.language = Some(language),
        }
        Vec::new()
    }
}

/// What was under way, and is no more, has failed.
fn cut_off(known: &mut state::Interaction) {
    match &known.record {
        RecordView::Opening { url } => {
            let why = "the browser stopped before it was open".to_owned();
            known.record = RecordView::Failed { url: url.clone(), why };
        }
        RecordView::LookingUp => lookup::interrupted(known),
        _ => {}
    }
}

/// A text from outside that is only shown, cut to what can be shown.
fn shorten(mut text: String) -> String {
    shorten_to(&mut text, MAX_SHOWN);
    text
}

fn shorten_to(text: &mut String, most: usize) {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests;
