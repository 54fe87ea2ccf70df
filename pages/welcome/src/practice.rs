//! Step 3: a practice interaction, decided as real interactions are; then saving.

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
    context::{Changed, Context},
    crm::CrmStep,
    draft::{Practice, practice},
};

/// The step.
pub struct PracticeStep {
    context: Rc<Context>,
    crm: Rc<CrmStep>,
    client: HtmlInputElement,
    channel: HtmlSelectElement,
    campaign: HtmlInputElement,
    /// The record that would open.
    record: RefCell<Option<String>>,
}

impl PracticeStep {
    /// Fills the step in. `crm` is the step before this one.
    pub fn new(context: &Rc<Context>, crm: &Rc<CrmStep>) -> Rc<Self> {
        let step = PracticeStep {
            context: context.clone(),
            crm: crm.clone(),
            client: dom::by_id("practice-client"),
            channel: dom::by_id("practice-channel"),
            campaign: dom::by_id("practice-campaign"),
            record: RefCell::default(),
        };
        let draft = context.draft();
        step.channel.set_value(&draft.channel);
        if step.channel.selected_index() < 0 {
            step.channel.set_selected_index(0);
        }
        step.campaign.set_value(&draft.campaign);
        Rc::new(step)
    }

    /// Listens.
    pub fn listen(self: &Rc<Self>) {
        let form: Element = dom::by_id("form-3");
        let (on_input, on_submit, on_open) = (self.clone(), self.clone(), self.clone());
        dom::listen(&form, "input", move |event| {
            let step = &on_input;
            let is_client = dom::closest(&event, "#practice-client").is_some();
            step.context.change(|draft| {
                draft.channel = step.channel.value();
                draft.campaign = step.campaign.value();
                if is_client {
                    draft.client_id = Some(step.client.value());
                }
            });
            step.show();
        });
        dom::listen(&form, "submit", move |event| {
            event.prevent_default();
            on_submit.save();
        });
        dom::listen(&dom::by_id::<Element>("practice-open"), "click", move |_| {
            let record = on_open.record.borrow().clone();
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

    /// Shows which record would open.
    pub fn show(&self) {
        let draft = self.context.draft();
        let client = draft.client_id.clone().unwrap_or_else(|| self.crm.client_id().unwrap_or_default());
        if self.client.value() != client {
            self.client.set_value(&client);
        }
        let outcome = match self.crm.configuration() {
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

    /// Saves the configuration, which puts it in force.
    fn save(self: &Rc<Self>) {
        let Some(json) = self.crm.configuration() else { return };
        let step = self.clone();
        spawn_local(async move {
            let not_saved = |why: &str| Line::new(Tone::Bad, Text::with("notSaved", [why]));
            let lines: Vec<Line> = match runtime::save(&json).await {
                Ok(Checked { errors }) if errors.is_empty() => {
                    step.context.report(Changed::Saved(json));
                    Vec::new()
                }
                Ok(Checked { errors }) => errors
                    .iter()
                    .map(|error| not_saved(&format!("{}: {}", error.path, error.message)))
                    .collect(),
                Err(Error::Refused(why)) => vec![not_saved(&why)],
                Err(error) => vec![probe::failed(&error)],
            };
            verdict::show(&dom::by_id("finish-lines"), &lines);
        });
    }
}
