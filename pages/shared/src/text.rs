//! Texts of `_locales`, named by key. So a text is a value that native tests can look at.

use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::dom;

/// A text of the catalogue, with the values for its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its key in `messages.json`.
    pub key: &'static str,
    /// The values for `$1`, `$2`, …
    pub fill: Vec<String>,
}

impl Text {
    /// A text without placeholders.
    pub fn new(key: &'static str) -> Self {
        Text { key, fill: Vec::new() }
    }

    /// A text with its placeholders filled.
    pub fn with<const N: usize>(key: &'static str, fill: [&str; N]) -> Self {
        Text { key, fill: fill.iter().map(|&f| f.to_owned()).collect() }
    }

    /// A text with two forms: `one` for a single thing, and `many` with `$1` for any other number.
    pub fn counted(one: &'static str, many: &'static str, count: usize) -> Self {
        if count == 1 { Text::new(one) } else { Text { key: many, fill: vec![count.to_string()] } }
    }

    /// The text in the user's language.
    pub fn read(&self) -> String {
        let fill: Vec<&str> = self.fill.iter().map(String::as_str).collect();
        webext::i18n::message(self.key, &fill)
    }
}

/// The attributes that name a text's key, and where the text goes: into the element, or into an attribute.
const PLACES: [(&str, Option<&str>); 4] = [
    ("data-i18n", None),
    ("data-i18n-title", Some("title")),
    ("data-i18n-placeholder", Some("placeholder")),
    ("data-i18n-aria-label", Some("aria-label")),
];

/// Fills in the texts of the whole page and its templates, and sets the page's language.
pub fn translate_page() {
    let document = dom::document();
    if let Some(root) = document.document_element() {
        dom::set_attribute(&root, "lang", &webext::i18n::message("catalogueLanguage", &[]));
    }
    for (attribute, target) in PLACES {
        let selector = format!("[{attribute}]");
        for element in dom::select_all(document.unchecked_ref(), &selector) {
            translate(&element, attribute, target);
        }
        // The content of a template is a document of its own.
        for template in dom::select_all(document.unchecked_ref(), "template") {
            let template: web_sys::HtmlTemplateElement = template.unchecked_into();
            for element in dom::select_all(template.content().unchecked_ref(), &selector) {
                translate(&element, attribute, target);
            }
        }
    }
}

fn translate(element: &Element, attribute: &str, target: Option<&str>) {
    let Some(key) = element.get_attribute(attribute) else { return };
    let text = webext::i18n::message(&key, &[]);
    match target {
        None => dom::set_text(element, &text),
        Some(target) => dom::set_attribute(element, target, &text),
    }
}
