//! What is filled in, which the tab remembers over a reload, and what that means. No DOM in here.

use bridge::{
    config::{Config, Softphone, Ucontact},
    mapping::Mapping,
    message::Assigned,
    rules::{self, Decision},
};
use pages::why_not::Nothing;
use pages::{
    Text,
    address::Typed,
    mapping_form::{self, errors},
};
use serde::{Deserialize, Serialize};

/// How many steps there are. They are numbered from 1.
pub const STEPS: u8 = 3;

/// Everything that can be filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Draft {
    /// The number of the open step.
    pub step: u8,
    /// uContact's address as typed.
    pub ucontact: String,
    /// How uContact gets into the CRM's pages.
    pub softphone: Softphone,
    /// Where the CRM is.
    pub crm: mapping_form::Draft,
    /// The client of the practice interaction. `None` as long as the user has not changed the client of the example.
    pub client_id: Option<String>,
    /// The channel of the practice interaction.
    pub channel: String,
    /// The campaign of the practice interaction.
    pub campaign: String,
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            step: 1,
            ucontact: String::new(),
            softphone: Softphone::Find,
            crm: mapping_form::Draft::default(),
            client_id: None,
            channel: "telephony".to_owned(),
            campaign: String::new(),
        }
    }
}

impl Draft {
    /// Reads a remembered draft; an empty draft if the text is none.
    pub fn parse(json: Option<&str>) -> Self {
        let mut draft: Draft = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        draft.step = draft.step.clamp(1, STEPS);
        draft
    }

    /// The draft as a text to be remembered.
    pub fn write(&self) -> String {
        // Texts and lists of texts always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The step to open: the remembered step, unless an earlier step is incomplete.
    pub fn reached(&self, has_mapping: bool) -> u8 {
        match (address_of(&self.ucontact), has_mapping) {
            (Address::Good { .. }, true) => self.step,
            (Address::Good { .. }, false) => self.step.min(2),
            _ => 1,
        }
    }
}

/// What was typed for uContact's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Nothing yet.
    Empty,
    /// An address that uContact cannot have.
    Bad(Text),
    /// An address that uContact can have.
    Good {
        /// The whole address.
        url: String,
        /// The match pattern of its host, for the browser's permission.
        host: String,
        /// More than was typed: the page must show the whole address.
        completed: bool,
    },
}

/// Reads what was typed for uContact's address.
pub fn address_of(typed: &str) -> Address {
    let read = Typed::read_ucontact(typed);
    if read.url.is_empty() {
        return Address::Empty;
    }
    if let Err(why) = read.origin() {
        return Address::Bad(errors::origin(why));
    }
    match Ucontact::parse(&read.url) {
        Ok(ucontact) => Address::Good {
            host: ucontact.origin.host_permission(),
            url: ucontact.url,
            completed: read.completed,
        },
        Err(why) => Address::Bad(Text::with("probeBadAddress", [&why])),
    }
}

/// What becomes of the practice interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Practice {
    /// This record opens.
    Opens(String),
    /// No client is given.
    NoClient,
    /// No record opens, for this reason.
    Nothing(Nothing),
}

/// Decides the practice interaction as the background decides real interactions.
pub fn practice(json: &str, draft: &Draft, client_id: &str) -> Practice {
    if client_id.trim().is_empty() {
        return Practice::NoClient;
    }
    let config = match Config::parse(json) {
        Ok(config) => config,
        Err(errors) => {
            let first = errors.into_iter().next();
            let why = first.map(|e| format!("{}: {}", e.path, e.message)).unwrap_or_default();
            return Practice::Nothing(Nothing::Error(why));
        }
    };
    let assigned = Assigned {
        guid: "practice".to_owned(),
        campaign: draft.campaign.trim().to_owned(),
        channel: draft.channel.clone(),
        client_id: client_id.trim().to_owned(),
    };
    match rules::decide(&config, &assigned) {
        Decision::Rule { url, .. } => Practice::Opens(url),
        // Cannot happen: a mapping of this page has no lookup.
        Decision::Lookup { request, .. } => Practice::Nothing(Nothing::Error(request.url)),
        Decision::None => {
            let reason = rules::reasons(&config, &assigned, 1).into_iter().next();
            let nothing = || Nothing::Error(String::new());
            Practice::Nothing(reason.map_or_else(nothing, |reason| Nothing::Rule(reason.why)))
        }
    }
}

/// The match patterns that the browser has to allow for a mapping, and the address of the CRM's first page.
pub fn crm_of(mapping: &Mapping) -> Option<(Vec<String>, String)> {
    let config = Config::parse(&mapping.to_config("https://ucontact.invalid/", Softphone::Find)).ok()?;
    let origin = config.rules.first()?.url.origin();
    Some((config.hosts(), format!("{origin}/")))
}

/// The address of the CRM's first page, from the configuration in force.
pub fn home_of(json: &str) -> Option<String> {
    let config = Config::load(json).ok()?;
    Some(format!("{}/", config.rules.first()?.url.origin()))
}

#[cfg(test)]
mod tests {
    use bridge::presets;

    use super::*;

    fn mapping() -> Mapping {
        let presets = presets::all();
        let creme = presets.iter().find(|preset| preset.id == "creme").unwrap();
        creme.apply("localhost:8000", None).unwrap()
    }

    fn json() -> String {
        mapping().to_config("https://acme.ucontactcloud.com/", Softphone::Inject)
    }

    #[test]
    fn the_name_of_an_instance_becomes_an_address() {
        let good =
            |host: &str, url: &str| Address::Good { url: url.into(), host: host.into(), completed: true };
        let cloud = good("https://acme.ucontactcloud.com/*", "https://acme.ucontactcloud.com/");
        assert_eq!(address_of(" acme "), cloud);
        assert_eq!(address_of("acme.ucontactcloud.com"), cloud);
        assert_eq!(address_of("127.0.0.1:5000"), good("http://127.0.0.1/*", "http://127.0.0.1:5000/"));
        assert!(matches!(address_of("https://acme.example/"), Address::Good { completed: false, .. }));
    }

    #[test]
    fn a_bad_address_is_explained() {
        assert_eq!(address_of("  "), Address::Empty);
        for (typed, key) in [
            ("ftp://acme.example/", "originScheme"),
            ("me@acme.example", "originUserInfo"),
            ("acme..example", "originHost"),
            ("acme.example:99999", "originPort"),
            ("https://acme.example/a b", "probeBadAddress"),
        ] {
            let Address::Bad(text) = address_of(typed) else { panic!("{typed}") };
            assert_eq!(text.key, key, "{typed}");
        }
    }

    #[test]
    fn practice_is_decided_as_in_the_background() {
        let draft = Draft::default();
        let opens = Practice::Opens("http://localhost:8000/persons/contact/42".into());
        assert_eq!(practice(&json(), &draft, " 42 "), opens);
        assert_eq!(practice(&json(), &draft, " "), Practice::NoClient);
        assert!(matches!(practice(&json(), &draft, ".."), Practice::Nothing(Nothing::Rule(_))));
        assert!(
            matches!(practice("{}", &draft, "1"), Practice::Nothing(Nothing::Error(why)) if why.contains("version"))
        );
    }

    #[test]
    fn a_mapping_needs_hosts_and_has_a_first_page() {
        let expected = (vec!["http://localhost/*".to_owned()], "http://localhost:8000/".to_owned());
        assert_eq!(crm_of(&mapping()), Some(expected));
        assert_eq!(home_of(&json()).as_deref(), Some("http://localhost:8000/"));
        assert_eq!(home_of("{}"), None);
    }

    #[test]
    fn a_remembered_draft_comes_back_and_a_broken_one_is_empty() {
        let draft =
            Draft { step: 2, ucontact: "acme".into(), client_id: Some("7".into()), ..Draft::default() };
        assert_eq!(Draft::parse(Some(&draft.write())), draft);
        for broken in [None, Some(""), Some("[]"), Some("{\"step\":\"x\"}")] {
            assert_eq!(Draft::parse(broken), Draft::default(), "{broken:?}");
        }
        assert_eq!(Draft::parse(Some("{\"step\":9}")).step, STEPS);
        assert_eq!(Draft::parse(Some("{\"step\":0}")).step, 1);
    }

    #[test]
    fn no_step_opens_before_the_earlier_steps_are_done() {
        let draft = Draft { step: 3, ..Draft::default() };
        assert_eq!(draft.reached(true), 1);
        let draft = Draft { ucontact: "acme".into(), ..draft };
        assert_eq!((draft.reached(false), draft.reached(true)), (2, 3));
    }
}
