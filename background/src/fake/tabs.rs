//! Tabs and windows.

use std::rc::Rc;

use bridge::pattern::MatchPattern;
use bridge::record::shows;
use webext::Error;
use webext::content::{CODE_FILE, DOCK_FILE, FILE};
use webext::tabs::Tab;

use super::World;
use super::account::Opening;
use super::browser::Fake;
use super::calls::Channel;
use super::configurations::{RECORDS, embeds};
use super::documents::{Document, is_own};
use crate::ports::Tabs;

/// The panel's page.
pub(crate) const PANEL: &str = "panel/panel.html";

/// Tabs and windows.
#[derive(Default)]
pub(crate) struct Windows {
    /// In the order in which they were opened.
    pub tabs: Vec<Tab>,
    /// The window that the agent used last.
    pub front: i32,
    /// The agent looks at another program.
    pub away: bool,
    /// The tabs that the browser is to keep in memory.
    pub kept: Vec<i32>,
    /// Counts navigations; the last one of a tab counts.
    led: Vec<(i32, u64)>,
    last: i32,
    navigations: u64,
}

impl Windows {
    /// The tab of this id.
    pub fn find(&self, tab: i32) -> Option<&Tab> {
        self.tabs.iter().find(|known| known.id == tab)
    }

    fn find_mut(&mut self, tab: i32) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|known| known.id == tab)
    }

    fn new_id(&mut self) -> i32 {
        self.last += 1;
        self.last
    }

    /// The tab in front in a window.
    pub fn in_front(&self, window: i32) -> Option<&Tab> {
        self.tabs.iter().find(|tab| tab.window == window && tab.active)
    }
}

impl World {
    /// Opens a tab, which loads an address. Answers with its id.
    pub fn open_tab(self: &Rc<Self>, window: i32, url: &str, front: bool) -> i32 {
        let id = {
            let mut windows = self.windows.borrow_mut();
            let id = windows.new_id();
            windows.tabs.push(Tab {
                id,
                window,
                url: Some("about:blank".to_owned()),
                title: "New".to_owned(),
                ..Tab::default()
            });
            id
        };
        self.navigate(id, url);
        if front || self.windows.borrow().in_front(window).is_none() {
            self.show_tab(id);
        }
        id
    }

    /// Leads a tab to an address: its page stays until the next one has come.
    pub fn navigate(self: &Rc<Self>, tab: i32, url: &str) {
        let navigation = {
            let mut windows = self.windows.borrow_mut();
            windows.navigations += 1;
            let navigation = windows.navigations;
            let Some(known) = windows.find_mut(tab) else { return };
            known.pending = Some(url.to_owned());
            windows.led.retain(|(of, _)| *of != tab);
            windows.led.push((tab, navigation));
            navigation
        };
        self.figures.borrow_mut().navigations += 1;
        let loads = self.chance(|chance| chance.between(30, 1_500));
        let url = url.to_owned();
        self.after(loads, move |world| {
            if world.windows.borrow().led.contains(&(tab, navigation)) {
                world.arrive(tab, &url);
            }
        });
    }

    /// The background opens an address.
    fn note_opening(&self, url: &str) {
        if !url.starts_with(RECORDS) {
            return;
        }
        // What the extension cannot see it cannot know.
        let shown_already = self.all_seen().iter().any(|tab| {
            let at = tab.pending.as_ref().or(tab.url.as_ref());
            at.is_some_and(|at| shows(at, url))
        });
        self.note(|| format!("{url} is opened"));
        self.figures.borrow_mut().records += 1;
        let opening = Opening { url: url.to_owned(), at: self.now(), shown_already };
        self.account.borrow_mut().openings.push(opening);
    }

    /// The tab's next page has come.
    fn arrive(self: &Rc<Self>, tab: i32, url: &str) {
        if let Some(before) = self.documents.in_tab(tab) {
            // A busy page goes without a word.
            let heard = before.busy.get() <= self.now();
            self.close_document(&before, heard);
        }
        let window = {
            let mut windows = self.windows.borrow_mut();
            windows.led.retain(|(of, _)| *of != tab);
            let Some(known) = windows.find_mut(tab) else { return };
            (known.url, known.pending, known.discarded) = (Some(url.to_owned()), None, false);
            known.title = format!("Title of {url}");
            known.window
        };
        let document = self.open_document(Some(tab), window, url, embeds(url));
        self.note(|| format!("tab {tab} shows {url}: document {}", document.number));
        if is_own(url) && url.ends_with(PANEL) {
            self.start_panel(&document);
        } else if !is_own(url) {
            let files = self.scripts.borrow().of_page(url);
            self.run_files(&document, &files);
        }
    }

    /// Runs files of the extension in a document; answers whether one is new there.
    pub fn run_files(self: &Rc<Self>, document: &Rc<Document>, files: &[String]) -> bool {
        let has = |file: &str| files.iter().any(|known| known == file);
        let mut is_new = false;
        if (has(FILE) || has(CODE_FILE)) && !document.content.replace(true) {
            is_new = true;
            if document.embeds {
                self.ucontact_greets(document);
            }
        }
        if has(DOCK_FILE) && document.place.borrow().is_none() {
            is_new = true;
            self.start_place(document, false);
        }
        is_new
    }

    /// A tab comes to the front in its window, and its window before the others.
    pub fn show_tab(self: &Rc<Self>, tab: i32) {
        let asleep = {
            let (mut windows, now) = (self.windows.borrow_mut(), self.now());
            let Some(window) = windows.find(tab).map(|tab| tab.window) else { return };
            windows.front = window;
            for known in windows.tabs.iter_mut().filter(|known| known.window == window) {
                known.active = known.id == tab;
                if known.active {
                    known.last_accessed = now as f64;
                }
            }
            windows.find(tab).filter(|tab| tab.discarded).and_then(|tab| tab.url.clone())
        };
        if let Some(url) = asleep {
            return self.navigate(tab, &url);
        }
        if let Some(document) = self.documents.in_tab(tab) {
            self.in_document(&document, self.now(), |world, document| world.in_front(document), |_| {});
        }
    }

    /// A tab closes.
    pub fn close_tab(self: &Rc<Self>, tab: i32) {
        let (window, known) = {
            let mut windows = self.windows.borrow_mut();
            let window = windows.find(tab).map(|tab| tab.window);
            windows.tabs.retain(|known| known.id != tab);
            windows.led.retain(|(of, _)| *of != tab);
            let next = windows.tabs.iter().rev().find(|known| Some(known.window) == window);
            (next.map(|tab| tab.id), window.is_some())
        };
        if !known {
            return;
        }
        self.figures.borrow_mut().closed += 1;
        if let Some(document) = self.documents.in_tab(tab) {
            let heard = document.busy.get() <= self.now() && self.chance(|chance| chance.percent(70));
            self.close_document(&document, heard);
        }
        self.note(|| format!("tab {tab} has closed"));
        self.event("a tab has closed", move |background| background.tab_closed(tab));
        if let Some(next) = window {
            self.show_tab(next);
        }
    }

    /// The browser puts a tab to sleep, unless it is to keep it. Answers whether it did.
    pub fn discard(self: &Rc<Self>, tab: i32) -> bool {
        {
            let mut windows = self.windows.borrow_mut();
            let kept = windows.kept.contains(&tab);
            let Some(known) = windows.find_mut(tab) else { return false };
            if kept || known.active || known.pending.is_some() {
                return false;
            }
            known.discarded = true;
        }
        if let Some(document) = self.documents.in_tab(tab) {
            self.close_document(&document, false);
        }
        self.note(|| format!("tab {tab} sleeps"));
        true
    }

    /// A tab as the extension sees it: its addresses only where it has the permission.
    fn seen(&self, tab: &Tab) -> Tab {
        let scripts = self.scripts.borrow();
        let seen = |url: &Option<String>| url.clone().filter(|url| scripts.may_see(url));
        Tab { url: seen(&tab.url), pending: seen(&tab.pending), ..tab.clone() }
    }

    fn all_seen(&self) -> Vec<Tab> {
        let mut tabs: Vec<Tab> = self.windows.borrow().tabs.iter().map(|tab| self.seen(tab)).collect();
        tabs.sort_by(|a, b| b.last_accessed.total_cmp(&a.last_accessed));
        tabs
    }
}

fn gone(tab: i32) -> Error {
    Error::Browser(format!("No tab with id: {tab}."))
}

impl Tabs for Fake {
    async fn all_tabs(&self) -> Result<Vec<Tab>, Error> {
        self.call(Channel::Tabs, |world| Ok(world.all_seen())).await
    }

    async fn tabs_matching(&self, patterns: &[String]) -> Result<Vec<Tab>, Error> {
        let patterns: Result<Vec<MatchPattern>, _> =
            patterns.iter().map(|pattern| MatchPattern::parse(pattern)).collect();
        let patterns = patterns.map_err(|error| Error::Browser(error.to_string()))?;
        self.call(Channel::Tabs, move |world| {
            let is_one = |tab: &Tab| {
                tab.url.as_ref().is_some_and(|url| patterns.iter().any(|pattern| pattern.matches(url)))
            };
            Ok(world.all_seen().into_iter().filter(is_one).collect())
        })
        .await
    }

    async fn tab_in_front(&self) -> Option<Tab> {
        self.call(Channel::Tabs, |world| {
            let front = world.windows.borrow().in_front(world.windows.borrow().front).cloned();
            front.map(|tab| world.seen(&tab))
        })
        .await
    }

    async fn find_tab(&self, tab: i32) -> Option<Tab> {
        self.call(Channel::Tabs, move |world| {
            let found = world.windows.borrow().find(tab).cloned();
            found.map(|tab| world.seen(&tab))
        })
        .await
    }

    async fn open_tab(&self, url: &str) -> Result<(), Error> {
        let url = url.to_owned();
        self.call(Channel::Tabs, move |world| {
            world.note_opening(&url);
            let window = world.windows.borrow().front;
            world.open_tab(window, &url, true);
            Ok(())
        })
        .await
    }

    async fn open_tab_behind(&self, url: &str) -> Result<Option<Tab>, Error> {
        let url = url.to_owned();
        self.call(Channel::Tabs, move |world| {
            world.note_opening(&url);
            let window = world.windows.borrow().front;
            let tab = world.open_tab(window, &url, false);
            let found = world.windows.borrow().find(tab).cloned();
            Ok(found.map(|tab| world.seen(&tab)))
        })
        .await
    }

    async fn open_window(&self, url: &str, front: bool) -> Result<(), Error> {
        let url = url.to_owned();
        self.call(Channel::Tabs, move |world| {
            world.note_opening(&url);
            let before = world.windows.borrow().front;
            let window = world.windows.borrow_mut().new_id();
            world.open_tab(window, &url, true);
            if !front {
                world.windows.borrow_mut().front = before;
            }
            Ok(())
        })
        .await
    }

    async fn lead_tab(&self, tab: i32, url: &str) -> Result<(), Error> {
        let url = url.to_owned();
        self.call(Channel::Tabs, move |world| {
            if world.windows.borrow().find(tab).is_none() {
                return Err(gone(tab));
            }
            world.account_for_lead(tab);
            world.note_opening(&url);
            world.navigate(tab, &url);
            Ok(())
        })
        .await
    }

    async fn focus_tab(&self, tab: &Tab) -> Result<(), Error> {
        let tab = tab.id;
        self.call(Channel::Tabs, move |world| {
            if world.windows.borrow().find(tab).is_none() {
                return Err(gone(tab));
            }
            world.show_tab(tab);
            Ok(())
        })
        .await
    }

    async fn group_tab(&self, tab: i32, group: f64) {
        self.call(Channel::Tabs, move |world| {
            if let Some(tab) = world.windows.borrow_mut().find_mut(tab) {
                tab.group = Some(group);
            }
        })
        .await;
    }

    fn keep_tab(&self, tab: i32, keep: bool) {
        drop(self.call(Channel::Tabs, move |world| {
            let mut windows = world.windows.borrow_mut();
            windows.kept.retain(|known| *known != tab);
            if keep {
                windows.kept.push(tab);
            }
        }));
    }

    async fn is_in_front(&self) -> bool {
        self.call(Channel::Tabs, |world| !world.windows.borrow().away).await
    }

    async fn raise_window(&self, window: i32) -> Result<(), Error> {
        self.call(Channel::Tabs, move |world| {
            world.windows.borrow_mut().front = window;
            Ok(())
        })
        .await
    }

    fn open_panel(&self, window: i32) -> impl Future<Output = Result<(), Error>> + 'static {
        self.call(Channel::Tabs, move |world| {
            // Without a click on the panel's own button the browser may refuse.
            if world.chance(|chance| chance.percent(30)) {
                return Err(Error::Browser("may only be called in response to a user gesture".to_owned()));
            }
            world.open_side_panel(window);
            Ok(())
        })
    }

    async fn open_panel_window(&self) -> Result<(), Error> {
        self.call(Channel::Tabs, |world| {
            let window = world.windows.borrow_mut().new_id();
            let panel = world.own(PANEL);
            world.open_tab(window, &panel, true);
            Ok(())
        })
        .await
    }
}

impl World {
    /// A tab that holds uContact's frame, or something that is not saved, is never led elsewhere.
    fn account_for_lead(&self, tab: i32) {
        let Some(document) = self.documents.in_tab(tab) else { return };
        let in_use = document.place.borrow().as_ref().is_some_and(|place| place.is_in_use());
        if in_use {
            let what = format!("tab {tab} was led elsewhere with a call in it");
            self.account.borrow_mut().broken.push(what);
        }
    }
}
