//! A field of a form: label, control, hint and error, tied together for screen readers.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use crate::{Text, dom};

/// A field. Copies are the same field.
#[derive(Clone)]
pub struct Field {
    root: Element,
    control: Element,
    label: Element,
    hint: Element,
    error: Element,
}

impl Field {
    /// A field with a line of text to fill in. `id` must be the page's only one.
    pub fn input(id: &str, label: &Text) -> Self {
        let input = dom::make(
            "input",
            &[
                ("class", "input"),
                ("type", "text"),
                ("autocomplete", "off"),
                ("spellcheck", "false"),
                ("autocapitalize", "none"),
            ],
            "",
        );
        Self::around(id, label, input)
    }

    /// A field with a list to choose from.
    pub fn select(id: &str, label: &Text) -> Self {
        Self::around(id, label, dom::make("select", &[("class", "input")], ""))
    }

    fn around(id: &str, label: &Text, control: Element) -> Self {
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        dom::set_attribute(&control, "id", id);
        dom::set_attribute(&control, "aria-describedby", &format!("{error_id} {hint_id}"));
        let label = dom::make("label", &[("for", id)], &label.read());
        let hint = dom::make("p", &[("class", "field-hint"), ("id", &hint_id), ("hidden", "")], "");
        // Read out when typing has made it appear, for those who do not see it.
        let error =
            dom::make("p", &[("class", "field-error"), ("id", &error_id), ("aria-live", "polite")], "");
        let root = dom::make("div", &[("class", "field")], "");
        dom::append(&root, &[&label, &control, &hint, &error]);
        Field { root, control, label, hint, error }
    }

    /// All of it, to be put into a page.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// What is filled in.
    pub fn control(&self) -> &Element {
        &self.control
    }

    /// What is filled in or chosen.
    pub fn value(&self) -> String {
        match self.control.dyn_ref::<HtmlInputElement>() {
            Some(input) => input.value(),
            None => {
                self.control.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default()
            }
        }
    }

    /// Fills in or chooses; the same value again leaves the caret where it is.
    pub fn set_value(&self, value: &str) {
        if self.value() == value {
            return;
        }
        if let Some(input) = self.control.dyn_ref::<HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(select) = self.control.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        }
    }

    /// Another label.
    pub fn set_label(&self, label: &Text) {
        dom::set_text(&self.label, &label.read());
    }

    /// What stands below to help, or nothing.
    pub fn set_hint(&self, hint: Option<&Text>) {
        dom::set_text_or_hide(&self.hint, hint.map(Text::read).as_deref());
    }

    /// What is wrong with the value, or nothing.
    pub fn set_error(&self, error: Option<&Text>) {
        // Emptied, not hidden: a live region has to be there before its text.
        dom::set_text(&self.error, &error.map(Text::read).unwrap_or_default());
        dom::set_optional(&self.control, "aria-invalid", error.map(|_| "true"));
    }

    /// Puts a frame of affixes around the control: what stands before and behind what is typed.
    pub fn with_affixes(&self) -> Affixes {
        let frame = dom::make("div", &[("class", "affixed")], "");
        let _ = self.root.replace_child(&frame, &self.control);
        let [before, after] = ["before", "after"].map(|class| {
            dom::make("span", &[("class", &format!("affix mono {class}")), ("aria-hidden", "true")], "")
        });
        dom::append(&frame, &[&before, &self.control, &after]);
        Affixes { before, after }
    }
}

/// What stands before and behind a field's value. Seen only: the hint tells it to everybody.
#[derive(Clone)]
pub struct Affixes {
    before: Element,
    after: Element,
}

impl Affixes {
    /// Shows these; an empty one takes no room.
    pub fn set(&self, before: &str, after: &str) {
        for (element, text) in [(&self.before, before), (&self.after, after)] {
            dom::set_text(element, text);
            dom::set_shown(element, !text.is_empty());
        }
    }
}
