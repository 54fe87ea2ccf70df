//! The form that starts an interaction. The popup remembers what is typed, sends it once, and shows how far it came
//! until uContact answers.

use std::{cell::RefCell, rc::Rc};

use bridge::view::{Millis, Offer, StartView, View};
use bridge::wire::question;
use pages::{clock, dom, memory};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use webext::runtime;

use crate::start::{self, Draft, Line, Local, OTHER};

const MEMORY: &str = "start";

/// The form. Copies are the same form.
#[derive(Clone)]
pub struct Form {
    campaign: HtmlInputElement,
    channel: HtmlSelectElement,
    other: HtmlInputElement,
    client: HtmlInputElement,
    known: Rc<RefCell<Known>>,
}

#[derive(Default)]
struct Known {
    local: Option<Local>,
    desk: Option<StartView>,
}

impl Form {
    /// Finds the form and fills in what was remembered.
    pub fn new() -> Self {
        let form = Form {
            campaign: dom::by_id("start-campaign"),
            channel: dom::by_id("start-channel"),
            other: dom::by_id("start-other"),
            client: dom::by_id("start-client"),
            known: Rc::default(),
        };
        let draft = Draft::parse(memory::recall(MEMORY).as_deref());
        form.campaign.set_value(&draft.campaign);
        form.other.set_value(&draft.other);
        form.client.set_value(&draft.client_id);
        if !draft.channel.is_empty() {
            form.channel.set_value(&draft.channel);
        }
        // If the remembered channel does not exist any more, nothing is chosen: choose the first.
        if form.channel.selected_index() < 0 {
            form.channel.set_selected_index(0);
        }
        form.fit_channel();
        form
    }

    /// Fills in what an offer says, and focuses what is left to do. What the offer does not say stays as it was.
    pub fn fill(&self, offer: &Offer) {
        let draft = self.draft().with(offer, &self.channels());
        self.campaign.set_value(&draft.campaign);
        self.channel.set_value(&draft.channel);
        self.other.set_value(&draft.other);
        self.client.set_value(&draft.client_id);
        memory::remember(MEMORY, &draft.write());
        self.fit_channel();
        self.show(clock::now());
        if draft.campaign.is_empty() {
            dom::focus(&self.campaign);
        } else {
            dom::focus(&dom::by_id::<Element>("start-send"));
        }
    }

    /// The choices in the list of channels.
    fn channels(&self) -> Vec<String> {
        let options = self.channel.children();
        (0..options.length()).filter_map(|n| options.item(n)?.get_attribute("value")).collect()
    }

    /// Listens to typing and sending.
    pub fn listen(&self) {
        let element: Element = dom::by_id("start-form");
        let form = self.clone();
        dom::listen(&element, "input", move |_| {
            memory::remember(MEMORY, &form.draft().write());
            form.fit_channel();
            form.show(clock::now());
        });
        let form = self.clone();
        dom::listen(&element, "submit", move |event| {
            event.prevent_default();
            form.send();
        });
    }

    /// Follows the desk's state.
    pub fn follow(&self, view: &View) {
        self.known.borrow_mut().desk.clone_from(&view.start);
        let mut campaigns: Vec<&str> = view.interactions.iter().map(|i| i.campaign.as_str()).collect();
        campaigns.sort_unstable();
        campaigns.dedup();
        let list: Element = dom::by_id("campaigns");
        dom::keyed(
            &list,
            &campaigns,
            || dom::create("option"),
            |option, i| {
                dom::set_attribute(option, "value", campaigns[i]);
            },
        );
        self.show(clock::now());
    }

    /// Updates the line to `now`; `true` while the form waits for an answer.
    pub fn tick(&self, now: Millis) -> bool {
        self.show(now);
        let known = self.known.borrow();
        start::open_request(known.local.as_ref(), known.desk.as_ref(), now).is_some()
    }

    fn draft(&self) -> Draft {
        Draft {
            campaign: self.campaign.value(),
            channel: self.channel.value(),
            other: self.other.value(),
            client_id: self.client.value(),
        }
    }

    /// Shows the field for another channel's name only if it is needed, and on a phone the keyboard for numbers.
    fn fit_channel(&self) {
        let channel = self.channel.value();
        let other = channel == OTHER;
        dom::set_shown(&dom::by_id("start-other-field"), other);
        self.other.set_required(other);
        dom::set_attribute(
            &self.client,
            "inputmode",
            match channel.as_str() {
                "email" => "email",
                OTHER => "text",
                _ => "tel",
            },
        );
    }

    fn send(&self) {
        let request = self.draft().start();
        let now = clock::now();
        {
            let mut known = self.known.borrow_mut();
            if start::open_request(known.local.as_ref(), known.desk.as_ref(), now) == Some(&request) {
                return;
            }
            known.local = Some(Local::Asked(request.clone(), now));
        }
        self.show(now);
        let form = self.clone();
        spawn_local(async move {
            if let Err(error) = runtime::ask(&question::Start { start: request }).await {
                form.known.borrow_mut().local = Some(Local::Refused(error.to_string()));
                form.show(clock::now());
            }
        });
    }

    fn show(&self, now: Millis) {
        let known = self.known.borrow();
        let open = start::open_request(known.local.as_ref(), known.desk.as_ref(), now);
        let waits = open == Some(&self.draft().start());
        // Not `disabled`: the button would lose the focus just when the agent has pressed it.
        let button: Element = dom::by_id("start-send");
        dom::set_optional(&button, "aria-disabled", waits.then_some("true"));
        self.show_line(start::line(known.local.as_ref(), known.desk.as_ref(), now).as_ref());
    }

    fn show_line(&self, line: Option<&Line>) {
        let element: Element = dom::by_id("start-state");
        if let Some(line) = line {
            dom::set_attribute(&element, "data-tone", line.tone);
            dom::set_attribute(&dom::by_id("start-sign"), "href", line.sign);
            dom::set_text(&dom::by_id("start-text"), &line.text.read());
        }
        dom::set_shown(&element, line.is_some());
    }
}
