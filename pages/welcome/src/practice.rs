//! Step 3: a practice interaction, decided as real ones are; then saving.

use std::{cell::RefCell, rc::Rc};

use bridge::wire::Checked;
use pages::{
    Text, Tone, dom,
    probe::{self, Line},
    verdict,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use webext::{Error, runtime, tabs};

use crate::{
    draft::{Draft, Practice, practice},
    page::Page,
};

/// The step.
pub struct Practising {
    client: HtmlInputElement,
    channel: HtmlSelectElement,
    campaign: HtmlInputElement,
    /// The record that would open.
    record: RefCell<Option<String>>,
}

impl Practising {
    /// Fills the step in.
    pub fn new(draft: &Draft) -> Self {
        let practising = Practising {
            client: dom::by_id("practice-client"),
            channel: dom::by_id("practice-channel"),
            campaign: dom::by_id("practice-campaign"),
            record: RefCell::default(),
        };
        practising.channel.set_value(&draft.channel);
        if practising.channel.selected_index() < 0 {
            practising.channel.set_selected_index(0);
        }
        practising.campaign.set_value(&draft.campaign);
        practising
    }

    /// Listens.
    pub fn listen(&self, page: &Rc<Page>) {
        let form: Element = dom::by_id("form-3");
        let (on_input, on_submit, on_open) = (Rc::downgrade(page), Rc::downgrade(page), Rc::downgrade(page));
        dom::listen(&form, "input", move |event| {
            let Some(page) = on_input.upgrade() else { return };
            let practising = page.step_practice();
            let is_client = dom::closest(&event, "#practice-client").is_some();
            page.change(|draft| {
                draft.channel = practising.channel.value();
                draft.campaign = practising.campaign.value();
                if is_client {
                    draft.client_id = Some(practising.client.value());
                }
            });
            practising.show(&page);
        });
        dom::listen(&form, "submit", move |event| {
            event.prevent_default();
            if let Some(page) = on_submit.upgrade() {
                finish(page);
            }
        });
        dom::listen(&dom::by_id::<Element>("practice-open"), "click", move |_| {
            let record = on_open.upgrade().and_then(|page| page.step_practice().record.borrow().clone());
            if let Some(record) = record {
                spawn_local(async move {
                    if let Err(error) = tabs::create(&record).await {
                        let text = Text::with("openRefused", [&error.to_string()]);
                        verdict::show(&dom::by_id("finish-lines"), &[Line::new(Tone::Bad, text)]);
                    }
                });
            }
        });
    }

    /// Shows what would open.
    pub fn show(&self, page: &Page) {
        let draft = page.draft();
        let client = draft.client_id.clone().unwrap_or_else(|| page.example_client());
        if self.client.value() != client {
            self.client.set_value(&client);
        }
        let outcome = match page.json() {
            Some(json) => practice(&json, &draft, &client),
            None => Practice::NoClient,
        };
        let (tone, title, url) = match outcome {
            Practice::Opens(url) => (Tone::Good, Text::new("practiceOpens"), Some(url)),
            Practice::NoClient => (Tone::Warn, Text::new("practiceNoClient"), None),
            Practice::Nothing(why) => (Tone::Warn, Text::with("practiceNothing", [&why.read()]), None),
        };
        dom::set_attribute(&dom::by_id("practice-result"), "data-tone", tone.name());
        dom::set_text(&dom::by_id("practice-title"), &title.read());
        dom::set_text(&dom::by_id("practice-url"), url.as_deref().unwrap_or_default());
        dom::set_shown(&dom::by_id("practice-open"), url.is_some());
        self.record.replace(url);
    }
}

/// Puts the configuration in force.
fn finish(page: Rc<Page>) {
    let Some(json) = page.json() else { return };
    spawn_local(async move {
        let not_saved = |why: &str| Line::new(Tone::Bad, Text::with("notSaved", [why]));
        let lines: Vec<Line> = match runtime::save(&json).await {
            Ok(Checked { errors }) if errors.is_empty() => {
                page.finished(&json);
                Vec::new()
            }
            Ok(Checked { errors }) => {
                errors.iter().map(|error| not_saved(&format!("{}: {}", error.path, error.message))).collect()
            }
            Err(Error::Refused(why)) => vec![not_saved(&why)],
            Err(error) => vec![probe::failed(&error)],
        };
        verdict::show(&dom::by_id("finish-lines"), &lines);
    });
}
