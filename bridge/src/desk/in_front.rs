//! Whose record is in front of the agent, and what is known of a client.

use super::Desk;
use super::state::Interaction;
use crate::contact::Contact;
use crate::record::shows;
use crate::rules;
use crate::view::{Offer, RecordView};

impl Desk {
    /// What an interaction can be started with, for the client whose record this page shows. The rules say who the
    /// client is. If they cannot (a lookup), an earlier interaction that opened this record does.
    #[must_use]
    pub fn in_front(&self, page: &str) -> Option<Offer> {
        let client = self.config().and_then(|config| rules::recognise(config, page)).map(|found| found.start);
        let opened = self.last(|known| record(known).is_some_and(|url| shows(page, url)));
        match (client, opened) {
            (Some(client), opened) => {
                let past = opened
                    .filter(|known| known.event.client_id == client.client_id)
                    .or_else(|| self.last_with(&client.client_id));
                Some(offer(client.client_id, client.channel, client.campaign, past))
            }
            (None, Some(known)) => Some(offer(known.event.client_id.clone(), None, None, Some(known))),
            (None, None) => None,
        }
    }

    /// What an interaction with this client can be started with.
    #[must_use]
    pub fn offer(&self, contact: Contact) -> Offer {
        let past = self.last_with(&contact.client_id);
        offer(contact.client_id, contact.channel, None, past)
    }

    fn last_with(&self, client_id: &str) -> Option<&Interaction> {
        self.last(|known| known.event.client_id == client_id)
    }

    fn last(&self, fits: impl Fn(&Interaction) -> bool) -> Option<&Interaction> {
        self.state.interactions.iter().rev().find(|known| !known.event.client_id.is_empty() && fits(known))
    }
}

/// Joins what is given with the last interaction: what is not given is as it was the last time.
fn offer(
    client_id: String,
    channel: Option<String>,
    campaign: Option<String>,
    past: Option<&Interaction>,
) -> Offer {
    let past = |field: fn(&Interaction) -> &String| past.map(field).filter(|text| !text.is_empty()).cloned();
    Offer {
        client_id,
        channel: channel.or_else(|| past(|known| &known.event.channel)),
        campaign: campaign.or_else(|| past(|known| &known.event.campaign)),
    }
}

fn record(known: &Interaction) -> Option<&str> {
    match &known.record {
        RecordView::Opening { url }
        | RecordView::Opened { url, .. }
        | RecordView::Asked { url }
        | RecordView::Known { url }
        | RecordView::Failed { url, .. } => Some(url),
        RecordView::NoRule { .. } | RecordView::LookingUp | RecordView::Choose | RecordView::Nothing => None,
    }
}
