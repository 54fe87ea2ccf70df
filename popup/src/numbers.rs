//! The numbers on the page in front, from which the keyboard can fill in the form: on the page itself only a pointer
//! reaches them.

use std::cell::RefCell;
use std::rc::Rc;

use bridge::wire::{Near, question};
use pages::{Text, dom};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use webext::{runtime, time};

use crate::form::Form;

/// The list. Copies are the same list.
#[derive(Clone)]
pub struct Numbers {
    form: Form,
    found: Rc<RefCell<Vec<Near>>>,
}

impl Numbers {
    /// An empty list.
    pub fn new(form: &Form) -> Self {
        Numbers { form: form.clone(), found: Rc::default() }
    }

    /// Asks the page for its numbers. To be called once the popup shows something, because a page may answer late.
    pub fn follow(&self) {
        let numbers = self.clone();
        spawn_local(async move {
            time::pause(0).await;
            if let Ok(near) = runtime::ask(&question::Near {}).await {
                *numbers.found.borrow_mut() = near.numbers;
                numbers.show();
            }
        });
    }

    /// Shows the numbers, in the current language.
    pub fn show(&self) {
        let found = self.found.borrow();
        let keys: Vec<&str> = found.iter().map(|near| near.text.as_str()).collect();
        dom::keyed(
            &dom::by_id("start-numbers-list"),
            &keys,
            || self.make(),
            |item, index| {
                let (button, text) = (dom::part::<Element>(item, "number"), keys[index]);
                dom::set_text(&button, text);
                dom::set_attribute(&button, "aria-label", &Text::with("startNumberFill", [text]).read());
                dom::set_attribute(&button, "data-index", &index.to_string());
            },
        );
        dom::set_shown(&dom::by_id("start-numbers"), !found.is_empty());
    }

    fn make(&self) -> Element {
        let item = dom::create("li");
        let attributes = [("type", "button"), ("class", "button small number"), ("data-part", "number")];
        let button = dom::make("button", &attributes, "");
        dom::append(&item, &[&button]);
        let numbers = self.clone();
        dom::listen(&button.clone(), "click", move |_| {
            let index = button.get_attribute("data-index").and_then(|index| index.parse::<usize>().ok());
            let offer = index.and_then(|index| Some(numbers.found.borrow().get(index)?.offer.clone()));
            if let Some(offer) = offer {
                numbers.form.fill(&offer);
            }
        });
        item
    }
}
