//! The desk: what happened comes in, what to do comes out, and what the pages show is made from what it knows.
//!
//! Its memory is a [`State`], which the shell stores; the configuration is held beside it.

use crate::config::Config;
use crate::journal;
use crate::message::Event;
use crate::view::{Millis, Opened, Start, StartFailure, View};
use serde::{Deserialize, Serialize};

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
    /// The agent asks for an interaction's record.
    Open {
        /// The interaction.
        guid: String,
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

/// What the desk remembers. The shell stores it and gives it back to [`Desk::restore`]; its shape is the desk's own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct State {}

/// The desk.
#[derive(Debug, Default)]
pub struct Desk {
    state: State,
    config: Option<Config>,
}

impl Input {
    /// The key under which the journal keeps this input; `None` for what needs no entry.
    #[must_use]
    pub fn key(&self) -> Option<journal::Key> {
        match self {
            Self::Event { event, .. } => Some(journal::Key::event(event.name(), event.guid()?)),
            Self::Start { id, .. } => Some(journal::Key::start(id)),
            _ => None,
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

    /// Puts a configuration in force, or none.
    pub fn set_config(&mut self, config: Option<Config>) {
        self.config = config;
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> Option<&Config> {
        self.config.as_ref()
    }

    /// Takes in what happened at `now`, and says what to do.
    pub fn handle(&mut self, _input: Input, _now: Millis) -> Vec<Effect> {
        Vec::new()
    }

    /// Finishes an entry that was written down and not marked done before the browser stopped.
    pub fn recover(&mut self, _entry: &journal::Entry, _now: Millis) -> Vec<Effect> {
        Vec::new()
    }

    /// What the pages show at `now`.
    #[must_use]
    pub fn view(&self, _now: Millis) -> View {
        View::default()
    }
}
