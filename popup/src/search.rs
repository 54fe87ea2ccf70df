//! Searches the interactions that have ended: those that the desk shows, and those in the history. The history is read
//! only when the agent begins to search, so that the popup opens at once however long the history is.

use std::{cell::RefCell, collections::HashSet, rc::Rc};

use bridge::{
    history,
    view::{InteractionView, View},
};
use pages::{Text, dom, memory};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};
use webext::database;

use crate::calls::{self, Record};

/// At most so many of the interactions that fit are listed.
pub const FOUND_SHOWN: usize = 10;

/// An interaction that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hit<'v> {
    /// The desk knows it, and can open its record.
    OnTheDesk(&'v InteractionView),
    /// Only the history knows it.
    Kept(&'v InteractionView),
}

impl<'v> Hit<'v> {
    /// The interaction.
    pub fn interaction(&self) -> &'v InteractionView {
        match self {
            Hit::OnTheDesk(interaction) | Hit::Kept(interaction) => interaction,
        }
    }

    /// What to say of its record.
    pub fn record(&self) -> Record<'v> {
        match self {
            Hit::OnTheDesk(interaction) => calls::record(interaction),
            Hit::Kept(interaction) => calls::kept_record(interaction),
        }
    }
}

/// The interactions that fit a search.
#[derive(Debug, PartialEq)]
pub struct Found<'v> {
    /// The latest, at most [`FOUND_SHOWN`].
    pub hits: Vec<Hit<'v>>,
    /// How many fit.
    pub count: usize,
}

/// Finds the ended interactions that fit, the latest first. If both desk and history know one, the desk's version
/// counts.
pub fn find<'v>(view: &'v View, kept: &'v [InteractionView], search: &history::Search) -> Found<'v> {
    let on_the_desk: HashSet<&str> = view.interactions.iter().map(|known| known.guid.as_str()).collect();
    let ended = view.interactions.iter().filter(|known| known.finished.is_some()).map(Hit::OnTheDesk);
    let kept = kept.iter().filter(|kept| !on_the_desk.contains(kept.guid.as_str())).map(Hit::Kept);
    let mut hits: Vec<Hit<'_>> = ended.chain(kept).filter(|hit| search.finds(hit.interaction())).collect();
    let count = hits.len();
    hits.truncate(FOUND_SHOWN);
    Found { hits, count }
}

/// The interactions in the history.
#[derive(Default)]
enum Kept {
    /// The agent has not searched yet.
    #[default]
    Unread,
    Reading,
    Read(Vec<InteractionView>),
}

/// The search. Copies are the same search.
#[derive(Clone)]
pub struct Search {
    field: HtmlInputElement,
    kept: Rc<RefCell<Kept>>,
}

impl Search {
    /// Finds the field in the page.
    pub fn new() -> Self {
        Search { field: dom::by_id("calls-search"), kept: Rc::default() }
    }

    /// Calls `changed` whenever other interactions may fit.
    pub fn listen(&self, changed: impl Fn() + 'static) {
        let changed = Rc::new(changed);
        let search = self.clone();
        let again = changed.clone();
        dom::listen(&self.field, "input", move |_| {
            search.read(again.clone());
            again();
        });
        let search = self.clone();
        // Escape would close the popup with the search: the first one only clears the field.
        dom::listen(&self.field, "keydown", move |event| {
            if key(&event).as_deref() == Some("Escape") && !search.field.value().is_empty() {
                event.prevent_default();
                search.field.set_value("");
                changed();
            }
        });
        let search = self.clone();
        dom::listen(&dom::document(), "keydown", move |event| {
            let types = dom::closest(&event, "input, select, textarea").is_some();
            if key(&event).as_deref() == Some("/") && !types {
                event.prevent_default();
                dom::focus(&search.field);
            }
        });
    }

    /// Reads the history, once. The desk knows what happens later.
    fn read(&self, changed: Rc<dyn Fn()>) {
        if !matches!(*self.kept.borrow(), Kept::Unread) {
            return;
        }
        self.kept.replace(Kept::Reading);
        let kept = self.kept.clone();
        spawn_local(async move {
            let read = database::history().await;
            if let Err(error) = &read {
                let why = Text::with("historyUnreadable", [&error.to_string()]).read();
                dom::set_text_or_hide(&dom::by_id("trouble"), Some(&why));
            }
            kept.replace(Kept::Read(read.unwrap_or_default()));
            changed();
        });
    }

    /// Makes `rows` show what is found; if the agent is not searching, the latest. Says how many were found.
    pub fn show(&self, view: &View, rows: impl FnOnce(Option<&Found<'_>>)) {
        let search = history::Search::parse(&self.field.value());
        let any = view.interactions.iter().any(|known| known.finished.is_some());
        dom::set_shown(&dom::by_id("calls-search-row"), any || !search.is_empty());
        let all: Element = dom::by_id("calls-all");
        let said: Element = dom::by_id("calls-found");
        if search.is_empty() {
            dom::set_text(&said, "");
            dom::set_text(&all, &Text::new("historyAll").read());
            return rows(None);
        }
        let kept = self.kept.borrow();
        let (kept, is_read): (&[InteractionView], bool) = match &*kept {
            Kept::Read(kept) => (kept, true),
            Kept::Unread | Kept::Reading => (&[], false),
        };
        let found = find(view, kept, &search);
        dom::set_text(&said, &say(&found, is_read).read());
        let none = found.count == 0;
        dom::set_text(&all, &Text::new(if none { "historyAll" } else { "callsFindAll" }).read());
        rows(Some(&found));
    }

    /// Looks at an interaction that only the history knows.
    pub fn kept<T>(&self, guid: &str, look: impl FnOnce(&InteractionView) -> T) -> Option<T> {
        match &*self.kept.borrow() {
            Kept::Read(kept) => kept.iter().find(|kept| kept.guid == guid).map(look),
            Kept::Unread | Kept::Reading => None,
        }
    }

    /// Leaves the search for the history's page, which shows all interactions.
    pub fn hand_over(&self) {
        let searched = self.field.value();
        if !searched.trim().is_empty() {
            memory::remember(memory::SEARCH, &searched);
        }
    }
}

/// The key of an event. `None` with a modifier: then the key is for the browser.
fn key(event: &Event) -> Option<String> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    (!event.ctrl_key() && !event.alt_key() && !event.meta_key()).then(|| event.key())
}

/// How many were found.
fn say(found: &Found<'_>, is_read: bool) -> Text {
    match found.count {
        _ if !is_read => Text::new("callsSearching"),
        0 => Text::new("callsFoundNone"),
        all if all > FOUND_SHOWN => {
            Text::with("callsFoundMore", [&all.to_string(), &FOUND_SHOWN.to_string()])
        }
        all => Text::counted("callsFoundOne", "callsFoundMany", all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::view::RecordView;

    fn interaction(guid: &str, client: &str, finished: Option<u64>) -> InteractionView {
        InteractionView {
            guid: guid.to_owned(),
            campaign: "Ventas".to_owned(),
            channel: "sms".to_owned(),
            client_id: client.to_owned(),
            assigned: 1,
            finished,
            disposed: None,
            record: RecordView::Known { url: format!("https://crm.acme.example/{guid}") },
            lookup: None,
            why: None,
        }
    }

    #[test]
    fn an_interaction_is_found_once_and_the_desks_version_counts() {
        let view = View {
            interactions: vec![interaction("live", "7", None), interaction("a", "7", Some(9))],
            ..View::default()
        };
        let kept = [
            interaction("live", "7", Some(2)),
            interaction("a", "7", None),
            interaction("b", "7", Some(3)),
            interaction("c", "8", Some(2)),
        ];
        let found = find(&view, &kept, &history::Search::parse("ventas 7"));
        assert_eq!(found.hits, [Hit::OnTheDesk(&view.interactions[1]), Hit::Kept(&kept[2])]);
        assert_eq!(say(&found, true), Text::with("callsFoundMany", ["2"]));
        assert_eq!(found.hits[0].record().buttons[0].act, calls::Act::Open);
        let url = "https://crm.acme.example/b".to_owned();
        assert_eq!(found.hits[1].record().buttons[0].act, calls::Act::Visit(url));
    }

    #[test]
    fn all_that_fit_are_counted_and_only_so_many_listed() {
        let view = View::default();
        let kept: Vec<_> = (0..1_000).map(|n| interaction(&n.to_string(), "7", Some(1))).collect();
        let found = find(&view, &kept, &history::Search::parse("7"));
        assert_eq!((found.hits.len(), found.count), (FOUND_SHOWN, 1_000));
        assert_eq!(say(&found, true).key, "callsFoundMore");
        assert_eq!(say(&found, false).key, "callsSearching");
        let none = find(&view, &kept, &history::Search::parse("nobody"));
        assert_eq!(say(&none, true).key, "callsFoundNone");
    }
}
