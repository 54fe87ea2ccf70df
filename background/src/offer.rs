//! The clients that are within reach: whose record is in front, in a link, in selected text. Menus and shortcuts lead to
//! the popup, with the client filled in; nobody is called by a slip of the hand.

use std::cell::RefCell;

use bridge::contact;
use bridge::desk::Input;
use bridge::view::{Millis, Offer, RecordView};
use bridge::wire::Offered;
use wasm_bindgen_futures::spawn_local;
use webext::menus::{self, Chosen, Entry};
use webext::tabs::{self, Tab};
use webext::{i18n, notifications, time};

use crate::{complain, settings, shell, survey};

/// The entries of the menu.
const PAGE: &str = "page";
const LINK: &str = "link";
const SELECTION: &str = "selection";

/// For how long what was chosen waits for the popup, in milliseconds.
const FRESH: Millis = 10_000;

thread_local! {
    /// What was chosen last, and when.
    static CHOSEN: RefCell<Option<(Option<Offer>, Millis)>> = const { RefCell::new(None) };
}

/// Brings the menu in step with the configuration: its entries stand on configured pages alone.
pub(crate) async fn renew() {
    let pages = settings::pages();
    let entry =
        |id, title, contexts| Entry { id, title: i18n::message(title, &["%s"]), contexts, pages: &pages };
    let entries = [
        entry(PAGE, "menuPage", &["page"][..]),
        entry(LINK, "menuLink", &["link"]),
        entry(SELECTION, "menuSelection", &["selection"]),
    ];
    if let Err(error) = menus::set(if pages.is_empty() { &[] } else { &entries }).await {
        complain("the context menu could not be made", &error);
    }
}

/// An entry of the menu was chosen. In the very turn of the click: Firefox opens its popup only then.
pub(crate) fn chosen(chosen: Chosen) {
    let contact = match chosen.id.as_str() {
        LINK => chosen.link.as_deref().and_then(contact::of_link),
        SELECTION => chosen.selection.as_deref().and_then(contact::of_selection),
        _ => None,
    };
    let page = chosen.tab.and_then(|tab| tab.url).filter(|_| chosen.id == PAGE);
    open_with(move || match (contact, page) {
        (Some(contact), _) => Some(shell::with_desk(|desk| desk.offer(contact))),
        (None, page) => page.and_then(|url| shell::with_desk(|desk| desk.in_front(&url))),
    });
}

/// A shortcut was pressed.
pub(crate) fn command(name: &str, tab: Option<Tab>) {
    match name {
        "start-here" => {
            let url = tab.and_then(|tab| tab.url);
            open_with(move || url.and_then(|url| shell::with_desk(|desk| desk.in_front(&url))));
        }
        "open-record" => spawn_local(async {
            shell::ready().await;
            if let Some(guid) = current() {
                shell::take(Input::Open { guid }).await;
            }
        }),
        "show-ucontact" => spawn_local(async {
            shell::ready().await;
            match survey::show().await {
                Ok(true) => {}
                Ok(false) => complain("uContact cannot be shown", &"no open page has its frame"),
                Err(error) => complain("uContact cannot be shown", &error),
            }
        }),
        _ => {}
    }
}

/// The interaction that the agent works on: of those that are live and have a record the newest.
fn current() -> Option<String> {
    let view = shell::with_desk(|desk| desk.view(time::now()));
    let has_record = |record: &RecordView| {
        !matches!(
            record,
            RecordView::NoRule { .. } | RecordView::Nothing | RecordView::LookingUp | RecordView::Choose
        )
    };
    let mut known = view.interactions.into_iter().filter(|known| has_record(&known.record));
    // The live ones come first.
    known.next().map(|known| known.guid)
}

/// Opens the popup with this client in its form, if that is `allowed` once the desk is there.
pub(crate) fn open(contact: contact::Contact, allowed: impl FnOnce() -> bool + 'static) {
    open_with(move || allowed().then(|| shell::with_desk(|desk| desk.offer(contact))));
}

/// Opens the popup with the client that is found once the desk is there.
fn open_with(find: impl FnOnce() -> Option<Offer> + 'static) {
    let opened = notifications::open_popup();
    spawn_local(async move {
        // A worker that was woken by it has to read first what is stored; the popup waits for that, too.
        shell::ready().await;
        CHOSEN.set(Some((find(), time::now())));
        if let Err(error) = opened.await {
            complain("the popup could not be opened", &error);
        }
    });
}

/// What the popup is to offer; `popup` is the tab that it is in, where it is in one.
pub(crate) async fn offered(popup: Option<i32>) -> Offered {
    let fresh =
        |(offer, at): (Option<Offer>, Millis)| offer.filter(|_| time::now().saturating_sub(at) < FRESH);
    if let Some(offer) = CHOSEN.take().and_then(fresh) {
        return Offered { offer: Some(offer), asked: true };
    }
    let page = tab_in_front(popup).await.and_then(|tab| tab.url);
    let offer = page.and_then(|url| shell::with_desk(|desk| desk.in_front(&url)));
    Offered { offer, asked: false }
}

/// The tab in front; the page behind the popup, where that is a tab or a window of its own.
pub(crate) async fn tab_in_front(popup: Option<i32>) -> Option<Tab> {
    let tab = tabs::in_front().await?;
    if Some(tab.id) != popup {
        return Some(tab);
    }
    tabs::matching(&settings::pages()).await.ok()?.into_iter().next()
}
