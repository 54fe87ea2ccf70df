//! The fields for examples: a record, and a second record if the user adds one.

use std::rc::Rc;

use web_sys::Element;

use super::Draft;
use crate::{Text, dom, field::Field};

/// The fields.
pub(super) struct Examples {
    root: Element,
    pairs: [PairFields; 2],
    add: Element,
    remove: Element,
}

/// The fields of one record.
pub(super) struct PairFields {
    root: Element,
    pub(super) url: Field,
    pub(super) client: Field,
}

impl Examples {
    pub(super) fn new(id: &str) -> Self {
        let root = dom::make("div", &[("class", "mapping-fields")], "");
        let intro = dom::make("p", &[("class", "muted")], &Text::new("teachIntro").read());
        let pairs = [1, 2].map(|number| PairFields::new(id, number));
        let add = dom::make(
            "button",
            &[("type", "button"), ("class", "button small")],
            &Text::new("teachAdd").read(),
        );
        let remove = dom::make(
            "button",
            &[("type", "button"), ("class", "button small quiet")],
            &Text::new("teachRemove").read(),
        );
        let why = dom::make("p", &[("class", "field-hint")], &Text::new("teachAddHint").read());
        let second = dom::make("div", &[("class", "second")], "");
        dom::append(&second, &[&add, &why]);
        dom::append(&pairs[1].root, &[&remove]);
        dom::append(&root, &[&intro, &pairs[0].root, &second, &pairs[1].root]);
        let examples = Examples { root, pairs, add: second, remove };
        dom::set_shown(&examples.pairs[1].root, false);
        examples
    }

    pub(super) fn root(&self) -> &Element {
        &self.root
    }

    pub(super) fn pair(&self, number: u8) -> Option<&PairFields> {
        self.pairs.get(usize::from(number).checked_sub(1)?)
    }

    pub(super) fn read(&self, draft: &mut Draft) {
        for (fields, pair) in self.pairs.iter().zip(&mut draft.examples) {
            pair.url = fields.url.value();
            pair.client_id = fields.client.value();
        }
        draft.second = !self.pairs[1].root.has_attribute("hidden");
    }

    pub(super) fn restore(&self, draft: &Draft) {
        for (fields, pair) in self.pairs.iter().zip(&draft.examples) {
            fields.url.set_value(&pair.url);
            fields.client.set_value(&pair.client_id);
        }
        self.set_second(draft.second);
    }

    /// Calls `then` when the second record is added or removed.
    pub(super) fn on_second(&self, then: impl Fn() + 'static) {
        let then = Rc::new(then);
        for (button, shown) in [(self.add.clone(), true), (self.remove.clone(), false)] {
            let then = then.clone();
            let (add, second) = (self.add.clone(), self.pairs[1].root.clone());
            let next = if shown { self.pairs[1].url.control().clone() } else { self.add.clone() };
            dom::listen(&button, "click", move |event| {
                if dom::closest(&event, "button").is_none() {
                    return;
                }
                dom::set_shown(&second, shown);
                dom::set_shown(&add, !shown);
                then();
                // The pressed button is hidden now: the focus goes to what has taken its place.
                let next =
                    if shown { Some(next.clone()) } else { next.query_selector("button").ok().flatten() };
                if let Some(next) = next {
                    dom::focus(&next);
                }
            });
        }
    }

    fn set_second(&self, shown: bool) {
        dom::set_shown(&self.pairs[1].root, shown);
        dom::set_shown(&self.add, !shown);
    }
}

impl PairFields {
    fn new(id: &str, number: u8) -> Self {
        let title = Text::new(if number == 1 { "teachFirst" } else { "teachSecond" });
        let root = dom::make("fieldset", &[("class", "pair-fields")], "");
        let legend = dom::make("legend", &[], &title.read());
        let url = Field::input(&format!("{id}-url-{number}"), &Text::new("teachUrl"));
        dom::set_attribute(url.control(), "inputmode", "url");
        url.set_hint(Some(&Text::new("teachUrlHint")));
        let client = Field::input(&format!("{id}-client-{number}"), &Text::new("teachClient"));
        client.set_hint(Some(&Text::new("teachClientHint")));
        dom::append(&root, &[&legend, url.root(), client.root()]);
        PairFields { root, url, client }
    }
}
