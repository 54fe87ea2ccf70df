//! Step 1: where uContact is, checked at once, and how uContact gets into the CRM's pages.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
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
    context::{Changed, Context},
    draft::{Address, address_of},
};

/// After the last key, the step waits for so many milliseconds before it asks uContact's address.
const PAUSE: i32 = 500;

/// The ways by which uContact gets into a CRM's page, and their texts.
const WAYS: [(Softphone, &str, &str, &str); 2] = [
    (Softphone::Find, "find", "wayFind", "wayFindHint"),
    (Softphone::Inject, "inject", "wayInject", "wayInjectHint"),
];

/// The step.
pub struct UcontactStep {
    context: Rc<Context>,
    field: Field,
    ways: Vec<(Softphone, HtmlInputElement)>,
    /// Counts the checks, so that an answer about an older address is dropped.
    check: Cell<u32>,
    /// The host that the button requests. It must request it in the turn of the click, so it is known before.
    missing: RefCell<Option<String>>,
    /// The user has pressed Continue: from now on an empty field is an error.
    pressed: Cell<bool>,
}

impl UcontactStep {
    /// Fills the step in.
    pub fn new(context: &Rc<Context>) -> Rc<Self> {
        let draft = context.draft();
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
        Rc::new(UcontactStep {
            context: context.clone(),
            field,
            ways: ways.into(),
            check: Cell::new(0),
            missing: RefCell::default(),
            pressed: Cell::new(false),
        })
    }

    /// Listens.
    pub fn listen(self: &Rc<Self>) {
        let form: Element = dom::by_id("form-1");
        let (on_input, on_submit, on_allow) = (self.clone(), self.clone(), self.clone());
        dom::listen(&form, "input", move |_| on_input.changed());
        dom::listen(&form, "submit", move |event| {
            event.prevent_default();
            on_submit.go_on();
        });
        dom::listen(&dom::by_id::<Element>("ucontact-allow"), "click", move |_| on_allow.allow());
    }

    /// Puts the keyboard focus into the field, if the field is empty.
    pub fn focus(&self) {
        if self.field.value().is_empty() {
            dom::focus(self.field.control());
        }
    }

    /// What was answered.
    pub fn summary(&self) -> String {
        let draft = self.context.draft();
        let Address::Good { url, .. } = address_of(&draft.ucontact) else { return String::new() };
        let way = WAYS.iter().find(|(way, ..)| *way == draft.softphone);
        let way = way.map(|(_, _, key, _)| Text::new(key).read()).unwrap_or_default();
        format!("{url} · {way}")
    }

    fn changed(self: &Rc<Self>) {
        let typed = self.field.value();
        let way = self.ways.iter().find(|(_, radio)| radio.checked()).map(|(way, _)| *way);
        let same = self.context.draft().ucontact == typed;
        self.context.change(|draft| {
            draft.ucontact = typed;
            draft.softphone = way.unwrap_or_default();
        });
        if !same {
            self.check_after(PAUSE);
        }
    }

    fn go_on(&self) {
        self.pressed.set(true);
        let address = address_of(&self.field.value());
        match address {
            Address::Good { .. } => self.context.report(Changed::Step(2)),
            Address::Empty | Address::Bad(_) => {
                self.show_address(&address);
                dom::focus(self.field.control());
            }
        }
    }

    /// Checks the address at once.
    pub fn check(self: &Rc<Self>) {
        self.check_after(0);
    }

    /// Checks the form of the address at once, and after `pause` milliseconds what answers there.
    fn check_after(self: &Rc<Self>, pause: i32) {
        let number = self.check.get().wrapping_add(1);
        self.check.set(number);
        let address = address_of(&self.field.value());
        self.show_address(&address);
        self.show_lines(None, &[]);
        let Address::Good { url, host, .. } = address else { return };
        let step = self.clone();
        dom::later(pause, move || {
            spawn_local(async move {
                let is_current = || step.check.get() == number;
                if !is_current() {
                    return;
                }
                let allowed = permissions::contains(&[&host]).await.unwrap_or(false);
                if !is_current() {
                    return;
                }
                if !allowed {
                    let line = Line::new(Tone::Warn, Text::new("ucontactAllow"));
                    return step.show_lines(Some(host), &[line]);
                }
                dom::set_shown(&dom::by_id("ucontact-checking"), true);
                let lines = match probe::probe(&url, &[]).await {
                    Ok(outcome) => probe::lines(&outcome),
                    Err(error) => vec![probe::failed(&error)],
                };
                if is_current() {
                    step.show_lines(None, &lines);
                    step.context.report(Changed::UcontactAnswered);
                }
            });
        });
    }

    fn allow(self: &Rc<Self>) {
        let Some(host) = self.missing.borrow().clone() else { return };
        let answer = permissions::request(std::slice::from_ref(&host));
        let step = self.clone();
        spawn_local(async move {
            let line = match answer.await {
                // The browser reports the new permission to the page, which then checks again.
                Ok(true) => return,
                Ok(false) => Line::new(Tone::Warn, Text::new("ucontactRefused")),
                Err(error) => Line::new(Tone::Bad, Text::with("grantFailed", [&error.to_string()])),
            };
            step.show_lines(Some(host), &[line]);
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
