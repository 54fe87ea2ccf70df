//! Lookups: what to do with the CRM's answer.

use super::opening::{effect, found, how};
use super::state::{Interaction, Looked};
use super::{Desk, Effect, How};
use crate::lookup::{Outcome, Request};
use crate::open::OpenMode;
use crate::view::{LookupFailure, LookupOutcome, RecordView};

impl Looked {
    pub(super) fn new(request: &Request, again: bool) -> Self {
        Self {
            none: request.none.clone(),
            many: request.many.clone(),
            home: format!("{}/", request.origin()),
            again,
            outcome: None,
            matches: Vec::new(),
            more: false,
        }
    }
}

impl Desk {
    /// Handles the CRM's answer. An answer that nobody waits for any more, because a second question was faster, is
    /// dropped.
    pub(super) fn looked_up(&mut self, guid: &str, outcome: Outcome) -> Vec<Effect> {
        let Some(known) = self.state.find(guid) else { return Vec::new() };
        let (RecordView::LookingUp, Some(lookup)) = (&known.record, &mut known.lookup) else {
            return Vec::new();
        };
        let (outcome, target) = match outcome {
            Outcome::Found { mut matches, more, .. } => match matches.len() {
                0 => (LookupOutcome::None, lookup.none.clone()),
                1 if !more => (LookupOutcome::One, matches.pop().map(|found| found.url)),
                _ => {
                    (lookup.matches, lookup.more) = (matches, more);
                    (LookupOutcome::Many, lookup.many.clone())
                }
            },
            Outcome::Failed { why } => {
                // If the agent is only signed out, the CRM shows its login page and then goes on to `none`.
                let target = lookup.none.clone().filter(|_| why == LookupFailure::SignedOut);
                (LookupOutcome::Failed { why }, target)
            }
        };
        let choose = outcome == LookupOutcome::Many;
        lookup.outcome = Some(outcome);
        let again = lookup.again;
        match target {
            Some(url) => {
                known.record = found(url.clone(), known.open);
                effect(guid, &url, known.open, again)
            }
            None if choose => {
                known.record = RecordView::Choose;
                // `never` means that nothing shows up by itself, the question included.
                if known.open == OpenMode::Never {
                    return Vec::new();
                }
                vec![Effect::AskToChoose {
                    guid: guid.to_owned(),
                    campaign: known.event.campaign.clone(),
                    channel: known.event.channel.clone(),
                    matches: lookup.matches.len(),
                    more: lookup.more,
                }]
            }
            None => {
                known.record = RecordView::Nothing;
                Vec::new()
            }
        }
    }

    /// Handles the agent's choice. Only a record that the CRM named can be opened.
    pub(super) fn choose(&mut self, guid: &str, url: &str) -> Vec<Effect> {
        let Some(known) = self.state.find(guid) else { return Vec::new() };
        let offered = known.lookup.as_ref().is_some_and(|l| l.matches.iter().any(|found| found.url == url));
        // A double click opens one tab.
        let under_way = match &known.record {
            RecordView::LookingUp => true,
            RecordView::Opening { url: opening } => opening == url,
            _ => false,
        };
        if !offered || under_way {
            return Vec::new();
        }
        known.record = RecordView::Opening { url: url.to_owned() };
        let how = how(known.open).unwrap_or(How::Reuse);
        vec![Effect::OpenRecord { guid: guid.to_owned(), url: url.to_owned(), how, again: false }]
    }
}

/// Notes that the browser stopped before the answer came. The agent may ask again.
pub(super) fn interrupted(known: &mut Interaction) {
    known.record = RecordView::Nothing;
    if let Some(lookup) = &mut known.lookup {
        lookup.outcome = Some(LookupOutcome::Failed { why: LookupFailure::Interrupted });
    }
}

/// Whether [`super::Input::Open`] asks the CRM again.
pub(super) fn asks_again(known: &Interaction) -> bool {
    let failed = |lookup: &Looked| matches!(lookup.outcome, Some(LookupOutcome::Failed { .. }));
    known.record == RecordView::Nothing || known.lookup.as_ref().is_some_and(failed)
}
