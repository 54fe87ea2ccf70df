//! Step 1: where uContact is, checked on the spot, and how it gets into the CRM's pages.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use bridge::config::Softphone;
use pages::{
    Text, Tone, choice, dom,
    field::Field,
    probe::{self, Line},
    verdict,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};
use webext::permissions;

use crate::{
    draft::{Address, Draft, ucontact},
    page::Page,
};

/// How long typing must pause before the address is asked, in milliseconds.
const PAUSE: i32 = 500;

/// The ways, and their texts.
const WAYS: [(Softphone, &str, &str, &str); 2] = [
    (Softphone::Find, "find", "wayFind", "wayFindHint"),
    (Softphone::Inject, "inject", "wayInject", "wayInjectHint"),
];

/// The step.
pub struct Where {
    field: Field,
    ways: Vec<(Softphone, HtmlInputElement)>,
    /// Counts the checks, so that an answer about an older address is dropped.
    check: Cell<u32>,
    /// What the button asks for: it has to ask in the very turn of the click.
    missing: RefCell<Option<String>>,
    /// Continue was pressed: an empty field is an error from now on.
    pressed: Cell<bool>,
    page: Weak<Page>,
}

impl Where {
    /// Fills the step in.
    pub fn new(draft: &Draft, page: &Weak<Page>) -> Self {
        let field = Field::input("ucontact", &Text::new("ucontactWhere"));
        dom::set_attribute(field.control(), "inputmode", "url");
        dom::set_attribute(field.control(), "maxlength", "2000");
        field.set_hint(Some(&Text::new("ucontactWhereHint")));
        field.set_value(&draft.ucontact);
        dom::append(&dom::by_id("ucontact-field"), &[field.root()]);
        let ways = WAYS.map(|(way, name, title, hint)| {
            let title = Text::new(title);
            let hint = Text::new(hint);
            let (card, radio) = choice::card("softphone-way", name, &title, &hint);
            radio.set_checked(way == draft.softphone);
            dom::append(&dom::by_id("softphone"), &[&card]);
            (way, radio)
        });
        Where {
            field,
            ways: ways.into(),
            check: Cell::new(0),
            missing: RefCell::default(),
            pressed: Cell::new(false),
            page: page.clone(),
        }
    }

    /// Listens.
    pub fn listen(&self, page: &Rc<Page>) {
        let form: Element = dom::by_id("form-1");
        let (weak, on_submit) = (Rc::downgrade(page), Rc::downgrade(page));
        dom::listen(&form, "input", move |_| {
            if let Some(page) = weak.upgrade() {
                page.where_ucontact().changed(&page);
            }
        });
        dom::listen(&form, "submit", move |event| {
            event.prevent_default();
            if let Some(page) = on_submit.upgrade() {
                page.where_ucontact().go_on(&page);
            }
        });
        let on_allow = Rc::downgrade(page);
        dom::listen(&dom::by_id::<Element>("ucontact-allow"), "click", move |_| {
            if let Some(page) = on_allow.upgrade() {
                page.where_ucontact().allow();
            }
        });
    }

    /// The keyboard into the field, if there is nothing in it.
    pub fn focus(&self) {
        if self.field.value().is_empty() {
            dom::focus(self.field.control());
        }
    }

    /// What was answered.
    pub fn summary(&self, draft: &Draft) -> String {
        let Address::Good { url, .. } = ucontact(&draft.ucontact) else { return String::new() };
        let way = WAYS.iter().find(|(way, ..)| *way == draft.softphone);
        let way = way.map(|(_, _, key, _)| Text::new(key).read()).unwrap_or_default();
        format!("{url} · {way}")
    }

    fn changed(&self, page: &Page) {
        let typed = self.field.value();
        let way = self.ways.iter().find(|(_, radio)| radio.checked()).map(|(way, _)| *way);
        let same = page.draft().ucontact == typed;
        page.change(|draft| {
            draft.ucontact = typed;
            draft.softphone = way.unwrap_or_default();
        });
        if !same {
            self.check(PAUSE);
        }
    }

    fn go_on(&self, page: &Page) {
        self.pressed.set(true);
        match ucontact(&self.field.value()) {
            Address::Good { .. } => page.open(2),
            Address::Empty | Address::Bad(_) => {
                self.show_address(&ucontact(&self.field.value()));
                dom::focus(self.field.control());
            }
        }
    }

    /// Looks at the address: at once at its form, after `pause` milliseconds at what answers there.
    pub fn check(&self, pause: i32) {
        let number = self.check.get().wrapping_add(1);
        self.check.set(number);
        let address = ucontact(&self.field.value());
        self.show_address(&address);
        self.show_lines(None, &[]);
        let Address::Good { url, host, .. } = address else { return };
        let page = self.page.clone();
        dom::later(pause, move || {
            spawn_local(async move {
                let current = |page: &Weak<Page>| {
                    page.upgrade().filter(|page| page.where_ucontact().check.get() == number)
                };
                if current(&page).is_none() {
                    return;
                }
                let allowed = permissions::contains(&[&host]).await.unwrap_or(false);
                let Some(now) = current(&page) else { return };
                if !allowed {
                    let line = Line::new(Tone::Warn, Text::new("ucontactAllow"));
                    return now.where_ucontact().show_lines(Some(host), &[line]);
                }
                dom::set_shown(&dom::by_id("ucontact-checking"), true);
                let lines = match probe::probe(&url, &[]).await {
                    Ok(outcome) => probe::lines(&outcome),
                    Err(error) => vec![probe::failed(&error)],
                };
                if let Some(now) = current(&page) {
                    now.where_ucontact().show_lines(None, &lines);
                    now.ucontact_changed();
                }
            });
        });
    }

    fn allow(&self) {
        let Some(host) = self.missing.borrow().clone() else { return };
        let answer = permissions::request(std::slice::from_ref(&host));
        let page = self.page.clone();
        spawn_local(async move {
            let line = match answer.await {
                // The browser's own event looks again.
                Ok(true) => return,
                Ok(false) => Line::new(Tone::Warn, Text::new("ucontactRefused")),
                Err(error) => Line::new(Tone::Bad, Text::with("grantFailed", [&error.to_string()])),
            };
            if let Some(page) = page.upgrade() {
                page.where_ucontact().show_lines(Some(host), &[line]);
            }
        });
    }

    fn show_address(&self, address: &Address) {
        let error = match address {
            Address::Bad(text) => Some(text.clone()),
            Address::Empty => self.pressed.get().then(|| Text::new("ucontactEmpty")),
            Address::Good { .. } => None,
        };
        self.field.set_error(error.as_ref());
        let whole = match address {
            Address::Good { url, completed: true, .. } => Text::with("ucontactCompleted", [url]).read(),
            _ => String::new(),
        };
        dom::set_text(&dom::by_id("ucontact-completed"), &whole);
    }

    fn show_lines(&self, missing: Option<String>, lines: &[Line]) {
        dom::set_shown(&dom::by_id("ucontact-checking"), false);
        verdict::show(&dom::by_id("ucontact-lines"), lines);
        dom::set_shown(&dom::by_id("ucontact-allow-line"), missing.is_some());
        self.missing.replace(missing);
    }
}
