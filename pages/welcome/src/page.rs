//! The page: one draft, three steps, and what was there before.

use std::{cell::RefCell, rc::Rc};

use bridge::wire::{Configured, question};
use pages::{Text, dom, follow::follow, language, memory, theme};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::{Error, permissions, runtime};

use crate::{
    crm::Crm,
    done,
    draft::{Address, Draft, ucontact},
    practice::Practising,
    steps,
    ucontact::Where,
};

/// Where the draft is remembered: for this tab alone, because it may hold a real client's id.
const MEMORY: &str = "welcome";

/// The page and what it knows.
pub struct Page {
    draft: RefCell<Draft>,
    ucontact: Where,
    crm: Crm,
    practice: Practising,
}

/// Starts the page.
pub fn run() {
    let draft = Draft::parse(memory::recall_for_tab(MEMORY).as_deref());
    let page = Rc::new_cyclic(|page| Page {
        ucontact: Where::new(&draft, page),
        crm: Crm::new(&draft.crm, page),
        practice: Practising::new(&draft),
        draft: RefCell::new(draft),
    });
    page.ucontact.listen(&page);
    page.crm.listen(&page);
    page.practice.listen(&page);
    steps::on_change({
        let page = page.clone();
        move |step| page.open(step)
    });
    permissions::on_change({
        let page = page.clone();
        move || page.check()
    });
    done::listen();
    spawn_local(async move { page.begin().await });
    follow_ucontact();
}

/// uContact's theme and language.
fn follow_ucontact() {
    follow(
        |state| {
            theme::apply(state.view.theme.as_ref());
            language::follow(state.view.language.as_deref(), || {
                // The steps were made in another language. They are made anew, with what is filled in: this tab
                // remembers it.
                let has_steps = !dom::by_id::<Element>("steps").has_attribute("hidden");
                if has_steps && language::is_remembered() {
                    let _ = dom::window().location().reload();
                }
            });
        },
        // What cannot be asked, `begin` tells.
        |_| {},
    );
}

impl Page {
    /// What was there before: nothing, as a rule.
    async fn begin(self: Rc<Self>) {
        let answer = runtime::ask(&question::Configuration {}).await;
        dom::set_shown(&dom::by_id("loading"), false);
        match answer {
            Ok(Configured { json: None, managed: None, .. }) => self.show_steps(),
            Ok(Configured { json, managed, .. }) => {
                done::show_earlier(json.as_deref(), managed.is_some());
            }
            Err(error) => trouble(&error),
        }
    }

    fn show_steps(&self) {
        dom::set_shown(&dom::by_id("steps"), true);
        dom::set_shown(&dom::by_id("file"), true);
        let step = self.draft.borrow().reached(self.crm.mapping().is_some());
        self.show(step);
        self.check();
        if step == 1 {
            self.ucontact.focus();
        }
    }

    /// Looks again at what the browser allows and what the servers answer.
    fn check(&self) {
        self.ucontact.check(0);
        self.crm.check();
    }

    /// Opens a step, and brings the focus to its heading.
    pub fn open(&self, step: u8) {
        self.change(|draft| draft.step = step);
        self.show(step);
        steps::focus(step);
    }

    fn show(&self, step: u8) {
        if step == 3 {
            self.practice.show(self);
        }
        steps::show(step, &[self.ucontact.summary(&self.draft()), self.crm.summary()]);
    }

    /// Changes the draft, and remembers it.
    pub fn change(&self, change: impl FnOnce(&mut Draft)) {
        let mut draft = self.draft.borrow_mut();
        change(&mut draft);
        memory::remember_for_tab(MEMORY, Some(&draft.write()));
    }

    /// What is filled in.
    pub fn draft(&self) -> Draft {
        self.draft.borrow().clone()
    }

    /// uContact's address, if there is a good one.
    pub fn ucontact_url(&self) -> Option<(String, String)> {
        match ucontact(&self.draft.borrow().ucontact) {
            Address::Good { url, host, .. } => Some((url, host)),
            _ => None,
        }
    }

    /// A client's id from what the CRM was told by.
    pub fn example_client(&self) -> String {
        self.crm.client_id().unwrap_or_default()
    }

    /// The whole configuration, if the first two steps are complete.
    pub fn json(&self) -> Option<String> {
        let (url, _) = self.ucontact_url()?;
        Some(self.crm.mapping()?.to_config(&url, self.draft.borrow().softphone))
    }

    /// The configuration is in force: says what comes next.
    pub fn finished(&self, json: &str) {
        memory::remember_for_tab(MEMORY, None);
        done::show(json, self.draft.borrow().softphone);
    }

    /// The first step.
    pub fn where_ucontact(&self) -> &Where {
        &self.ucontact
    }

    /// The second.
    pub fn step_crm(&self) -> &Crm {
        &self.crm
    }

    /// The third.
    pub fn step_practice(&self) -> &Practising {
        &self.practice
    }

    /// The CRM's answer depends on where uContact is.
    pub fn ucontact_changed(&self) {
        self.crm.check();
    }
}

fn trouble(error: &Error) {
    let line: Element = dom::by_id("trouble");
    dom::set_text_or_hide(&line, Some(&Text::with("troubleNoAnswer", [&error.to_string()]).read()));
}
