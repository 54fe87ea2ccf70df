//! `startInteraction`: the agent asks for it, it is posted at most once, and the interaction that it starts confirms
//! it.

use super::state::Started;
use super::{ANSWER_WITHIN, CONFIRM_WITHIN, Desk, Effect};
use crate::message::Assigned;
use crate::view::{Millis, Start, StartFailure, StartState};

/// Two numbers with the same end are the same client if they share this many digits: the rest is a prefix for an
/// outside line or a country.
const MIN_DIGITS: usize = 7;

impl Desk {
    pub(super) fn start(&mut self, id: String, start: Start, now: Millis) -> Vec<Effect> {
        // The same id twice is one start.
        if self.state.start.as_ref().is_some_and(|known| known.id == id) {
            return Vec::new();
        }
        let (state, effects) = if self.config.is_some() {
            let prefer_tab = self.tab_of_call();
            let effect = Effect::PostAction { id: id.clone(), start: start.clone(), prefer_tab };
            (StartState::Sending, vec![effect])
        } else {
            (StartState::Failed { why: StartFailure::NoConfiguration }, Vec::new())
        };
        self.state.start = Some(Started { id, request: start, at: now, state });
        effects
    }

    /// The tab of the latest live interaction, else the tab that sent the last event; `None` for the panel.
    fn tab_of_call(&self) -> Option<i32> {
        let mut live = self.state.interactions.iter().rev().filter(|i| i.finished.is_none());
        live.next().map_or(self.state.last_tab, |latest| latest.tab)
    }

    pub(super) fn posted(&mut self, id: &str, result: Result<(), StartFailure>, now: Millis) -> Vec<Effect> {
        let Some(started) = self.state.start.as_mut().filter(|started| started.id == id) else {
            return Vec::new();
        };
        // The answer may have come before the report that the message was posted.
        if started.state != StartState::Sending {
            return Vec::new();
        }
        match result {
            Ok(()) => {
                let until = now.saturating_add(ANSWER_WITHIN);
                started.state = StartState::Sent { until };
                vec![Effect::TickAt { at: until }]
            }
            Err(why) => {
                started.state = StartState::Failed { why };
                Vec::new()
            }
        }
    }

    /// Notes that the browser stopped while a start was being posted. A later start stays the one that pages show.
    pub(super) fn interrupted(&mut self, id: &str, start: &Start, at: Millis) {
        let failed = StartState::Failed { why: StartFailure::Interrupted };
        match &mut self.state.start {
            Some(known) if known.id == id => {
                if known.state == StartState::Sending {
                    known.state = failed;
                }
            }
            Some(known) if known.at > at => {}
            _ => {
                let started = Started { id: id.to_owned(), request: start.clone(), at, state: failed };
                self.state.start = Some(started);
            }
        }
    }

    /// Confirms the start if this new interaction is its answer.
    pub(super) fn confirm(&mut self, assigned: &Assigned, now: Millis) {
        let Some(started) = &mut self.state.start else { return };
        // Even a start that failed in these ways may have reached uContact.
        let possible = match &started.state {
            StartState::Sending | StartState::Sent { .. } | StartState::Unanswered => true,
            StartState::Failed { why } => matches!(why, StartFailure::Interrupted | StartFailure::FrameGone),
            StartState::Confirmed { .. } => false,
        };
        if possible && now <= started.at.saturating_add(CONFIRM_WITHIN) && answers(&started.request, assigned)
        {
            started.state = StartState::Confirmed { guid: assigned.guid.clone() };
        }
    }
}

fn answers(asked: &Start, got: &Assigned) -> bool {
    campaign(&asked.campaign) == campaign(&got.campaign)
        && asked.channel.trim().to_lowercase() == got.channel.trim().to_lowercase()
        && same_client(&asked.client_id, &got.client_id)
}

/// A campaign without the arrows that some instances of uContact add to its name: `Ventas`, `Ventas->` and `Ventas<-`
/// are the same.
fn campaign(name: &str) -> String {
    let name = name.replace("->", "").replace("<-", "");
    name.split_whitespace().collect::<String>().to_lowercase()
}

fn same_client(asked: &str, got: &str) -> bool {
    if asked.trim() == got.trim() {
        return true;
    }
    let (Some(a), Some(b)) = (digits(asked), digits(got)) else { return false };
    a.len().min(b.len()) >= MIN_DIGITS && (a.ends_with(&b) || b.ends_with(&a))
}

/// The digits of a telephone number in any notation, without leading zeros; `None` if the text is no number.
fn digits(text: &str) -> Option<String> {
    let written = |c: char| c.is_whitespace() || matches!(c, '+' | '-' | '.' | '(' | ')' | '/');
    let digits: String = text.chars().filter(|c| !written(*c)).collect();
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.trim_start_matches('0').to_owned())
}
