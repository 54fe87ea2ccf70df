//! Completes variables while a template is being typed: a list below the field, as in a combobox.

use std::cell::RefCell;
use std::rc::Rc;

use pages::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

use super::value;
use crate::app::App;
use crate::complete::{self, Completion};
use crate::fields::variables;

/// The names that are offered for a field, and the chosen one among them.
struct Offer {
    field: HtmlInputElement,
    completion: Completion,
    chosen: usize,
}

thread_local! {
    static OFFER: RefCell<Option<Offer>> = const { RefCell::new(None) };
}

/// Listens.
pub fn listen(app: &Rc<App>) {
    let form: Element = dom::by_id("rule-form");
    for kind in ["input", "click"] {
        let app = app.clone();
        dom::listen(&form, kind, move |event| offer(&app, &event));
    }
    dom::listen(&form, "focusout", |_| close());
    dom::listen(&form, "keydown", |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if key.ctrl_key() || key.meta_key() || key.alt_key() || (key.shift_key() && key.key() == "Tab") {
            return close();
        }
        if pressed(&key.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    // At `pointerdown`: a click would come only after the field has lost the focus.
    dom::listen(&dom::by_id::<Element>("completions"), "pointerdown", |event| {
        event.prevent_default();
        let row = dom::closest(&event, "[data-key]");
        let chosen =
            row.and_then(|row| row.parent_element().map(|list| (row, list))).and_then(|(row, list)| {
                let items = list.children();
                (0..items.length()).find(|at| items.item(*at).as_ref() == Some(&row))
            });
        if let Some(chosen) = chosen {
            OFFER.with_borrow_mut(|offer| {
                if let Some(offer) = offer {
                    offer.chosen = chosen as usize;
                }
            });
            insert_chosen();
        }
    });
}

fn offer(app: &Rc<App>, event: &Event) {
    let field = value::target(event).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else { return };
    let Some(which) = field.get_attribute("data-complete") else { return };
    let names = app.with(|state| {
        let rule = state.draft().rules.get(state.selected);
        rule.map(|rule| variables(rule, which == "all")).unwrap_or_default()
    });
    let caret = field.selection_start().ok().flatten().unwrap_or_default();
    match complete::at(&field.value(), caret, &names) {
        Some(completion) => {
            OFFER.set(Some(Offer { field, completion, chosen: 0 }));
            show();
        }
        None => close(),
    }
}

fn show() {
    let list: Element = dom::by_id("completions");
    OFFER.with_borrow(|offer| {
        let Some(offer) = offer else { return };
        if let Some(box_) = offer.field.closest(".completes").ok().flatten()
            && list.parent_element().as_ref() != Some(&box_)
        {
            let _ = box_.append_child(&list);
        }
        let names = &offer.completion.names;
        let make = || {
            let item = dom::create("li");
            dom::set_attribute(&item, "role", "option");
            item
        };
        dom::keyed(&list, names, make, |item, at| {
            item.set_id(&format!("completion-{}", names[at]));
            dom::set_text(item, &names[at]);
            dom::set_attribute(item, "aria-selected", if at == offer.chosen { "true" } else { "false" });
        });
        let active = names.get(offer.chosen).map(|name| format!("completion-{name}"));
        for (name, text) in [
            ("role", Some("combobox")),
            ("aria-controls", Some("completions")),
            ("aria-expanded", Some("true")),
            ("aria-autocomplete", Some("list")),
            ("aria-activedescendant", active.as_deref()),
        ] {
            dom::set_optional(&offer.field, name, text);
        }
    });
    dom::set_shown(&list, true);
}

fn close() {
    if let Some(offer) = OFFER.take() {
        for name in ["role", "aria-controls", "aria-expanded", "aria-autocomplete", "aria-activedescendant"] {
            dom::set_optional(&offer.field, name, None);
        }
        dom::set_shown(&dom::by_id("completions"), false);
    }
}

/// A key while names are offered; `true` if the key chooses among them.
fn pressed(key: &str) -> bool {
    let Some(count) = OFFER.with_borrow(|offer| Some(offer.as_ref()?.completion.names.len())) else {
        return false;
    };
    let go = |by: usize| {
        OFFER.with_borrow_mut(|offer| {
            if let Some(offer) = offer {
                offer.chosen = (offer.chosen + by) % count;
            }
        });
        show();
    };
    match key {
        "ArrowDown" => go(1),
        "ArrowUp" => go(count - 1),
        "Enter" | "Tab" => insert_chosen(),
        "Escape" => close(),
        _ => return false,
    }
    true
}

/// Puts the chosen name into the field.
fn insert_chosen() {
    let Some((field, text, caret)) = OFFER.with_borrow(|offer| {
        let offer = offer.as_ref()?;
        let name = offer.completion.names.get(offer.chosen)?;
        let (text, caret) = complete::insert(&offer.field.value(), &offer.completion, name);
        Some((offer.field.clone(), text, caret))
    }) else {
        return;
    };
    close();
    field.set_value(&text);
    let _ = field.set_selection_range(caret, caret);
    // For everybody who listens to the field, as if the user had typed the name.
    if let Ok(event) = Event::new_with_event_init_dict("input", &{
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        init
    }) {
        let _ = field.dispatch_event(&event);
    }
}
