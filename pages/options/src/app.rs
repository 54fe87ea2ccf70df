//! The page's state, and what changes it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::config::ConfigError;
use bridge::message::Assigned;
use bridge::wire::{Checked, Managed};
use pages::{clock, dom};
use wasm_bindgen_futures::spawn_local;
use webext::{permissions, runtime};

use crate::check::{self, Checks};
use crate::draft::Draft;
use crate::history::History;
use crate::verdict::Verdict;
use crate::{json, view};

/// For how long a turn may check rules, in milliseconds: keys and paint come between.
const SLICE: f64 = 8.0;

/// How long typing must pause before the browser is asked about permissions, in milliseconds.
const PAUSE: i32 = 250;

/// The page.
pub struct App {
    /// What it knows.
    pub state: RefCell<State>,
    checking: Cell<bool>,
    asked: Cell<u32>,
}

/// What the page knows.
pub struct State {
    /// The draft and its past.
    pub history: History<Draft>,
    /// What is in force, if anything is.
    pub in_force: Option<Draft>,
    /// The administrator's policy.
    pub managed: Option<Managed>,
    /// What is known of the rules' errors.
    pub checks: Checks,
    /// The errors of everything else.
    pub head: Rc<[ConfigError]>,
    /// The rule in the form.
    pub selected: usize,
    /// What rules are looked for.
    pub filter: String,
    /// The rules that are listed.
    pub listed: Vec<usize>,
    /// The JSON view, while it is open.
    pub json: Option<json::View>,
    /// What is to be said that the draft alone does not tell.
    pub news: Option<Verdict>,
    /// What was being edited when a policy came.
    pub aside: Option<Draft>,
    /// Pages of the draft that the browser was asked about, and those of them that it has not granted.
    pub asked: Vec<String>,
    pub missing: Vec<String>,
    /// Hosts that what is in force still needs.
    pub missing_hosts: Vec<String>,
    /// What is tried.
    pub event: Assigned,
    /// Interactions that were seen, the latest first.
    pub seen: Vec<Assigned>,
}

impl App {
    /// A page that knows nothing yet.
    pub fn new() -> Rc<Self> {
        Rc::new(App {
            state: RefCell::new(State {
                history: History::new(Draft::default()),
                in_force: None,
                managed: None,
                checks: Checks::default(),
                head: Rc::from([]),
                selected: 0,
                filter: String::new(),
                listed: Vec::new(),
                json: None,
                news: None,
                aside: None,
                asked: Vec::new(),
                missing: Vec::new(),
                missing_hosts: Vec::new(),
                event: Assigned { guid: "try-1".into(), channel: "telephony".into(), ..Assigned::default() },
                seen: Vec::new(),
            }),
            checking: Cell::new(false),
            asked: Cell::new(0),
        })
    }

    /// Looks at the state.
    pub fn with<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.borrow())
    }

    /// The draft as it is now.
    pub fn draft(&self) -> Draft {
        self.state.borrow().history.present().clone()
    }

    /// Takes over what is in force. A draft that was not changed follows it; one that was stays as it is.
    pub fn in_force(self: &Rc<Self>, json: Option<&str>, managed: Option<Managed>, missing: Vec<String>) {
        let fresh = json.and_then(|json| Draft::parse(json).ok());
        let unreadable = json.filter(|_| fresh.is_none() && managed.is_none());
        let (mut follows, mut opens) = (None, None);
        {
            let mut state = self.state.borrow_mut();
            let dirty = state.is_dirty();
            let untouched = managed.is_some() || !dirty;
            if state.managed.is_some() != managed.is_some() {
                // What the text was about is not what it would be saved over.
                if managed.is_some() && dirty {
                    let typed = state.json.as_ref().and_then(|view| Draft::parse(&view.text).ok());
                    state.aside = typed.or_else(|| Some(state.history.present().clone()));
                }
                state.json = None;
            }
            state.managed = managed;
            state.missing_hosts = missing;
            let present = state.history.present().clone();
            // What says the same is the same: the past stays, and so does what is known of each rule.
            if fresh.as_ref().is_some_and(|fresh| *fresh == present) {
                state.in_force = Some(present);
            } else {
                if untouched {
                    state.history = History::new(fresh.clone().unwrap_or_default());
                }
                state.in_force = fresh;
            }
            // What was being edited when a policy came is there again when it goes.
            if state.managed.is_none()
                && let Some(aside) = state.aside.take()
            {
                state.history.change("", aside, clock::now());
            }
            if let Some(view) = state.json.as_ref().filter(|view| !view.changed) {
                let present = state.history.present();
                let is_old = Draft::parse(&view.text).is_ok_and(|text| text != *present);
                follows = is_old.then(|| present.to_json());
            } else if state.json.is_none() && !state.is_dirty() {
                opens = unreadable;
            }
        }
        self.changed();
        if let Some(text) = follows {
            json::put(self, &text);
        }
        // Stored by another version, or by another hand: it is shown with its errors, never passed over.
        if let Some(text) = opens {
            json::open_with(self, text);
        }
    }

    /// Changes the draft. Changes of one `field` that follow one another quickly are one step back; an empty name is a
    /// step of its own. Under a policy nothing changes.
    pub fn change(self: &Rc<Self>, field: &str, change: impl FnOnce(&mut Draft)) {
        let changed = {
            let mut state = self.state.borrow_mut();
            if state.managed.is_some() {
                return;
            }
            let mut next = state.history.present().clone();
            change(&mut next);
            state.history.change(field, next, clock::now())
        };
        if changed {
            self.state.borrow_mut().news = None;
            self.changed();
        }
    }

    /// One step back, or forth again.
    pub fn undo(self: &Rc<Self>, forth: bool) {
        {
            let mut state = self.state.borrow_mut();
            if state.managed.is_some() {
                return;
            }
            let before = state.history.present().clone();
            let moved = if forth { state.history.redo() } else { state.history.undo() };
            if !moved {
                return;
            }
            if let Some(index) = state.history.present().first_other_rule(&before) {
                state.selected = index;
            }
            state.news = None;
        }
        self.changed();
        view::list::reveal(self);
    }

    /// Back to what is in force; undo leads back again.
    pub fn discard(self: &Rc<Self>) {
        let in_force = self.with(|state| state.in_force.clone().unwrap_or_default());
        self.change("", |draft| *draft = in_force);
    }

    /// Shows another rule in the form.
    pub fn select(self: &Rc<Self>, index: usize) {
        {
            let mut state = self.state.borrow_mut();
            state.selected = index.min(state.history.present().rules.len().saturating_sub(1));
            let selected = state.selected;
            state.checks.now(selected);
        }
        view::list::reveal(self);
        view::rules(self);
    }

    /// Lists only rules that have this text in them.
    pub fn filter(self: &Rc<Self>, text: &str) {
        {
            let mut state = self.state.borrow_mut();
            state.filter = text.trim().to_lowercase();
            state.list();
        }
        view::rules(self);
    }

    /// After every change: what follows from the draft is brought in step, and shown.
    fn changed(self: &Rc<Self>) {
        {
            let mut state = self.state.borrow_mut();
            let state = &mut *state;
            let draft = state.history.present();
            state.checks.follow(&draft.rules);
            state.selected = state.selected.min(draft.rules.len().saturating_sub(1));
            state.checks.now(state.selected);
            state.head = check::head(draft).into();
            state.list();
        }
        view::all(self);
        self.check_on();
        self.ask_permissions();
    }

    /// Checks rules, a slice at a time.
    fn check_on(self: &Rc<Self>) {
        if self.checking.replace(true) {
            return;
        }
        let app = self.clone();
        dom::later(0, move || {
            app.checking.set(false);
            let end = js_sys::Date::now() + SLICE;
            let done = app.state.borrow_mut().checks.work(|| js_sys::Date::now() < end);
            if done {
                view::checked(&app);
            } else {
                app.check_on();
            }
        });
    }

    /// Asks the browser which of the draft's pages are granted, once typing has paused.
    pub fn ask_permissions(self: &Rc<Self>) {
        let number = self.asked.get().wrapping_add(1);
        self.asked.set(number);
        let app = self.clone();
        dom::later(PAUSE, move || {
            if app.asked.get() != number {
                return;
            }
            let pages = app.with(State::good_pages);
            spawn_local(async move {
                let missing = permissions::missing(&pages).await;
                if app.asked.get() == number {
                    {
                        let mut state = app.state.borrow_mut();
                        (state.asked, state.missing) = (pages, missing);
                    }
                    view::sites(&app);
                }
            });
        });
    }

    /// Stores the draft, or the text of the JSON view, and puts it in force.
    pub fn save(self: &Rc<Self>) {
        if !self.with(State::can_save) {
            return;
        }
        let as_text = self.with(|state| state.json.is_some());
        let (json, was) = {
            let mut state = self.state.borrow_mut();
            state.news = Some(Verdict::Saving);
            let draft = state.history.present().clone();
            (state.json.as_ref().map_or_else(|| draft.to_compact(), |view| view.text.clone()), draft)
        };
        view::bar(self);
        let app = self.clone();
        spawn_local(async move {
            let news = match runtime::save(&json).await {
                Ok(Checked { errors }) if errors.is_empty() => Verdict::Saved { missing: false },
                // Both check by the same code, so this is an error of the whole, such as its size.
                Ok(Checked { errors }) => {
                    let first = errors.into_iter().next();
                    Verdict::Unknown(first.map(|e| format!("{} {}", e.path, e.message)).unwrap_or_default())
                }
                Err(error) => Verdict::Unknown(error.to_string()),
            };
            {
                let mut state = app.state.borrow_mut();
                if news == (Verdict::Saved { missing: false }) {
                    // Typed on meanwhile: that is not saved, and stays a change.
                    let saved = if as_text { Draft::parse(&json).unwrap_or(was) } else { was };
                    if state.json.is_some() && as_text {
                        state.history.change("", saved.clone(), clock::now());
                    }
                    if let Some(view) = state.json.as_mut().filter(|view| view.text == json) {
                        view.changed = false;
                    }
                    state.in_force = Some(saved);
                }
                state.news =
                    Some(news).filter(|news| !matches!(news, Verdict::Saved { .. }) || !state.is_dirty());
            }
            app.changed();
            crate::refresh(&app);
        });
    }

    /// Says something.
    pub fn tell(self: &Rc<Self>, news: Verdict) {
        self.state.borrow_mut().news = Some(news);
        view::bar(self);
    }
}

impl State {
    /// Whether the draft is not what is in force.
    pub fn is_dirty(&self) -> bool {
        if let Some(view) = &self.json {
            return view.changed;
        }
        match &self.in_force {
            Some(in_force) => in_force != self.history.present(),
            None => *self.history.present() != Draft::default(),
        }
    }

    /// Whether there is nothing at all yet.
    pub fn is_new(&self) -> bool {
        self.in_force.is_none() && *self.history.present() == Draft::default() && self.json.is_none()
    }

    /// What is to be said of the draft, and whether it can be saved.
    pub fn verdict(&self) -> Verdict {
        if self.managed.is_some() {
            return if self.in_force.is_some() { Verdict::Managed } else { Verdict::ManagedNone };
        }
        if let Some(news) = &self.news {
            return match news {
                Verdict::Saved { .. } => Verdict::Saved { missing: !self.missing_hosts.is_empty() },
                other => other.clone(),
            };
        }
        self.checked()
    }

    /// Whether there is something to save that is without errors. After a save that failed, it may be tried again.
    pub fn can_save(&self) -> bool {
        self.managed.is_none() && self.news != Some(Verdict::Saving) && self.checked().can_save()
    }

    /// What the checks alone tell.
    fn checked(&self) -> Verdict {
        if let Some(view) = &self.json {
            return view.verdict();
        }
        if self.is_new() {
            return Verdict::Empty;
        }
        let errors = self.head.len() + self.checks.count();
        match (errors, self.is_dirty()) {
            (0, _) if !self.checks.is_done() => Verdict::Checking,
            (0, true) => Verdict::Good,
            (0, false) => Verdict::Same,
            (count, _) => Verdict::Errors(count),
        }
    }

    /// The rules that are listed.
    fn list(&mut self) {
        let rules = &self.history.present().rules;
        let fits = |index: &usize| {
            let rule = &rules[*index];
            let texts = [rule.name.as_deref(), Some(&rule.url), rule.when.client_id.as_deref()];
            let lists = [&rule.when.campaign, &rule.when.channel];
            let lists = lists.into_iter().flatten().map(crate::draft::Texts::lines);
            texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&self.filter))
                || lists.into_iter().any(|text| text.to_lowercase().contains(&self.filter))
        };
        self.listed = if self.filter.is_empty() {
            (0..rules.len()).collect()
        } else {
            (0..rules.len()).filter(fits).collect()
        };
    }

    /// The draft's pages that are match patterns: of others the browser knows nothing.
    pub fn good_pages(&self) -> Vec<String> {
        let pages = self.history.present().sites.iter().flat_map(|site| &site.pages);
        pages.filter(|page| bridge::pattern::MatchPattern::parse(page).is_ok()).cloned().collect()
    }

    /// What rules are called.
    pub fn rule_title(&self, index: usize) -> String {
        let name = self.history.present().rules.get(index).and_then(|rule| rule.name.clone());
        name.unwrap_or_else(|| pages::Text::with("unnamedRule", [&(index + 1).to_string()]).read())
    }
}
