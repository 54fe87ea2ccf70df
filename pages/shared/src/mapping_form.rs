//! The mapping form: which record belongs to a client. The user chooses a CRM from the list, or gives an example.
//!
//! The form builds its own DOM into any element, and needs `mapping.css`. What is filled in is a [`Draft`], and
//! what comes of it is a value; this file only shows both. Data goes into text nodes and attributes, never into markup.

mod draft;
pub mod errors;
mod example;
mod learnt;
mod preset;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bridge::{mapping::Mapping, presets::Preset};
use web_sys::{Element, Event, HtmlInputElement};

pub use draft::{Draft, Outcome, Pair, Way};
pub use learnt::show_template;

use self::{errors::At, example::Examples, learnt::Learnt, preset::List};
use crate::{Text, dom, field::Field};

thread_local! {
    /// How many forms the page has made. The number makes their ids differ.
    static MADE: Cell<u32> = const { Cell::new(0) };
}

/// The form. Copies are the same form.
#[derive(Clone)]
pub struct MappingForm(Rc<Form>);

struct Form {
    presets: Vec<Preset>,
    ways: [(Way, HtmlInputElement); 2],
    list: List,
    examples: Examples,
    learnt: Learnt,
    /// What was filled in when the form was last shown.
    shown: RefCell<Draft>,
    /// What came of that.
    outcome: RefCell<Outcome>,
    /// The user wanted to go on: from now on what is missing is an error.
    pressed: Cell<bool>,
    changed: Box<dyn Fn(Option<Mapping>)>,
}

impl MappingForm {
    /// Fills `host` with an empty form. `changed` is called whenever the user changes something, with the mapping, or
    /// with
    /// `None` while there is no mapping.
    pub fn new(host: &Element, changed: impl Fn(Option<Mapping>) + 'static) -> Self {
        let id = MADE.with(|made| format!("mapping-{}", made.replace(made.get() + 1)));
        let presets = bridge::presets::all();
        let (choice, ways) = make_ways(&id);
        let form = Rc::new(Form {
            list: List::new(&id, &presets),
            examples: Examples::new(&id),
            learnt: Learnt::new(),
            presets,
            ways,
            shown: RefCell::default(),
            outcome: RefCell::default(),
            pressed: Cell::new(false),
            changed: Box::new(changed),
        });
        dom::set_text(host, "");
        let root = dom::make("div", &[("class", "mapping")], "");
        dom::append(&root, &[&choice, form.list.root(), form.examples.root(), form.learnt.root()]);
        dom::append(host, &[&root]);
        let form = MappingForm(form);
        form.listen(&root);
        form.show();
        form
    }

    /// What is filled in, to be remembered.
    pub fn draft(&self) -> Draft {
        self.0.draft()
    }

    /// Fills in what was remembered, without a call of `changed`: read [`MappingForm::mapping`] instead.
    pub fn restore(&self, draft: &Draft) {
        let form = &self.0;
        for (way, radio) in &form.ways {
            radio.set_checked(*way == draft.way);
        }
        form.list.restore(draft, &form.presets);
        form.examples.restore(draft);
        form.pressed.set(false);
        self.show();
    }

    /// The mapping, if the form is complete and has no errors.
    pub fn mapping(&self) -> Option<Mapping> {
        self.0.outcome.borrow().mapping.clone()
    }

    /// A client's id to try the mapping with, which comes from the example.
    pub fn client_id(&self) -> Option<String> {
        self.draft().client_id(&self.0.presets)
    }

    /// For a button that needs a mapping: `true` if there is one. Otherwise the form shows what is missing or wrong,
    /// and the field gets the focus.
    pub fn ready(&self) -> bool {
        self.0.pressed.set(true);
        self.show();
        let outcome = self.0.outcome.borrow();
        let at = outcome.error.as_ref().or(outcome.missing.as_ref()).map(|(at, _)| *at);
        if let Some(field) = at.and_then(|at| self.0.field(at)) {
            dom::focus(field.control());
        }
        outcome.mapping.is_some()
    }

    fn listen(&self, root: &Element) {
        // Everything that can be filled in or chosen here fires `input`.
        let form = self.clone();
        dom::listen(root, "input", move |event| form.heard(&event));
        let form = self.clone();
        dom::listen(root, "change", move |_| {
            // If a password manager or another tool fills in a field, `input` may be missing.
            let reduced = form.0.list.reduce(&form.draft(), &form.0.presets);
            if reduced || form.draft() != *form.0.shown.borrow() {
                form.changed();
            }
        });
        let form = self.clone();
        self.0.examples.on_second(move || form.changed());
    }

    fn heard(&self, event: &Event) {
        // A pasted address is shortened before the draft is read.
        self.0.list.pasted(event, &self.draft(), &self.0.presets);
        self.changed();
    }

    fn changed(&self) {
        self.show();
        (self.0.changed)(self.mapping());
    }

    fn show(&self) {
        let form = &self.0;
        let draft = form.draft();
        let outcome = draft.outcome(&form.presets);
        dom::set_shown(form.list.root(), draft.way == Way::List);
        dom::set_shown(form.examples.root(), draft.way == Way::Example);
        form.list.show(&draft, &form.presets, outcome.mapping.as_ref());
        let told = outcome.error.as_ref();
        let told = told.or(outcome.missing.as_ref().filter(|_| form.pressed.get()));
        for at in FIELDS {
            let text = told.filter(|(wrong, _)| *wrong == at).map(|(_, text)| text);
            if let Some(field) = form.field(at) {
                field.set_error(text);
            }
        }
        form.learnt.show(&outcome);
        form.outcome.replace(outcome);
        form.shown.replace(draft);
    }
}

const FIELDS: [At; 6] = [At::Product, At::Instance, At::Url(1), At::Client(1), At::Url(2), At::Client(2)];

impl Form {
    fn draft(&self) -> Draft {
        let chosen = self.ways.iter().find(|(_, radio)| radio.checked());
        let mut draft = Draft { way: chosen.map(|(way, _)| *way).unwrap_or_default(), ..Draft::default() };
        self.list.read(&mut draft);
        self.examples.read(&mut draft);
        draft
    }

    fn field(&self, at: At) -> Option<&Field> {
        match at {
            At::Product => Some(&self.list.product),
            At::Instance => Some(&self.list.instance),
            At::Url(number) => self.examples.pair(number).map(|pair| &pair.url),
            At::Client(number) => self.examples.pair(number).map(|pair| &pair.client),
        }
    }
}

/// The choice between the two ways.
fn make_ways(id: &str) -> (Element, [(Way, HtmlInputElement); 2]) {
    let choice = dom::make("fieldset", &[("class", "choices")], "");
    let legend = dom::make("legend", &[("class", "visually-hidden")], &Text::new("mapWay").read());
    dom::append(&choice, &[&legend]);
    let ways = [
        (Way::List, "list", Text::new("mapWayList"), Text::new("mapWayListHint")),
        (Way::Example, "example", Text::new("mapWayExample"), Text::new("mapWayExampleHint")),
    ];
    let ways = ways.map(|(way, name, title, hint)| {
        let (card, radio) = crate::choice::card(&format!("{id}-way"), name, &title, &hint);
        radio.set_checked(way == Way::default());
        dom::append(&choice, &[&card]);
        (way, radio)
    });
    (choice, ways)
}
