//! What content scripts say, and the panel.

use std::cell::RefCell;
use std::collections::HashSet;

use bridge::desk::Input;
use bridge::message::Event;
use bridge::phone::Place;
use wasm_bindgen::JsValue;
use webext::content::{CODE_FILE, Say};
use webext::runtime::Sender;
use webext::scripting::{self, Target};
use webext::tabs;

use crate::{ACKNOWLEDGED, complain, contacts, doctor, phone, settings, shell, watch};

/// Takes in what a content script or the panel says, and answers. To most of it the answer is `true` once it need not
/// be sent again.
pub(crate) async fn take(say: Say, sender: &Sender) -> JsValue {
    shell::ready().await;
    let own = sender.is_own_page();
    // Also from a page that is no longer configured: it may have had the frame.
    match say {
        Say::Gone { instance } => {
            phone::gone(instance, true).await;
            return ACKNOWLEDGED.into();
        }
        Say::Broken { instance } => {
            phone::gone(instance, false).await;
            watch::look(false).await;
            return ACKNOWLEDGED.into();
        }
        _ => {}
    }
    // It was configured when the script came there; nothing it says counts any more, but of a call that goes on there.
    let is_home = async || phone::home().await.is_some_and(|home| home.tab == sender.tab);
    if !own && (sender.tab.is_none() || !from_configured_host(sender) && !is_home().await) {
        return ACKNOWLEDGED.into();
    }
    // The panel is no tab of a CRM's, also where it is a window of its own.
    let tab = sender.tab.filter(|_| !own);
    let place = |instance| Place { instance, tab: sender.tab, panel: own };
    match say {
        Say::Event { .. } | Say::TooLarge { .. } if sender.origin.as_deref() == Some("null") => {}
        Say::Event { json } => match Event::parse(&json) {
            Ok(event) => {
                keep(tab);
                shell::take(Input::Event { event, tab }).await;
            }
            Err(refusal) => shell::take(Input::Refused { why: refusal.to_string() }).await,
        },
        Say::TooLarge { event, size } => {
            let why = format!("{event}: too large ({size} characters)");
            shell::take(Input::Refused { why }).await;
        }
        Say::Twin { of } => return put(of.twin_file(), tab, sender).await,
        Say::Code => return put(CODE_FILE, tab, sender).await,
        // Only the page itself, and never a frame in it.
        Say::Dock { .. } | Say::Take { .. } if !own && sender.frame != Some(0) => {}
        Say::Dock { instance, eager, holds } => {
            return phone::wanted(place(instance), eager, holds).await.to_js();
        }
        Say::Take { instance } => return phone::take(place(instance)).await.to_js(),
        Say::Found => shell::tell_connection(),
        // What cannot be shown may have gone without a word.
        Say::Show if phone::show().await.is_err() => phone::make_good().await,
        Say::Show => {}
        Say::Doctor if own || sender.frame == Some(0) => doctor::open().await,
        Say::Doctor => {}
        Say::Numbers { items } => return contacts::numbers(items, sender).await,
        Say::Contact { .. } => {}
        // Dealt with before.
        Say::Gone { .. } | Say::Broken { .. } | Say::ToPanel => {}
    }
    ACKNOWLEDGED.into()
}

/// Puts a file into the sender's frame.
async fn put(file: &str, tab: Option<i32>, sender: &Sender) -> JsValue {
    let Some(tab) = tab else { return ACKNOWLEDGED.into() };
    let target = Target::Frame { tab, frame: sender.frame.unwrap_or(0), document: sender.document.clone() };
    match scripting::execute(&target, file).await {
        Ok(()) => ACKNOWLEDGED.into(),
        Err(error) => {
            complain(&format!("{file} could not be put into a page"), &error);
            false.into()
        }
    }
}

/// A tab where uContact speaks is not to be put to sleep when memory is short: it would ring there in vain.
fn keep(tab: Option<i32>) {
    thread_local! {
        static KEPT: RefCell<HashSet<i32>> = RefCell::default();
    }
    if let Some(tab) = tab
        && KEPT.with_borrow_mut(|kept| kept.insert(tab))
    {
        tabs::keep(tab, true);
    }
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
