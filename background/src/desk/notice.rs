//! Notifications: an interaction was assigned while the agent looks elsewhere, a record waits, several records match.
//!
//! They stand on a screen that others may see, so they name the campaign and the channel, and nothing of the client.

use std::rc::Rc;

use bridge::desk::Input;
use bridge::message::Event;
use bridge::view::{InteractionView, Opened, RecordView};

use super::Runner;
use crate::context::Context;
use crate::ports::Browser;

/// What the ids of notifications begin with: several records match.
const CHOOSE: &str = "choose:";
/// An interaction was assigned.
const ASSIGNED: &str = "assigned:";

/// What a click on a notification means.
pub(crate) enum Clicked {
    /// Open the record of this interaction.
    Open(String),
    /// Choose among several records, in the popup.
    Choose,
    /// Nothing.
    Nothing,
}

/// What a click on the notification of this id means.
pub(crate) fn clicked(id: &str) -> Clicked {
    match id.strip_prefix(ASSIGNED) {
        Some(guid) => Clicked::Open(guid.to_owned()),
        None if id.starts_with(CHOOSE) => Clicked::Choose,
        None => Clicked::Nothing,
    }
}

impl<B: Browser> Runner<B> {
    /// Several records match.
    pub(super) async fn notify_choice(
        &self,
        guid: &str,
        campaign: &str,
        channel: &str,
        matches: usize,
        more: bool,
    ) {
        let count = if more { format!("{matches}+") } else { matches.to_string() };
        let title = self.cx.browser.text("notifyChooseTitle", &[&count]);
        show(&self.cx, &format!("{CHOOSE}{guid}"), &title, "notifyChooseText", campaign, channel).await;
    }

    /// An interaction was assigned, and what is done by itself about its record has been done.
    pub(super) async fn notify_assigned(&self, guid: &str) {
        let Some(known) = self.cx.with_desk(|desk| desk.interaction(guid)) else { return };
        let text = match waits(&known) {
            Some(text) => text,
            // Where records are to be chosen from, that is told already.
            None if known.record == RecordView::Choose || known.finished.is_some() => return,
            None if self.cx.browser.is_in_front().await => return,
            None => "notifyAssignedText",
        };
        let title = self.cx.browser.text("notifyAssignedTitle", &[]);
        show(&self.cx, &format!("{ASSIGNED}{guid}"), &title, text, &known.campaign, &known.channel).await;
    }

    /// Takes the notifications away that this input makes pointless.
    pub(super) fn clear_notices(self: &Rc<Self>, input: &Input) {
        let guid = match input {
            Input::Choose { guid, .. }
            | Input::Open { guid }
            | Input::Event { event: Event::FinishedInteraction { guid, .. }, .. } => guid,
            _ => return,
        };
        let ids = [CHOOSE, ASSIGNED].map(|kind| format!("{kind}{guid}"));
        let this = self.clone();
        self.cx.browser.spawn(async move {
            for id in ids {
                this.cx.browser.clear_notice(&id).await;
            }
        });
    }
}

/// What the agent has to do to see the record, if there is something to do.
fn waits(known: &InteractionView) -> Option<&'static str> {
    match known.record {
        RecordView::Asked { .. } => Some("notifyAskedText"),
        RecordView::Opened { how: Opened::Behind, .. } => Some("notifyBehindText"),
        _ => None,
    }
}

async fn show(cx: &Context<impl Browser>, id: &str, title: &str, text: &str, campaign: &str, channel: &str) {
    let about: Vec<&str> = [campaign, channel].into_iter().filter(|text| !text.is_empty()).collect();
    let text = cx.browser.text(text, &[&about.join(" · ")]);
    if let Err(error) = cx.browser.notify(id, title, &text).await {
        // The popup shows it all the same.
        cx.complain("a notification could not be shown", &error);
    }
}
