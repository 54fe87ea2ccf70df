//! What the browser reports of the agent's hands: notifications, the context menu, keyboard shortcuts, links.

use std::rc::Rc;

use bridge::contact;
use bridge::desk::Input;
use webext::menus::Chosen;
use webext::runtime::Sender;
use webext::tabs::Tab;

use super::show::show;
use crate::desk::{Clicked, clicked};
use crate::parts::Parts;
use crate::ports::Browser;
use crate::reach::menus::{Meant, meant};
use crate::reach::offer::{current, in_front};

/// Leads from a clicked notification to the record, or to the choice among several.
pub(crate) fn notice_clicked<B: Browser>(parts: &Rc<Parts<B>>, id: String) {
    match clicked(&id) {
        Clicked::Open(guid) => parts.spawn(async move |parts| {
            parts.cx.ready.passed().await;
            parts.desk.take_in(Input::Open { guid }).await;
        }),
        Clicked::Choose => {
            let opened = parts.cx.browser.open_popup();
            parts.spawn(async move |parts| {
                if let Err(error) = opened.await {
                    parts.cx.complain("the popup could not be opened", &error);
                }
                parts.cx.browser.clear_notice(&id).await;
            });
        }
        Clicked::Nothing => {}
    }
}

/// An entry of the context menu was chosen.
pub(crate) fn menu_chosen<B: Browser>(parts: &Rc<Parts<B>>, chosen: Chosen) {
    let meant = meant(chosen);
    parts.offers.open_with(move |cx| match meant {
        Meant::Contact(contact) => Some(cx.with_desk(|desk| desk.offer(contact))),
        Meant::Page(url) => in_front(cx, &url),
        Meant::Nobody => None,
    });
}

/// The agent has pressed a link to somebody, or a number's button.
pub(crate) fn contact_chosen<B: Browser>(parts: &Rc<Parts<B>>, link: &str, sender: &Sender) {
    let address = sender.url.clone().unwrap_or_default();
    if let Some(contact) = contact::of_link(link) {
        parts.offers.open_with(move |cx| {
            let allowed = cx.in_force.is_of_configured_host(&address);
            allowed.then(|| cx.with_desk(|desk| desk.offer(contact)))
        });
    }
}

/// A keyboard shortcut was pressed.
pub(crate) fn command<B: Browser>(parts: &Rc<Parts<B>>, name: &str, tab: Option<Tab>) {
    match name {
        "start-here" => {
            let url = tab.and_then(|tab| tab.url);
            parts.offers.open_with(move |cx| url.and_then(|url| in_front(cx, &url)));
        }
        "open-record" => parts.spawn(async move |parts| {
            parts.cx.ready.passed().await;
            if let Some(guid) = current(&parts.cx) {
                parts.desk.take_in(Input::Open { guid }).await;
            }
        }),
        "show-ucontact" => parts.spawn(async move |parts| {
            parts.cx.ready.passed().await;
            match show(&parts).await {
                Ok(true) => {}
                Ok(false) => {
                    parts.cx.complain("uContact cannot be shown", &"no open page has its frame");
                }
                Err(error) => parts.cx.complain("uContact cannot be shown", &error),
            }
        }),
        _ => {}
    }
}
