//! Having the browser ask for the microphone.

use bridge::framing::Ancestor;
use webext::Error;
use webext::scripting::Target;
use webext::tabs::Tab;

use crate::context::Context;
use crate::ports::Browser;

/// What has the browser ask for the microphone.
const ASK: &str = "doctor/ask.js";

/// Has the browser ask for the microphone in the configured page of this host, in front.
pub(crate) async fn ask(cx: &Context<impl Browser>, host: &str) -> Result<(), Error> {
    let open = cx.browser.tabs_matching(&cx.in_force.pages()).await?;
    let is_of_host = |tab: &Tab| {
        let origin = tab.url.as_deref().and_then(Ancestor::of_url).map(|origin| origin.to_string());
        origin.is_some_and(|origin| origin.split_once("://").is_some_and(|(_, of)| of == host))
    };
    let gone = || Error::Browser(format!("no page of {host} is open any more"));
    let tab = open.iter().find(|tab| is_of_host(tab)).ok_or_else(gone)?;
    // A page that nobody sees shows no question.
    cx.browser.focus_tab(tab).await?;
    cx.browser.execute(&Target::Frame { tab: tab.id, frame: 0, document: None }, ASK).await
}
