//! Several records match: a notification that leads to the popup, where the agent chooses.

use bridge::desk::Input;
use bridge::message::Event;
use wasm_bindgen_futures::spawn_local;
use webext::{i18n, notifications};

use crate::complain;

/// What the ids of these notifications begin with.
const CHOOSE: &str = "choose:";

/// Tells the agent, who looks at another window maybe. It stands on a screen that others may see, so it names the
/// campaign and the channel, and nothing of the client.
pub(crate) async fn notify(guid: &str, campaign: &str, channel: &str, matches: usize, more: bool) {
    let count = if more { format!("{matches}+") } else { matches.to_string() };
    let about: Vec<&str> = [campaign, channel].into_iter().filter(|text| !text.is_empty()).collect();
    let title = i18n::message("notifyChooseTitle", &[&count]);
    let text = i18n::message("notifyChooseText", &[&about.join(" · ")]);
    if let Err(error) = notifications::show(&format!("{CHOOSE}{guid}"), &title, &text).await {
        // The popup shows it all the same.
        complain("a notification could not be shown", &error);
    }
}

/// Takes the notification away that this input makes pointless.
pub(crate) fn settle(input: &Input) {
    let guid = match input {
        Input::Choose { guid, .. } | Input::Event { event: Event::FinishedInteraction { guid, .. }, .. } => {
            guid
        }
        _ => return,
    };
    let id = format!("{CHOOSE}{guid}");
    spawn_local(async move { notifications::clear(&id).await });
}

/// Leads from a clicked notification to the choice.
pub(crate) fn clicked(id: String) {
    if !id.starts_with(CHOOSE) {
        return;
    }
    spawn_local(async move {
        if let Err(error) = notifications::open_popup().await {
            complain("the popup could not be opened", &error);
        }
        notifications::clear(&id).await;
    });
}
