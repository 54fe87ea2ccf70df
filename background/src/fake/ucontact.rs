//! uContact: what its frames say.

use std::rc::Rc;

use bridge::view::Start;
use serde_json::json;

use super::World;
use super::account::What;
use super::documents::Document;

/// uContact as its server knows it, for one agent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ucontact {
    /// The theme's colour.
    pub colour: String,
    /// The language.
    pub language: String,
    /// How many interactions a start of the agent's led to.
    pub answered: u32,
}

/// The campaigns, each with a rule of its own; see [`super::configurations`].
pub(crate) const CAMPAIGNS: [&str; 6] = ["direct", "lookup", "ask", "never", "tab", "window"];

impl World {
    /// The documents whose frame of uContact's is there and heard.
    pub fn frames(&self) -> Vec<Rc<Document>> {
        let speaks = |document: &Rc<Document>| {
            let place = document.place.borrow();
            let placed = place.as_ref().is_some_and(|place| place.has_frame() && place.spoken.get());
            (document.content.get() || document.is_own()) && (placed || document.embeds)
        };
        self.documents.all().into_iter().filter(speaks).collect()
    }

    /// uContact tells something, in all of its frames.
    pub fn ucontact_tells(self: &Rc<Self>, what: &What, campaign: &str) {
        for document in self.frames() {
            self.tell_document(&document, what.clone(), campaign);
        }
    }

    /// uContact's frame in this document tells something.
    pub fn tell_document(self: &Rc<Self>, document: &Rc<Document>, what: What, campaign: &str) {
        match &what {
            What::Assigned(guid) => self.live_in_frame(document, guid, true),
            What::Finished(guid) => self.live_in_frame(document, guid, false),
            _ => {}
        }
        self.note(|| format!("uContact tells {what:?} in document {}", document.number));
        let json = message(&what, campaign);
        let told = self.account.borrow_mut().tell(what, document.number);
        self.hears(document, told, json);
    }

    /// A frame that has loaded says in which theme and language.
    pub fn ucontact_greets(self: &Rc<Self>, document: &Rc<Document>) {
        if !document.content.get() && !document.is_own() {
            return;
        }
        let Ucontact { colour, language, .. } = self.crm.borrow().ucontact.clone();
        if !colour.is_empty() {
            self.tell_document(document, What::Theme(colour), "");
        }
        if !language.is_empty() {
            self.tell_document(document, What::Language(language), "");
        }
    }

    /// A start was posted to the frame in this document; uContact answers it, most of the time.
    pub fn ucontact_starts(self: &Rc<Self>, document: &Rc<Document>, start: &Start) {
        if self.chance(|chance| chance.percent(20)) {
            return;
        }
        let wait = self.chance(|chance| chance.between(50, 3_000));
        let guid = format!("out-{}", start.client_id);
        let campaign = start.campaign.clone();
        self.crm.borrow_mut().ucontact.answered += 1;
        self.in_document(
            document,
            self.now() + wait,
            move |world, document| {
                if document.has_frame() {
                    world.tell_document(document, What::Assigned(guid), &campaign);
                }
            },
            |_| {},
        );
    }
}

/// The client of an interaction: each has its own, so that a record tells whose it is.
pub(crate) fn client(guid: &str) -> String {
    guid.trim_start_matches("out-").to_owned()
}

fn message(what: &What, campaign: &str) -> String {
    let (event, data) = match what {
        What::Assigned(guid) => (
            "assignedInteraction",
            json!({ "guid": guid, "campaign": campaign, "channel": "telephony", "clientId": client(guid) }),
        ),
        What::Finished(guid) => ("finishedInteraction", json!({ "guid": guid, "finishDate": "today" })),
        What::Disposed(guid) => (
            "sentDisposition",
            json!({ "guid": guid, "comment": "", "levelsId": [1], "levelsValue": ["Sale"] }),
        ),
        What::Theme(colour) => ("changedTheme", json!({ "dark": false, "primary": colour })),
        What::Language(language) => ("changedLanguage", json!(language)),
    };
    json!({ "event": event, "data": data }).to_string()
}
