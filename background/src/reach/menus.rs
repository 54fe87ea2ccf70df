//! The context menu on configured pages.

use bridge::contact::{self, Contact};
use webext::menus::{Chosen, Entry};

use crate::context::Context;
use crate::ports::Browser;

/// The entries of the menu.
const PAGE: &str = "page";
const LINK: &str = "link";
const SELECTION: &str = "selection";

/// Brings the menu in step with the configuration: its entries stand on configured pages alone.
pub(crate) async fn renew(cx: &Context<impl Browser>) {
    let pages = cx.in_force.pages();
    let entry =
        |id, title, contexts| Entry { id, title: cx.browser.text(title, &["%s"]), contexts, pages: &pages };
    let entries = [
        entry(PAGE, "menuPage", &["page"][..]),
        entry(LINK, "menuLink", &["link"]),
        entry(SELECTION, "menuSelection", &["selection"]),
    ];
    if let Err(error) = cx.browser.set_menu(if pages.is_empty() { &[] } else { &entries }).await {
        cx.complain("the context menu could not be made", &error);
    }
}

/// Whom a chosen entry means.
pub(crate) enum Meant {
    /// This client.
    Contact(Contact),
    /// The client whose record is at this address.
    Page(String),
    /// Nobody.
    Nobody,
}

/// Whom a chosen entry means.
pub(crate) fn meant(chosen: Chosen) -> Meant {
    let contact = match chosen.id.as_str() {
        LINK => chosen.link.as_deref().and_then(contact::of_link),
        SELECTION => chosen.selection.as_deref().and_then(contact::of_selection),
        _ => None,
    };
    let page = chosen.tab.and_then(|tab| tab.url).filter(|_| chosen.id == PAGE);
    match (contact, page) {
        (Some(contact), _) => Meant::Contact(contact),
        (None, Some(page)) => Meant::Page(page),
        (None, None) => Meant::Nobody,
    }
}
