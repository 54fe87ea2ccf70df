//! The desk: what happened comes in, and what to do comes out. What the pages show is made from the desk's memory.
//!
//! The memory is a [`State`], which the background stores. The configuration stands beside it.

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
/// For how long after a `startInteraction` an `assignedInteraction` still counts as its answer, in milliseconds.
/// Later, the client called by himself.
pub const CONFIRM_WITHIN: Millis = 10 * 60_000;
/// How many ended interactions the desk keeps.
pub const MAX_ENDED: usize = 50;
/// How many live interactions the desk keeps. If uContact never reports an interaction's end, it must not stay for
/// ever.
pub const MAX_LIVE: usize = 1_000;
/// How many reasons the desk keeps for an interaction that no rule applies to: one per rule.
pub const MAX_REASONS: usize = 20;
/// How many characters the desk keeps of an error message from outside.
const MAX_ERROR: usize = 500;

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Input {
    /// uContact sent an event.
    Event {
        /// The event.
        event: Event,
        /// The tab with the frame that sent the event; `None` for the panel.
        tab: Option<i32>,
    },
    /// uContact sent a message that was refused.
    Refused {
        /// Why, in words.
        why: String,
    },
    /// The agent wants to start an interaction.
    Start {
        /// Names this start and no other. The background makes it.
        id: String,
        /// What to start.
        start: Start,
    },
    /// The outcome of [`Effect::PostAction`].
    Posted {
        /// The start's id.
        id: String,
        /// `Ok` if posted, else why not.
        result: Result<(), StartFailure>,
    },
    /// The outcome of [`Effect::OpenRecord`].
    RecordOpened {
        /// The interaction.
        guid: String,
        /// How the record is shown, or the browser's error message.
        result: Result<Opened, String>,
    },
    /// The outcome of [`Effect::Lookup`].
    LookedUp {
        /// The interaction.
        guid: String,
        /// The CRM's answer, or why there is none.
        outcome: Outcome,
    },
    /// The agent asks for an interaction's record. If a lookup gave no record, the CRM is asked again.
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
    /// The time that [`Effect::TickAt`] named has come.
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
        /// Where to show the record.
        how: How,
        /// The record may be open since before the browser stopped: look first for a tab that shows it.
        again: bool,
    },
    /// Ask the CRM which record to open. Answer with [`Input::LookedUp`].
    Lookup {
        /// The interaction.
        guid: String,
        /// What to ask, and how to read the answer.
        request: Box<Request>,
    },
    /// Several records match: notify the agent, who may look elsewhere.
    AskToChoose {
        /// The interaction.
        guid: String,
        /// Its campaign.
        campaign: String,
        /// Its channel.
        channel: String,
        /// How many records match.
        matches: usize,
        /// Whether more records match than were kept.
        more: bool,
    },
    /// Post a `startInteraction` to uContact's frame. Answer with [`Input::Posted`].
    PostAction {
        /// The start's id.
        id: String,
        /// What to start.
        start: Start,
        /// The tab whose frame is the best one to post to: the tab of the latest live interaction, else the tab that
        /// sent the last event. `None` for the panel.
        prefer_tab: Option<i32>,
    },
    /// Send [`Input::Tick`] at this time: what the view shows changes then.
    TickAt {
        /// When.
        at: Millis,
    },
}

/// Where to open a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// In the tab that shows the record, else in another tab of that CRM, else in a new tab.
    Reuse,
    /// In a new tab.
    Tab,
    /// In a new window.
    Window,
}

/// The desk: its memory, and the configuration in force.
#[derive(Debug, Default)]
pub struct Desk {
    state: State,
    config: Option<Rc<Config>>,
}

impl Input {
    /// The interaction that this input is about, if there is one.
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
    /// A desk with this memory, and no configuration yet.
    #[must_use]
    pub fn restore(state: State) -> Self {
        Self { state, config: None }
    }

    /// The desk's memory.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Puts a configuration in force, or none. Earlier decisions stay as they are.
    pub fn set_config(&mut self, config: Option<Rc<Config>>) {
        self.config = config;
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> Option<&Config> {
        self.config.as_deref()
    }

    /// Takes in what happened at `now`, and says what to do, in order.
    ///
    /// The caller performs the effects. What comes of an effect goes back in as an input.
    ///
    /// ```
    /// use bridge::config::Config;
    /// use bridge::desk::{Desk, Effect, How, Input};
    /// use bridge::message::Event;
    /// use bridge::view::{Opened, RecordView};
    ///
    /// let mut desk = Desk::default();
    /// let config = Config::parse(r#"{
    ///     "version": 1,
    ///     "ucontact": { "url": "https://acme.ucontactcloud.com/" },
    ///     "sites": [{ "pages": ["https://crm.acme.example/*"] }],
    ///     "rules": [{ "url": "https://crm.acme.example/contact/{clientId}" }]
    /// }"#).unwrap();
    /// desk.set_config(Some(config.into()));
    ///
    /// // A call comes in: its record is to be opened.
    /// let event = Event::parse(r#"{ "event": "assignedInteraction", "data": {
    ///     "guid": "g-1", "campaign": "Sales", "channel": "telephony", "clientId": "59899123456"
    /// } }"#).unwrap();
    /// let now = 1_767_225_600_000;
    /// let effects = desk.handle(Input::Event { event, tab: Some(7) }, now);
    /// let url = "https://crm.acme.example/contact/59899123456".to_owned();
    /// let guid = "g-1".to_owned();
    /// assert_eq!(effects, [Effect::OpenRecord { guid, url: url.clone(), how: How::Reuse, again: false }]);
    ///
    /// // The browser opened it in a new tab. Nothing more to do; the pages show it.
    /// let opened = Input::RecordOpened { guid: "g-1".to_owned(), result: Ok(Opened::Tab) };
    /// assert!(desk.handle(opened, now + 300).is_empty());
    /// let view = desk.view(now + 300);
    /// assert_eq!(view.interactions[0].record, RecordView::Opened { url, how: Opened::Tab });
    /// ```
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
            // The view depends on the time by itself.
            Input::Tick => Vec::new(),
        }
    }

    /// Handles an input that came at `first`, before the browser stopped. It may have been handled then.
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

    /// Forgets interactions that ended before this time.
    pub fn forget_ended(&mut self, before: Millis) {
        self.state.interactions.retain(|known| known.finished.is_none_or(|at| at >= before));
    }

    /// The outcome of an interaction's lookup, for the journal; `None` if there was no lookup, or it is still
    /// running.
    #[must_use]
    pub fn lookup_of(&self, guid: &str) -> Option<&LookupOutcome> {
        let known = self.state.interactions.iter().find(|known| known.event.guid == guid)?;
        known.lookup.as_ref()?.outcome.as_ref()
    }

    /// To be called after [`Desk::recover`], with the effects that are to be performed now. A record that was being
    /// opened or looked up when the browser stopped, and is not among these effects, has failed. The agent may ask
    /// for it again.
    pub fn fail_unfinished<'a>(&mut self, effects: impl Iterator<Item = &'a Effect>) {
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

    /// Whether any interaction is live at `now`, by [`InteractionView::is_live`].
    #[must_use]
    pub fn has_live(&self, now: Millis) -> bool {
        self.live(now).next().is_some()
    }

    /// How many interactions are live at `now`.
    #[must_use]
    pub fn live_count(&self, now: Millis) -> usize {
        self.live(now).count()
    }

    /// The guids of the interactions that are live at `now`.
    #[must_use]
    pub fn live_guids(&self, now: Millis) -> Vec<String> {
        self.live(now).map(|interaction| interaction.event.guid.clone()).collect()
    }

    fn live(&self, now: Millis) -> impl Iterator<Item = &state::Interaction> {
        self.state.interactions.iter().filter(move |i| is_live(i.assigned, i.finished, now))
    }

    /// The last language that uContact announced.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.state.language.as_deref()
    }

    /// The last theme that uContact announced.
    #[must_use]
    pub fn theme(&self) -> Option<&Theme> {
        self.state.theme.as_ref()
    }

    /// What the pages show at `now`.
    #[must_use]
    pub fn view(&self, now: Millis) -> View {
        view::view(&self.state, now)
    }

    /// Handles an event. `again`: it may have been handled before the browser stopped.
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

/// What the browser's stop cut off has failed.
fn cut_off(known: &mut state::Interaction) {
    match &known.record {
        RecordView::Opening { url } => {
            let why = "the browser stopped before the record was open".to_owned();
            known.record = RecordView::Failed { url: url.clone(), why };
        }
        RecordView::LookingUp => lookup::interrupted(known),
        _ => {}
    }
}

/// Shortens a text from outside that pages only show.
fn shorten(mut text: String) -> String {
    shorten_to(&mut text, MAX_ERROR);
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
