//! The page: the three steps, what follows when one of them changes something, and what was there before.

use std::rc::Rc;

use bridge::wire::{Configured, question};
use pages::{Text, dom, follow::follow, language, theme};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::{Error, permissions, runtime};

use crate::{
    context::{self, Changed, Context},
    crm::CrmStep,
    done,
    practice::PracticeStep,
    steps,
    ucontact::UcontactStep,
};

/// The page and its steps.
struct Page {
    context: Rc<Context>,
    ucontact: Rc<UcontactStep>,
    crm: Rc<CrmStep>,
    practice: Rc<PracticeStep>,
}

/// Starts the page.
pub fn run() {
    let page = Rc::new_cyclic(|page: &std::rc::Weak<Page>| {
        let context = Rc::new(Context::new(context::remembered(), {
            let page = page.clone();
            move |changed| {
                if let Some(page) = page.upgrade() {
                    page.follow_up(changed);
                }
            }
        }));
        let crm = CrmStep::new(&context);
        Page {
            ucontact: UcontactStep::new(&context),
            practice: PracticeStep::new(&context, &crm),
            crm,
            context,
        }
    });
    page.ucontact.listen();
    page.crm.listen();
    page.practice.listen();
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

/// Follows uContact's theme and language.
fn follow_ucontact() {
    follow(
        |state| {
            theme::apply(state.view.theme.as_ref());
            language::follow(state.view.language.as_deref(), || {
                // The steps were built in another language. A reload builds them anew, with what is filled in: this
                // tab remembers the draft.
                let has_steps = !dom::by_id::<Element>("steps").has_attribute("hidden");
                if has_steps && language::is_remembered() {
                    let _ = dom::window().location().reload();
                }
            });
        },
        // If the background cannot be reached, `begin` shows that.
        |_| {},
    );
}

impl Page {
    /// What follows from a step's report. Only this function knows what one step means for the others.
    fn follow_up(&self, changed: Changed) {
        match changed {
            Changed::Step(step) => self.open(step),
            // uContact's answer says which CRM's pages may show it.
            Changed::UcontactAnswered => self.crm.check(),
            Changed::Saved(json) => {
                self.context.forget();
                done::show(&json, self.context.draft().softphone);
            }
        }
    }

    /// Shows the steps, unless a configuration is in force already.
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
        let step = self.context.draft().reached(self.crm.mapping().is_some());
        self.show(step);
        self.check();
        if step == 1 {
            self.ucontact.focus();
        }
    }

    /// Asks again what the browser allows, and what the servers answer.
    fn check(&self) {
        self.ucontact.check();
        self.crm.check();
    }

    /// Opens a step, and brings the focus to its heading.
    fn open(&self, step: u8) {
        self.context.change(|draft| draft.step = step);
        self.show(step);
        steps::focus(step);
    }

    fn show(&self, step: u8) {
        if step == 3 {
            self.practice.show();
        }
        steps::show(step, &[self.ucontact.summary(), self.crm.summary()]);
    }
}

fn trouble(error: &Error) {
    let line: Element = dom::by_id("trouble");
    dom::set_text_or_hide(&line, Some(&Text::with("troubleNoAnswer", [&error.to_string()]).read()));
}
