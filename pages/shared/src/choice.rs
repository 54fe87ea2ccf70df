//! A radio button as a card with a title and a sentence.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::{Text, dom};

/// A card of the group `name`, and its radio button. The title names the button, the sentence describes it.
pub fn card(name: &str, value: &str, title: &Text, hint: &Text) -> (Element, HtmlInputElement) {
    let id = format!("{name}-{value}");
    let hint_id = format!("{id}-hint");
    let radio = dom::make(
        "input",
        &[("type", "radio"), ("name", name), ("value", value), ("id", &id), ("aria-describedby", &hint_id)],
        "",
    );
    let label = dom::make("label", &[("for", &id), ("class", "choice-title")], &title.read());
    let hint = dom::make("p", &[("id", &hint_id), ("class", "choice-hint muted")], &hint.read());
    let card = dom::make("div", &[("class", "choice-card")], "");
    dom::append(&card, &[&radio, &label, &hint]);
    (card, radio.unchecked_into())
}
