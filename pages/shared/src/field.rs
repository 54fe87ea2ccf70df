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
    /// A field for a line of text. No other element of the page may have this `id`.
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
        // A live region: screen readers read out an error that appears while the user is typing.
        let error =
            dom::make("p", &[("class", "field-error"), ("id", &error_id), ("aria-live", "polite")], "");
        let root = dom::make("div", &[("class", "field")], "");
        dom::append(&root, &[&label, &control, &hint, &error]);
        Field { root, control, label, hint, error }
    }

    /// The whole field, to be put into a page.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// The control, which the user fills in.
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

    /// Fills in or chooses a value. If the value is there already, the caret stays where it is.
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

    /// Shows another label.
    pub fn set_label(&self, label: &Text) {
        dom::set_text(&self.label, &label.read());
    }

    /// Shows a hint below the control, or none.
    pub fn set_hint(&self, hint: Option<&Text>) {
        dom::set_text_or_hide(&self.hint, hint.map(Text::read).as_deref());
    }

    /// Shows what is wrong with the value, or nothing.
    pub fn set_error(&self, error: Option<&Text>) {
        // Emptied, not hidden: a live region must be in the page before its text.
        dom::set_text(&self.error, &error.map(Text::read).unwrap_or_default());
        dom::set_optional(&self.control, "aria-invalid", error.map(|_| "true"));
    }

    /// Puts texts before and behind the control, which complete what is typed.
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

/// The texts before and behind a control. They are only seen: for screen readers, the hint says the same.
#[derive(Clone)]
pub struct Affixes {
    before: Element,
    after: Element,
}

impl Affixes {
    /// Shows these texts. An empty text takes no room.
    pub fn set(&self, before: &str, after: &str) {
        for (element, text) in [(&self.before, before), (&self.after, after)] {
            dom::set_text(element, text);
            dom::set_shown(element, !text.is_empty());
        }
    }
}
