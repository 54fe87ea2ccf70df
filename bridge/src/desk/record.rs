//! Interactions and their records.

use super::lookup::asks_again;
use super::opening::{effect, found, how};
use super::state::{Interaction, Looked};
use super::{Desk, Effect, How, MAX_REASONS, shorten, shorten_to};
use crate::message::Assigned;
use crate::open::OpenMode;
use crate::rule::EVENT_VARIABLES;
use crate::rules::{self, Decision};
use crate::template::Variables;
use crate::view::{Millis, Opened, RecordView, Why};
use crate::why_not::{MAX_SHOWN, Reason};

/// What the rules make of an interaction, and what to do about its record.
struct Decided {
    record: RecordView,
    open: OpenMode,
    lookup: Option<Looked>,
    why: Option<Why>,
    effects: Vec<Effect>,
}

/// Why this record, at the moment of the decision.
fn why(rule: usize, name: Option<String>, variables: &Variables) -> Option<Why> {
    let own = variables.iter().filter(|(name, _)| !EVENT_VARIABLES.contains(name));
    let variables = own.map(|(name, value)| (name.to_owned(), shorten(value.to_owned()))).collect();
    Some(Why { rule, name, variables, shown: None })
}

impl Desk {
    pub(super) fn assigned(
        &mut self,
        event: Assigned,
        tab: Option<i32>,
        now: Millis,
        again: bool,
    ) -> Vec<Effect> {
        if let Some(known) = self.state.find(&event.guid) {
            // A transfer or a reload announces the interaction again. It is live, and its record was handled before. A
            // recovery (`again`) returns to the first announcement: the desk has taken in what came later, and that
            // stands.
            if !again {
                known.finished = None;
                // A transfer may change the campaign.
                if !event.campaign.is_empty() {
                    known.event.campaign.clone_from(&event.campaign);
                }
                known.tab = tab;
            }
            return match &known.record {
                RecordView::Opening { url } if again => effect(&event.guid, url, known.open, true),
                RecordView::LookingUp if again => self.decide_again(&event.guid, true),
                _ => Vec::new(),
            };
        }
        self.confirm(&event, now);
        let Decided { record, open, lookup, why, effects } = self.decide(&event, again);
        self.state.interactions.push(Interaction {
            event,
            tab,
            assigned: now,
            finished: None,
            disposed: None,
            record,
            open,
            lookup,
            why,
        });
        self.state.prune();
        effects
    }

    /// Applies the rules. `again`: the record may be open since before the browser stopped.
    fn decide(&self, event: &Assigned, again: bool) -> Decided {
        let nothing = |configured, passed_over, more| Decided {
            record: RecordView::NoRule { configured, passed_over, more },
            open: OpenMode::default(),
            lookup: None,
            why: None,
            effects: Vec::new(),
        };
        let Some(config) = &self.config else {
            return nothing(false, Vec::new(), Some(0));
        };
        match rules::decide(config, event) {
            Decision::Rule { index, name, variables, url, open } => Decided {
                effects: effect(&event.guid, &url, open, again),
                record: found(url, open),
                open,
                lookup: None,
                why: why(index, name, &variables),
            },
            Decision::Lookup { index, name, variables, request, open } => Decided {
                record: RecordView::LookingUp,
                open,
                lookup: Some(Looked::new(&request, again)),
                why: why(index, name, &variables),
                effects: vec![Effect::Lookup { guid: event.guid.clone(), request }],
            },
            Decision::None => {
                let reasons = rules::reasons(config, event, MAX_REASONS).into_iter().map(|reason| Reason {
                    name: reason.name.map(shorten),
                    why: reason.why.shortened(|text| shorten_to(text, MAX_SHOWN)),
                    ..reason
                });
                let reasons: Vec<Reason> = reasons.collect();
                let more = config.rules.len() - reasons.len();
                nothing(true, reasons, Some(more))
            }
        }
    }

    /// The agent asks for a record. If no rule applied, the rules decide again, for they may have changed. If a
    /// lookup gave no record, the CRM is asked again.
    pub(super) fn open(&mut self, guid: &str) -> Vec<Effect> {
        let Some(known) = self.state.find(guid) else { return Vec::new() };
        let url = match &known.record {
            RecordView::NoRule { .. } => return self.decide_again(guid, false),
            _ if asks_again(known) => return self.decide_again(guid, false),
            RecordView::LookingUp | RecordView::Choose | RecordView::Nothing => return Vec::new(),
            RecordView::Opening { url }
            | RecordView::Opened { url, .. }
            | RecordView::Asked { url }
            | RecordView::Known { url }
            | RecordView::Failed { url, .. } => url.clone(),
        };
        let how = how(known.open).unwrap_or(How::Reuse);
        known.record = RecordView::Opening { url: url.clone() };
        vec![Effect::OpenRecord { guid: guid.to_owned(), url, how, again: false }]
    }

    /// Applies the rules as they are now.
    fn decide_again(&mut self, guid: &str, again: bool) -> Vec<Effect> {
        let Some(event) = self.state.find(guid).map(|known| known.event.clone()) else { return Vec::new() };
        let Decided { mut record, mut open, lookup, why, mut effects } = self.decide(&event, again);
        // The agent asks, so the record opens, whatever `open` says: now, or when the lookup finds it.
        if !again && how(open).is_none() {
            open = OpenMode::Reuse;
            if let RecordView::Asked { url } | RecordView::Known { url } = record {
                effects = effect(guid, &url, open, again);
                record = found(url, open);
            }
        }
        if let Some(known) = self.state.find(guid) {
            (known.record, known.open, known.lookup, known.why) = (record, open, lookup, why);
        }
        effects
    }

    pub(super) fn record_opened(&mut self, guid: &str, result: Result<Opened, String>, now: Millis) {
        let Some(known) = self.state.find(guid) else { return };
        if let RecordView::Opening { url } = &known.record {
            let url = url.clone();
            if let (Ok(_), Some(why)) = (&result, &mut known.why) {
                why.shown.get_or_insert(now);
            }
            known.record = match result {
                Ok(how) => RecordView::Opened { url, how },
                Err(why) => RecordView::Failed { url, why: shorten(why) },
            };
        }
    }
}
