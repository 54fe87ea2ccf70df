//! What content scripts say.

use bridge::desk::Input;
use bridge::message::Event;
use webext::content::{Say, TWIN_FILE};
use webext::runtime::Sender;
use webext::scripting::{self, Target};

use crate::{ACKNOWLEDGED, complain, settings, shell};

/// Takes in what a content script says. `true` once it need not be sent again.
pub(crate) async fn take(say: Say, sender: &Sender) -> bool {
    shell::ready().await;
    let Some(tab) = sender.tab else { return ACKNOWLEDGED };
    if !from_configured_host(sender) {
        // It was configured when the script came there; nothing it says counts any more.
        return ACKNOWLEDGED;
    }
    match say {
        Say::Event { .. } | Say::TooLarge { .. } if sender.origin.as_deref() == Some("null") => {}
        Say::Event { json } => match Event::parse(&json) {
            Ok(event) => shell::take(Input::Event { event, tab: Some(tab) }).await,
            Err(refusal) => shell::take(Input::Refused { why: refusal.to_string() }).await,
        },
        Say::TooLarge { event, size } => {
            let why = format!("{event}: too large ({size} characters)");
            shell::take(Input::Refused { why }).await;
        }
        Say::Twin => {
            let target =
                Target::Frame { tab, frame: sender.frame.unwrap_or(0), document: sender.document.clone() };
            if let Err(error) = scripting::execute(&target, TWIN_FILE).await {
                complain("the content script's twin could not be put into a page", &error);
                return false;
            }
        }
    }
    ACKNOWLEDGED
}

/// Whether the browser names a configured host as the sender's; the content script has seen to the path. A frame
/// without an address of its own has its origin's.
fn from_configured_host(sender: &Sender) -> bool {
    let address = match sender.url.as_deref() {
        Some(url) if !url.starts_with("about:") => url.to_owned(),
        _ => match sender.origin.as_deref() {
            Some(origin) => format!("{origin}/"),
            None => return false,
        },
    };
    settings::is_of_configured_host(&address)
}
