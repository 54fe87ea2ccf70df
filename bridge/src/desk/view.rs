//! What the pages show.

use super::state::{Interaction, Refused, Started, State};
use crate::view::{InteractionView, LookupView, Millis, StartState, StartView, View};
use std::cmp::Reverse;

/// For how long the view shows that a message was refused, in milliseconds: a working day.
const REFUSAL_SHOWN: Millis = 12 * 60 * 60 * 1000;

pub(super) fn view(state: &State, now: Millis) -> View {
    let is_shown = |refused: &&Refused| now.saturating_sub(refused.at) < REFUSAL_SHOWN;
    // The newest stands last, so reverse; then sort those that ended, with a stable sort.
    let (live, mut ended): (Vec<&Interaction>, Vec<&Interaction>) =
        state.interactions.iter().rev().partition(|i| i.finished.is_none());
    ended.sort_by_key(|i| Reverse(i.finished));
    View {
        interactions: live.into_iter().chain(ended).map(interaction).collect(),
        start: state.start.as_ref().map(|started| start(started, now)),
        theme: state.theme.clone(),
        language: state.language.clone(),
        last_event: state.last_event,
        last_refusal: state.refused.as_ref().filter(is_shown).map(|refused| refused.why.clone()),
    }
}

pub(super) fn interaction(known: &Interaction) -> InteractionView {
    InteractionView {
        guid: known.event.guid.clone(),
        campaign: known.event.campaign.clone(),
        channel: known.event.channel.clone(),
        client_id: known.event.client_id.clone(),
        assigned: known.assigned,
        finished: known.finished,
        disposed: known.disposed,
        record: known.record.clone(),
        lookup: known.lookup.as_ref().map(|lookup| LookupView {
            home: lookup.home.clone(),
            outcome: lookup.outcome.clone(),
            matches: lookup.matches.clone(),
            more: lookup.more,
        }),
        why: known.why.clone(),
    }
}

fn start(started: &Started, now: Millis) -> StartView {
    let state = match &started.state {
        StartState::Sent { until } if now >= *until => StartState::Unanswered,
        state => state.clone(),
    };
    StartView { request: started.request.clone(), at: started.at, state }
}
