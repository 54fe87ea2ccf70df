//! Step 2: where the CRM is, whether the browser lets us in there, and whether uContact lets itself be shown there.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use bridge::mapping::Mapping;
use bridge::wire::Probe;
use pages::{
    MappingForm, Text, Tone, dom,
    mapping_form::Draft,
    probe::{self, Line},
    verdict,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::permissions;

use crate::{draft::crm_of, page::Page};

/// How long typing must pause before anybody is asked, in milliseconds.
const PAUSE: i32 = 300;

/// The step.
pub struct Crm {
    form: MappingForm,
    check: Cell<u32>,
    /// What Continue asks for first: it has to ask in the very turn of the click.
    missing: RefCell<Vec<String>>,
    page: Weak<Page>,
}

impl Crm {
    /// Fills the step in.
    pub fn new(draft: &Draft, page: &Weak<Page>) -> Self {
        let weak = page.clone();
        let form = MappingForm::new(&dom::by_id("crm-mapping"), move |_| {
            if let Some(page) = weak.upgrade() {
                page.step_crm().changed(&page);
            }
        });
        form.restore(draft);
        Crm { form, check: Cell::new(0), missing: RefCell::default(), page: page.clone() }
    }

    /// Listens.
    pub fn listen(&self, page: &Rc<Page>) {
        let (on_submit, on_skip) = (Rc::downgrade(page), Rc::downgrade(page));
        dom::listen(&dom::by_id::<Element>("form-2"), "submit", move |event| {
            event.prevent_default();
            if let Some(page) = on_submit.upgrade() {
                page.step_crm().go_on(&page);
            }
        });
        dom::listen(&dom::by_id::<Element>("crm-skip"), "click", move |_| {
            if let Some(page) = on_skip.upgrade().filter(|page| page.step_crm().form.ready()) {
                page.open(3);
            }
        });
    }

    /// The mapping, if there is one.
    pub fn mapping(&self) -> Option<Mapping> {
        self.form.mapping()
    }

    /// The example's client.
    pub fn client_id(&self) -> Option<String> {
        self.form.client_id()
    }

    /// What was answered.
    pub fn summary(&self) -> String {
        self.mapping()
            .map(|mapping| format!("{} · {}", mapping.site.name, mapping.rule.url))
            .unwrap_or_default()
    }

    fn changed(&self, page: &Page) {
        let draft = self.form.draft();
        page.change(|all| {
            all.crm = draft;
            // Another CRM has other clients.
            all.client_id = None;
        });
        self.check_after(PAUSE);
    }

    fn go_on(&self, page: &Page) {
        if !self.form.ready() {
            return;
        }
        let missing = self.missing.borrow().clone();
        if missing.is_empty() {
            return page.open(3);
        }
        let answer = permissions::request(&missing);
        let page = self.page.clone();
        spawn_local(async move {
            let answer = answer.await;
            let Some(page) = page.upgrade() else { return };
            match answer {
                Ok(true) => page.open(3),
                Ok(false) => page.step_crm().refused(Text::new("grantRefused")),
                Err(error) => page.step_crm().refused(Text::with("grantFailed", [&error.to_string()])),
            }
        });
    }

    fn refused(&self, why: Text) {
        verdict::show(&dom::by_id("crm-lines"), &[Line::new(Tone::Bad, why)]);
        dom::set_shown(&dom::by_id("crm-skip"), true);
    }

    /// Looks at once at what the browser allows, and at what uContact says to this CRM.
    pub fn check(&self) {
        self.check_after(0);
    }

    fn check_after(&self, pause: i32) {
        let number = self.check.get().wrapping_add(1);
        self.check.set(number);
        let Some((hosts, home)) = self.mapping().as_ref().and_then(crm_of) else {
            return self.show(Vec::new(), &[]);
        };
        // Whoever goes on before the browser has said what it allows is asked for all of it, which is no question where
        // it is granted.
        self.missing.replace(hosts.clone());
        let page = self.page.clone();
        dom::later(pause, move || {
            spawn_local(async move {
                let current =
                    |page: &Weak<Page>| page.upgrade().filter(|page| page.step_crm().check.get() == number);
                if current(&page).is_none() {
                    return;
                }
                let missing = permissions::missing(&hosts).await;
                let Some(now) = current(&page) else { return };
                let mut lines = vec![permission_line(&home, &missing)];
                now.step_crm().show(missing.clone(), &lines);
                let Some((ucontact, _)) = now.ucontact_url() else { return };
                // Whether it answers at all is the first step's; here only, whether this CRM may show it.
                if let Ok(outcome @ Probe::Reachable { .. }) = probe::probe(&ucontact, &[home]).await {
                    lines.extend(probe::lines(&outcome).into_iter().skip(1));
                }
                if let Some(now) = current(&page) {
                    now.step_crm().show(missing, &lines);
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

fn permission_line(home: &str, missing: &[String]) -> Line {
    let host = home.split_once("://").map_or(home, |(_, host)| host).trim_end_matches('/');
    if missing.is_empty() {
        Line::new(Tone::Good, Text::with("crmAllowed", [host]))
    } else {
        Line::new(Tone::Warn, Text::with("crmAllow", [host]))
    }
}
