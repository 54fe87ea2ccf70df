//! Interactions and their records.

use super::state::Interaction;
use super::{Desk, Effect, How, MAX_REASONS, shorten};
use crate::config::OpenMode;
use crate::message::Assigned;
use crate::rules::{self, Decision};
use crate::view::{Millis, Opened, RecordView};

impl Desk {
    pub(super) fn assigned(
        &mut self,
        event: Assigned,
        tab: Option<i32>,
        now: Millis,
        again: bool,
    ) -> Vec<Effect> {
        if let Some(known) = self.state.find(&event.guid) {
            // A transfer or a reload announces it again: it lives, and its record was dealt with.
            known.finished = None;
            known.tab = tab.or(known.tab);
            return match &known.record {
                RecordView::Opening { url } if again => effect(&event.guid, url, known.open, true),
                _ => Vec::new(),
            };
        }
        self.confirm(&event, now);
        let (record, open) = self.decide(&event);
        let effects = match &record {
            RecordView::Opening { url } => effect(&event.guid, url, open, again),
            _ => Vec::new(),
        };
        self.state.interactions.push(Interaction {
            event,
            tab,
            assigned: now,
            finished: None,
            disposed: None,
            record,
            open,
        });
        self.state.prune();
        effects
    }

    /// What the rules make of it, and how to open its record.
    fn decide(&self, event: &Assigned) -> (RecordView, OpenMode) {
        let Some(config) = &self.config else {
            let reasons = vec!["there is no configuration".to_owned()];
            return (RecordView::NoRule { reasons }, OpenMode::default());
        };
        match rules::decide(config, event) {
            Decision::Rule { url, open, .. } => {
                let record = match open {
                    OpenMode::Ask => RecordView::Asked { url },
                    OpenMode::Never => RecordView::Known { url },
                    OpenMode::Reuse | OpenMode::Tab | OpenMode::Window => RecordView::Opening { url },
                };
                (record, open)
            }
            Decision::None => {
                let mut reasons: Vec<String> = rules::reasons(config, event, MAX_REASONS)
                    .into_iter()
                    .map(|reason| match reason.name {
                        Some(name) => shorten(format!("{name}: {}", reason.why)),
                        None => shorten(format!("rules[{}]: {}", reason.rule, reason.why)),
                    })
                    .collect();
                match config.rules.len() {
                    0 => reasons.push("the configuration has no rules".to_owned()),
                    all if all > reasons.len() => reasons.push(format!("… and {} more", all - reasons.len())),
                    _ => {}
                }
                (RecordView::NoRule { reasons }, OpenMode::default())
            }
        }
    }

    /// The agent asks for a record. One that no rule applied to is asked for again: the rules may be others now.
    pub(super) fn open(&mut self, guid: &str) -> Vec<Effect> {
        let Some(known) = self.state.find(guid) else { return Vec::new() };
        let decided = match &known.record {
            RecordView::NoRule { .. } => {
                let event = known.event.clone();
                Some(self.decide(&event))
            }
            _ => None,
        };
        let Some(known) = self.state.find(guid) else { return Vec::new() };
        if let Some((record, open)) = decided {
            (known.record, known.open) = (record, open);
        }
        let url = match &known.record {
            RecordView::NoRule { .. } => return Vec::new(),
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

    pub(super) fn record_opened(&mut self, guid: &str, result: Result<Opened, String>) {
        let Some(known) = self.state.find(guid) else { return };
        if let RecordView::Opening { url } = &known.record {
            let url = url.clone();
            known.record = match result {
                Ok(how) => RecordView::Opened { url, how },
                Err(why) => RecordView::Failed { url, why: shorten(why) },
            };
        }
    }
}

fn effect(guid: &str, url: &str, open: OpenMode, again: bool) -> Vec<Effect> {
    let effect =
        how(open).map(|how| Effect::OpenRecord { guid: guid.to_owned(), url: url.to_owned(), how, again });
    effect.into_iter().collect()
}

/// How to open by itself; `None` where it is not to be.
fn how(open: OpenMode) -> Option<How> {
    match open {
        OpenMode::Reuse => Some(How::Reuse),
        OpenMode::Tab => Some(How::Tab),
        OpenMode::Window => Some(How::Window),
        OpenMode::Ask | OpenMode::Never => None,
    }
}
