//! What content scripts say, and the panel.

use std::rc::Rc;

use bridge::desk::Input;
use bridge::message::Event;
use bridge::phone::Place;
use webext::content::{CODE_FILE, Say};
use webext::placement::Placement;
use webext::runtime::Sender;
use webext::scripting::Target;

use crate::context::{Changed, Context};
use crate::health;
use crate::on_page::numbers;
use crate::parts::Parts;
use crate::ports::Browser;

/// What a content script is answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// Journalled or irrelevant; do not resend.
    Acknowledged,
    /// It came to nothing; try another way.
    Failed,
    /// Where uContact's frame is to live.
    Placement(Placement),
    /// The numbers in its texts, one answer per item.
    Numbers(Vec<String>),
}

/// Takes in what a content script or the panel says, and answers.
pub(crate) async fn heard<B: Browser>(parts: &Rc<Parts<B>>, say: Say, sender: &Sender) -> Said {
    let cx = &parts.cx;
    cx.ready.passed().await;
    let own = is_own_page(cx, sender);
    match say {
        // Also from a page that is no longer configured: it may have had the frame.
        Say::Gone { instance } => {
            parts.phone.gone(instance, true).await;
            return Said::Acknowledged;
        }
        Say::Broken { instance } => {
            parts.phone.gone(instance, false).await;
            parts.health.look(false).await;
            return Said::Acknowledged;
        }
        _ => {}
    }
    if !own && !may_speak(parts, sender).await {
        return Said::Acknowledged;
    }
    // The panel is no tab of a CRM's, also where it is a window of its own.
    let tab = sender.tab.filter(|_| !own);
    let place = |instance| Place { instance, tab: sender.tab, panel: own };
    // The page itself, and not a frame in it.
    let top = own || sender.frame == Some(0);
    match say {
        // A sandboxed document: its messages have no origin that could be believed.
        Say::Event { .. } | Say::TooLarge { .. } if sender.origin.as_deref() == Some("null") => {}
        Say::Event { json } => match Event::parse(&json) {
            Ok(event) => {
                // A tab where uContact speaks must not be put to sleep when memory is short: it would ring there in vain.
                if let Some(tab) = tab.filter(|tab| parts.kept.borrow_mut().insert(*tab)) {
                    cx.browser.keep_tab(tab, true);
                }
                parts.desk.take_in(Input::Event { event, tab }).await;
            }
            Err(refusal) => parts.desk.take_in(Input::Refused { why: refusal.to_string() }).await,
        },
        Say::TooLarge { event, size } => {
            let why = format!("{event}: too large ({size} characters)");
            parts.desk.take_in(Input::Refused { why }).await;
        }
        Say::Twin { of } => return put(cx, of.twin_file(), tab, sender).await,
        Say::Code => return put(cx, CODE_FILE, tab, sender).await,
        Say::Dock { .. } | Say::Take { .. } if !top => {}
        Say::Dock { instance, eager, holds } => {
            return Said::Placement(parts.phone.wanted(place(instance), eager, holds).await);
        }
        Say::Take { instance } => return Said::Placement(parts.phone.wanted_here(place(instance)).await),
        Say::Found => cx.changed(Changed::Connection),
        // A place that cannot be shown may have gone without a word.
        Say::Show if parts.phone.show().await.is_err() => parts.phone.make_good().await,
        Say::Show => {}
        Say::Doctor if top => health::open_page(cx).await,
        Say::Numbers { items } => return Said::Numbers(numbers::in_texts(cx, &items, sender).await),
        // The others were dealt with before, in the turn of the click or above.
        Say::Doctor | Say::Contact { .. } | Say::Gone { .. } | Say::Broken { .. } | Say::ToPanel => {}
    }
    Said::Acknowledged
}

/// Whether one of the extension's own pages says it.
pub(crate) fn is_own_page(cx: &Context<impl Browser>, sender: &Sender) -> bool {
    let root = cx.browser.url("");
    !root.is_empty() && sender.url.as_deref().is_some_and(|url| url.starts_with(&root))
}

/// Whether what a content script says counts. The page may have left the configuration since injection: then it is
/// ignored, unless it still hosts the phone.
async fn may_speak<B: Browser>(parts: &Parts<B>, sender: &Sender) -> bool {
    let hosts_phone = async || parts.phone.home().await.is_some_and(|home| home.tab == sender.tab);
    sender.tab.is_some() && (from_configured_host(&parts.cx, sender) || hosts_phone().await)
}

/// Puts a file into the sender's frame.
async fn put(cx: &Context<impl Browser>, file: &str, tab: Option<i32>, sender: &Sender) -> Said {
    let Some(tab) = tab else { return Said::Acknowledged };
    let target = Target::Frame { tab, frame: sender.frame.unwrap_or(0), document: sender.document.clone() };
    match cx.browser.execute(&target, file).await {
        Ok(()) => Said::Acknowledged,
        Err(error) => {
            cx.complain(&format!("{file} could not be put into a page"), &error);
            Said::Failed
        }
    }
}

/// Whether the browser names a configured host as the sender's; the content script has seen to the path. A frame
/// without an address of its own has its origin's.
fn from_configured_host(cx: &Context<impl Browser>, sender: &Sender) -> bool {
    let address = match sender.url.as_deref() {
        Some(url) if !url.starts_with("about:") => url.to_owned(),
        _ => match sender.origin.as_deref() {
            Some(origin) => format!("{origin}/"),
            None => return false,
        },
    };
    cx.in_force.is_of_configured_host(&address)
}
