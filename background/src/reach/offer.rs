//! What the popup offers: the client that was chosen a moment ago, else the one whose record is in front.

use std::cell::RefCell;
use std::rc::Rc;

use bridge::view::{Millis, Offer, RecordView};

use crate::context::Context;
use crate::front::tab_in_front;
use crate::ports::Browser;

/// For how long what was chosen waits for the popup, in milliseconds.
const FRESH: Millis = 10_000;

/// What was chosen for the popup.
pub(crate) struct Offers<B: Browser> {
    cx: Rc<Context<B>>,
    /// What was chosen last, and when.
    chosen: RefCell<Option<(Option<Offer>, Millis)>>,
}

impl<B: Browser> Offers<B> {
    /// Nothing was chosen yet.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self { cx: cx.clone(), chosen: RefCell::default() })
    }

    /// Opens the popup with the client that is found once the desk is there.
    pub fn open_with(self: &Rc<Self>, find: impl FnOnce(&Context<B>) -> Option<Offer> + 'static) {
        let opened = self.cx.browser.open_popup();
        let this = self.clone();
        self.cx.browser.spawn(async move {
            // A worker that was woken by the click has to read first what is stored; the popup waits for that, too.
            this.cx.ready.passed().await;
            this.chosen.replace(Some((find(&this.cx), this.cx.now())));
            if let Err(error) = opened.await {
                this.cx.complain("the popup could not be opened", &error);
            }
        });
    }

    /// What the popup is to offer, and whether the agent has chosen it; `popup` is the tab that the popup is in, where it
    /// is in one.
    pub async fn offered(&self, popup: Option<i32>) -> (Option<Offer>, bool) {
        let now = self.cx.now();
        let fresh = |(offer, at): (Option<Offer>, Millis)| offer.filter(|_| now.saturating_sub(at) < FRESH);
        if let Some(offer) = self.chosen.take().and_then(fresh) {
            return (Some(offer), true);
        }
        let page = tab_in_front(&self.cx, popup).await.and_then(|tab| tab.url);
        (page.and_then(|url| in_front(&self.cx, &url)), false)
    }
}

/// The client whose record is at this address.
pub(crate) fn in_front(cx: &Context<impl Browser>, url: &str) -> Option<Offer> {
    cx.with_desk(|desk| desk.in_front(url))
}

/// The interaction that the agent works on: of those that are live and have a record the newest.
pub(crate) fn current(cx: &Context<impl Browser>) -> Option<String> {
    let view = cx.with_desk(|desk| desk.view(cx.now()));
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
