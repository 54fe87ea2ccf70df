//! Step 2: where the CRM is, whether the browser gives us access to its pages, and whether uContact may be shown there.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use bridge::mapping::Mapping;
use bridge::wire::Probe;
use pages::{
    MappingForm, Text, Tone, dom,
    probe::{self, Line},
    verdict,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::permissions;

use crate::{
    context::{Changed, Context},
    draft::crm_of,
};

/// After the last key, the step waits for so many milliseconds before it asks the browser and uContact.
const PAUSE: i32 = 300;

/// The step.
pub struct CrmStep {
    context: Rc<Context>,
    form: MappingForm,
    /// Counts the checks, so that the answer to an older one is dropped.
    check: Cell<u32>,
    /// The hosts that Continue requests first. It must request them in the turn of the click, so they are known before.
    missing: RefCell<Vec<String>>,
}

impl CrmStep {
    /// Fills the step in.
    pub fn new(context: &Rc<Context>) -> Rc<Self> {
        Rc::new_cyclic(|step: &Weak<Self>| {
            let step = step.clone();
            let form = MappingForm::new(&dom::by_id("crm-mapping"), move |_| {
                if let Some(step) = step.upgrade() {
                    step.changed();
                }
            });
            form.restore(&context.draft().crm);
            CrmStep { context: context.clone(), form, check: Cell::new(0), missing: RefCell::default() }
        })
    }

    /// Listens.
    pub fn listen(self: &Rc<Self>) {
        let (on_submit, on_skip) = (self.clone(), self.clone());
        dom::listen(&dom::by_id::<Element>("form-2"), "submit", move |event| {
            event.prevent_default();
            on_submit.go_on();
        });
        dom::listen(&dom::by_id::<Element>("crm-skip"), "click", move |_| {
            if on_skip.form.ready() {
                on_skip.context.report(Changed::Step(3));
            }
        });
    }

    /// The mapping, if there is one.
    pub fn mapping(&self) -> Option<Mapping> {
        self.form.mapping()
    }

    /// The client of the example.
    pub fn client_id(&self) -> Option<String> {
        self.form.client_id()
    }

    /// The whole configuration, if this step and the one before it are complete.
    pub fn configuration(&self) -> Option<String> {
        let url = self.context.ucontact_url()?;
        Some(self.mapping()?.to_config(&url, self.context.draft().softphone))
    }

    /// What was answered.
    pub fn summary(&self) -> String {
        self.mapping()
            .map(|mapping| format!("{} · {}", mapping.site.name, mapping.rule.url))
            .unwrap_or_default()
    }

    fn changed(self: &Rc<Self>) {
        let draft = self.form.draft();
        self.context.change(|all| {
            all.crm = draft;
            // Another CRM has other clients.
            all.client_id = None;
        });
        self.check_after(PAUSE);
    }

    fn go_on(self: &Rc<Self>) {
        if !self.form.ready() {
            return;
        }
        let missing = self.missing.borrow().clone();
        if missing.is_empty() {
            return self.context.report(Changed::Step(3));
        }
        let answer = permissions::request(&missing);
        let step = self.clone();
        spawn_local(async move {
            match answer.await {
                Ok(true) => step.context.report(Changed::Step(3)),
                Ok(false) => refused(Text::new("grantRefused")),
                Err(error) => refused(Text::with("grantFailed", [&error.to_string()])),
            }
        });
    }

    /// Asks at once what the browser allows, and what uContact says to this CRM.
    pub fn check(self: &Rc<Self>) {
        self.check_after(0);
    }

    fn check_after(self: &Rc<Self>, pause: i32) {
        let number = self.check.get().wrapping_add(1);
        self.check.set(number);
        let Some((hosts, home)) = self.mapping().as_ref().and_then(crm_of) else {
            return self.show(Vec::new(), &[]);
        };
        // A user who goes on before the browser has answered is asked for all hosts. The browser does not show a question
        // about a host that is granted already.
        self.missing.replace(hosts.clone());
        let step = self.clone();
        dom::later(pause, move || {
            spawn_local(async move {
                let is_current = || step.check.get() == number;
                if !is_current() {
                    return;
                }
                let missing = permissions::missing(&hosts).await;
                if !is_current() {
                    return;
                }
                let mut lines = vec![permission_line(&home, &missing)];
                step.show(missing.clone(), &lines);
                let Some(ucontact) = step.context.ucontact_url() else { return };
                // The first step shows whether uContact answers at all; here only whether this CRM may show it.
                if let Ok(outcome @ Probe::Reachable { .. }) = probe::probe(&ucontact, &[home]).await {
                    lines.extend(probe::lines(&outcome).into_iter().skip(1));
                }
                if is_current() {
                    step.show(missing, &lines);
                }
            });
        });
    }

    fn show(&self, missing: Vec<String>, lines: &[Line]) {
        verdict::show(&dom::by_id("crm-lines"), lines);
        let key = if missing.is_empty() { "goOn" } else { "allowAndGoOn" };
        dom::set_text(&dom::by_id("crm-continue"), &Text::new(key).read());
        dom::set_shown(&dom::by_id("crm-skip"), false);
        self.missing.replace(missing);
    }
}

fn refused(why: Text) {
    verdict::show(&dom::by_id("crm-lines"), &[Line::new(Tone::Bad, why)]);
    dom::set_shown(&dom::by_id("crm-skip"), true);
}

fn permission_line(home: &str, missing: &[String]) -> Line {
    let host = home.split_once("://").map_or(home, |(_, host)| host).trim_end_matches('/');
    if missing.is_empty() {
        Line::new(Tone::Good, Text::with("crmAllowed", [host]))
    } else {
        Line::new(Tone::Warn, Text::with("crmAllow", [host]))
    }
}
