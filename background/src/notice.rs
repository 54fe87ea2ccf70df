//! Notifications: an interaction was assigned while the agent looks elsewhere, a record waits, several records match.
//!
//! They stand on a screen that others may see, so they name the campaign and the channel, and nothing of the client.

use bridge::desk::Input;
use bridge::message::Event;
use bridge::view::{InteractionView, Opened, RecordView};
use wasm_bindgen_futures::spawn_local;
use webext::{i18n, notifications, tabs};

use crate::{complain, shell};

/// What the ids of notifications begin with: several records match.
const CHOOSE: &str = "choose:";
/// An interaction was assigned.
const ASSIGNED: &str = "assigned:";

/// Several records match.
pub(crate) async fn choose(guid: &str, campaign: &str, channel: &str, matches: usize, more: bool) {
    let count = if more { format!("{matches}+") } else { matches.to_string() };
    let title = i18n::message("notifyChooseTitle", &[&count]);
    show(&format!("{CHOOSE}{guid}"), &title, "notifyChooseText", campaign, channel).await;
}

/// An interaction was assigned, and what is done by itself about its record has been done.
pub(crate) async fn assigned(guid: String) {
    let Some(known) = shell::with_desk(|desk| desk.interaction(&guid)) else { return };
    let text = match waits(&known) {
        Some(text) => text,
        // Where records are to be chosen from, that is told already.
        None if known.record == RecordView::Choose || known.finished.is_some() => return,
        None if tabs::browser_is_in_front().await => return,
        None => "notifyAssignedText",
    };
    let title = i18n::message("notifyAssignedTitle", &[]);
    show(&format!("{ASSIGNED}{guid}"), &title, text, &known.campaign, &known.channel).await;
}

/// What the agent has to do to see the record, if he has to do something.
fn waits(known: &InteractionView) -> Option<&'static str> {
    match known.record {
        RecordView::Asked { .. } => Some("notifyAskedText"),
        RecordView::Opened { how: Opened::Behind, .. } => Some("notifyBehindText"),
        _ => None,
    }
}

async fn show(id: &str, title: &str, text: &str, campaign: &str, channel: &str) {
    let about: Vec<&str> = [campaign, channel].into_iter().filter(|text| !text.is_empty()).collect();
    let text = i18n::message(text, &[&about.join(" · ")]);
    if let Err(error) = notifications::show(id, title, &text).await {
        // The popup shows it all the same.
        complain("a notification could not be shown", &error);
    }
}

/// Takes the notifications away that this input makes pointless.
pub(crate) fn settle(input: &Input) {
    let guid = match input {
        Input::Choose { guid, .. }
        | Input::Open { guid }
        | Input::Event { event: Event::FinishedInteraction { guid, .. }, .. } => guid,
        _ => return,
    };
    let ids = [CHOOSE, ASSIGNED].map(|kind| format!("{kind}{guid}"));
    spawn_local(async move {
        for id in ids {
            notifications::clear(&id).await;
        }
    });
}

/// Leads from a clicked notification to the record, or to the choice among several.
pub(crate) fn clicked(id: String) {
    if let Some(guid) = id.strip_prefix(ASSIGNED) {
        let guid = guid.to_owned();
        spawn_local(async move {
            shell::ready().await;
            shell::take(Input::Open { guid }).await;
        });
    } else if id.starts_with(CHOOSE) {
        // In the very turn of the click: Firefox opens its popup only then.
        let opened = notifications::open_popup();
        spawn_local(async move {
            if let Err(error) = opened.await {
                complain("the popup could not be opened", &error);
            }
            notifications::clear(&id).await;
        });
    }
}
