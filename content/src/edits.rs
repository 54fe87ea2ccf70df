//! Whether the agent has typed something on this page that may not be saved.

use js_sys::{Date, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event};

/// How many edited fields are remembered; a page with more of them is surely being worked on.
const MOST: usize = 64;

/// For how long after a key the agent counts as typing, in milliseconds: a pause for thought is longer.
const MOMENT: f64 = 2_500.0;

/// The fields that were typed in.
pub(crate) struct Edits {
    fields: Vec<Element>,
    /// When something was typed last, in milliseconds since the epoch.
    last: f64,
    /// The script came into a page that was in use already: what was typed before must be told from the fields.
    late: bool,
}

impl Edits {
    /// Nothing typed yet; `late` where the page was in use before.
    pub fn new(late: bool) -> Self {
        Edits { fields: Vec::new(), last: 0.0, late }
    }

    /// Notes an `input` event. A page's own synthetic ones do not count.
    pub fn note(&mut self, event: &Event) {
        // In a shadow tree the event is retargeted; the host will do.
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

    /// Whether something was typed a moment before `now`.
    pub fn lately(&self, now: f64) -> bool {
        now - self.last < MOMENT
    }

    /// Whether something typed is still there. When in doubt, yes: the price is a new tab.
    pub fn unsaved(&self, document: &Document) -> bool {
        self.fields.iter().any(|field| field.is_connected() && holds_text(field))
            || (self.late && differs_from_default(document))
    }
}

/// Whether a field that was typed in holds something. A search box does not count: nobody saves it.
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
