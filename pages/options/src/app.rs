//! Everything that can be done to the page's state. The App says what has changed, and nothing more: `follow_up` knows
//! which views show it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bridge::config::ConfigError;
use bridge::message::Assigned;
use bridge::wire::Checked;
use pages::{clock, dom};
use wasm_bindgen_futures::spawn_local;
use webext::{permissions, runtime};

use crate::draft::Draft;
use crate::json_text::JsonText;
use crate::state::{ForText, InForce, State};
use crate::trial::Trial;
use crate::verdict::Verdict;

/// For how long a turn may check rules, in milliseconds: keys and paint come between.
const SLICE: f64 = 8.0;

/// After the last key, the App waits for so many milliseconds before it asks the browser about permissions.
const PAUSE: i32 = 250;

/// What has changed.
#[derive(Debug)]
pub enum Changed {
    /// The draft, what is in force, or which of form and JSON view is open.
    All,
    /// The draft, by a step back or forth: the user is to see the rule that it changed.
    Step,
    /// The rule in the form.
    Selected,
    /// The list's filter.
    Filter,
    /// What is known of the rules' errors.
    Checked,
    /// What the browser grants of the draft's pages.
    Granted,
    /// What is to be said of the whole.
    Verdict,
    /// The JSON view opens with another text.
    TextOpened,
    /// The JSON view gets this text, which is in force by now.
    TextFollows(String),
    /// The hosts that what is in force needs, or those that are granted.
    Access,
    /// The draft is saved: what is in force must be asked for.
    Saved,
    /// The interaction that is tried.
    Event,
    /// The interactions that the desk has seen.
    Seen,
    /// The language of the page.
    Language,
}

/// The page.
pub struct App {
    state: RefCell<State>,
    /// A turn that checks rules is coming.
    checking: Cell<bool>,
    /// Counts the questions about permissions, so that the answer to an older one is dropped.
    asked: Cell<u32>,
    follow_up: fn(&Rc<App>, Changed),
}

impl App {
    /// A page that knows nothing yet. `follow_up` is called with every change.
    pub fn new(follow_up: fn(&Rc<App>, Changed)) -> Rc<Self> {
        Rc::new(App { state: RefCell::default(), checking: Cell::new(false), asked: Cell::new(0), follow_up })
    }

    /// Says what has changed.
    pub fn report(self: &Rc<Self>, changed: Changed) {
        (self.follow_up)(self, changed);
    }

    /// Looks at the state.
    pub fn with<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.borrow())
    }

    /// What is in force was asked for, and this is the answer.
    pub fn accept(self: &Rc<Self>, in_force: InForce) {
        let ForText { follows, opens } = self.state.borrow_mut().accept(in_force, clock::now());
        self.report(Changed::Access);
        self.changed(Changed::All);
        if let Some(text) = follows {
            self.report(Changed::TextFollows(text));
        }
        // A configuration that another version or another hand has stored: it is shown with its errors, never dropped.
        if let Some(text) = opens {
            self.open_text(text);
        }
    }

    /// Changes the draft. Changes of one `field` that follow one another quickly are one step back; an empty name is a
    /// step of its own. Under a policy nothing changes. `false` if nothing changed.
    pub fn change(self: &Rc<Self>, field: &str, change: impl FnOnce(&mut Draft)) -> bool {
        let changed = self.state.borrow_mut().change(field, change, clock::now());
        if changed {
            self.changed(Changed::All);
        }
        changed
    }

    /// One step back, or forth again.
    pub fn undo(self: &Rc<Self>, forth: bool) {
        let moved = self.state.borrow_mut().step(forth);
        if moved {
            self.changed(Changed::Step);
        }
    }

    /// Back to what is in force; undo leads back again.
    pub fn discard(self: &Rc<Self>) {
        let in_force = self.with(|state| state.in_force.clone().unwrap_or_default());
        self.change("", |draft| *draft = in_force);
    }

    /// Shows another rule in the form.
    pub fn select(self: &Rc<Self>, index: usize) {
        self.state.borrow_mut().select(index);
        self.report(Changed::Selected);
    }

    /// Lists only rules that contain this text.
    pub fn filter(self: &Rc<Self>, text: &str) {
        {
            let mut state = self.state.borrow_mut();
            state.filter = text.trim().to_lowercase();
            state.list();
        }
        self.report(Changed::Filter);
    }

    /// After every change of the draft: brings in step what follows from it.
    fn changed(self: &Rc<Self>, what: Changed) {
        self.state.borrow_mut().follow_draft();
        self.report(what);
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
                app.report(Changed::Checked);
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
                    app.report(Changed::Granted);
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
            let draft = state.draft().clone();
            (state.json.as_ref().map_or_else(|| draft.to_compact(), |json| json.text.clone()), draft)
        };
        self.report(Changed::Verdict);
        let app = self.clone();
        spawn_local(async move {
            let news = match runtime::save(&json).await {
                Ok(Checked { errors }) if errors.is_empty() => Verdict::Saved { missing: false },
                // Page and background check by the same code, so this is an error of the whole, such as its size.
                Ok(Checked { errors }) => {
                    let first = errors.into_iter().next();
                    Verdict::Unknown(first.map(|e| format!("{} {}", e.path, e.message)).unwrap_or_default())
                }
                Err(error) => Verdict::Unknown(error.to_string()),
            };
            {
                let mut state = app.state.borrow_mut();
                if news == (Verdict::Saved { missing: false }) {
                    state.saved(&json, was, as_text, clock::now());
                }
                state.news =
                    Some(news).filter(|news| !matches!(news, Verdict::Saved { .. }) || !state.is_dirty());
            }
            app.changed(Changed::All);
            app.report(Changed::Saved);
        });
    }

    /// Says something.
    pub fn tell(self: &Rc<Self>, news: Verdict) {
        self.state.borrow_mut().news = Some(news);
        self.report(Changed::Verdict);
    }

    /// Opens the JSON view on any text: one that the form cannot show, for example.
    pub fn open_text(self: &Rc<Self>, text: String) {
        self.state.borrow_mut().json = Some(JsonText::new(text));
        self.report(Changed::TextOpened);
    }

    /// Closes the JSON view. The draft becomes what its text says.
    pub fn close_text(self: &Rc<Self>, draft: Draft) {
        self.state.borrow_mut().json = None;
        if !self.change("", |present| *present = draft) {
            self.report(Changed::All);
        }
    }

    /// The text of the JSON view differs from what was checked.
    pub fn text_typed(self: &Rc<Self>) {
        {
            let mut state = self.state.borrow_mut();
            state.news = None;
            if let Some(json) = &mut state.json {
                json.errors = None;
            }
        }
        self.report(Changed::Verdict);
    }

    /// The text of the JSON view was checked.
    pub fn text_checked(self: &Rc<Self>, text: String, errors: Vec<ConfigError>) {
        self.state.borrow_mut().text_checked(text, errors);
        self.report(Changed::Verdict);
    }

    /// Changes the interaction that is tried.
    pub fn change_event(self: &Rc<Self>, change: impl FnOnce(&mut Assigned)) {
        change(&mut self.state.borrow_mut().event);
        self.report(Changed::Event);
    }

    /// What the draft makes of that interaction.
    pub fn trial(&self) -> Trial {
        self.state.borrow_mut().trial()
    }

    /// The desk has seen these interactions.
    pub fn see(self: &Rc<Self>, seen: Vec<Assigned>) {
        if self.with(|state| state.seen != seen) {
            self.state.borrow_mut().seen = seen;
            self.report(Changed::Seen);
        }
    }
}
