//! What a place is told: whether uContact's frame is to live there, and what its bar shows.

use bridge::framing::Ancestor;
use bridge::phone::Place;
use webext::placement::{DOCK_TEXTS, Elsewhere, Placement};
use webext::tabs::Tab;
use webext::texts::Texts;

use super::Phone;
use crate::context::Context;
use crate::ports::Browser;

/// The key of the text that names the catalogue's language.
const CATALOGUE: &str = "catalogueLanguage";

impl<B: Browser> Phone<B> {
    /// What a place is told. The title of a tab goes to the panel, and to pages of the same origin only: others may find
    /// a way to read what stands in their dock.
    pub(super) async fn placement(&self, here: bool, home: Option<&Place>, place: &Place) -> Placement {
        let cx = &self.cx;
        let elsewhere = match home {
            None => None,
            Some(Place { panel: true, .. }) => Some(Elsewhere::Panel),
            Some(home) => {
                let (home, own) = (tab_of(cx, home).await, tab_of(cx, place).await);
                let origin = |tab: &Option<Tab>| Ancestor::of_url(tab.as_ref()?.url.as_deref()?);
                let may_know = place.panel || (origin(&home).is_some() && origin(&home) == origin(&own));
                let title = home.filter(|_| may_know).map(|tab| tab.title);
                Some(Elsewhere::Tab(title.unwrap_or_default()))
            }
        };
        let wrong = here && cx.is_wrong().await;
        let now = cx.now();
        let theme = cx.with_desk(|desk| desk.theme().map(|theme| (theme.dark, theme.primary.clone())));
        let live = cx.with_desk(|desk| if here { desk.live_guids(now) } else { Vec::new() });
        // The dock cannot read the extension's files; it needs the texts where they are not in the browser's language.
        let keys: Vec<&str> = DOCK_TEXTS.into_iter().chain([CATALOGUE]).collect();
        let texts = if place.panel { Texts::default() } else { cx.browser.texts_at_hand(&keys) };
        // It grows also after a worker has started anew.
        let number = self.number.get().max(now as f64) + 1.0;
        self.number.set(number);
        Placement { number, here, elsewhere, theme, texts, live, wrong }
    }
}

async fn tab_of(cx: &Context<impl Browser>, place: &Place) -> Option<Tab> {
    cx.browser.find_tab(place.tab?).await
}
