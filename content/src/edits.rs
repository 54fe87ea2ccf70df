//! Whether the agent has typed something on this page that may not be saved.

use js_sys::{Date, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event};

/// At most so many edited fields are remembered. A page with more of them is certainly being worked on.
const MOST: usize = 64;

/// The agent counts as typing for so many milliseconds after a key. A pause to think is longer.
const MOMENT: f64 = 2_500.0;

/// The fields that the agent has typed in.
pub(crate) struct Edits {
    fields: Vec<Element>,
    /// When the agent typed last, in milliseconds since the epoch.
    last: f64,
    /// The page was in use before the script came: whether something was typed before must be read from the fields.
    late: bool,
}

impl Edits {
    /// Nothing is typed yet. `late` if the page was in use before the script came.
    pub fn new(late: bool) -> Self {
        Edits { fields: Vec::new(), last: 0.0, late }
    }

    /// Notes an `input` event. Events that the page makes up do not count.
    pub fn note(&mut self, event: &Event) {
        // The target of an event in a shadow tree is the tree's host, which is good enough.
        if event.is_trusted()
            && let Some(field) = event.target()
        {
            self.last = Date::now();
            self.remember(field.unchecked_into());
        }
    }

    /// Notes a field that was typed in.
    pub fn remember(&mut self, field: Element) {
        if self.fields.len() >= MOST {
            return;
        }
        if self.fields.last() != Some(&field) && !self.fields.contains(&field) {
            self.fields.push(field);
        }
    }

    /// Whether the agent typed a moment before `now`.
    pub fn lately(&self, now: f64) -> bool {
        now - self.last < MOMENT
    }

    /// Whether something that was typed is still there. In doubt the answer is yes, which costs no more than a new tab.
    pub fn unsaved(&self, document: &Document) -> bool {
        self.fields.iter().any(|field| field.is_connected() && holds_text(field))
            || (self.late && differs_from_default(document))
    }
}

/// Whether a field that was typed in holds something. A search box does not count: nobody saves what is typed there.
fn holds_text(field: &Element) -> bool {
    if field.get_attribute("type").as_deref() == Some("search") {
        return false;
    }
    match Reflect::get(field, &"value".into()).ok().and_then(|v| v.as_string()) {
        Some(value) => !value.is_empty(),
        None => !field.text_content().unwrap_or_default().trim().is_empty(),
    }
}

fn differs_from_default(document: &Document) -> bool {
    let fields =
        "textarea,input:is(:not([type]),[type=text],[type=email],[type=tel],[type=number],[type=url])";
    let Ok(list) = document.query_selector_all(fields) else { return false };
    (0..list.length()).filter_map(|i| list.item(i)).any(|field| {
        let text = |key: &str| Reflect::get(&field, &key.into()).ok().and_then(|v| v.as_string());
        text("value") != text("defaultValue")
    })
}
