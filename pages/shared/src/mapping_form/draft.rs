//! What is filled in, and what comes of it, as values, which native tests can look at.

use bridge::{
    mapping::Mapping,
    presets::{InstanceError, Preset},
    teach::{Example, Taught, teach},
};
use serde::{Deserialize, Serialize};

use super::errors::{self, At};
use crate::{Text, address};

/// All that can be filled in, to be remembered over a reload.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Draft {
    /// The chosen way.
    pub way: Way,
    /// The id of the chosen preset; empty if none is chosen.
    pub preset: String,
    /// The instance's name as typed.
    pub instance: String,
    /// The chosen region; empty for the usual one.
    pub region: String,
    /// A record, and perhaps a second one.
    pub examples: [Pair; 2],
    /// Whether the form has a second record.
    pub second: bool,
}

/// The way by which the form learns about the CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// The user chooses one of the presets.
    #[default]
    List,
    /// The user gives addresses of records.
    Example,
}

/// A record's address and its client, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Pair {
    /// The address.
    pub url: String,
    /// The client's id, as uContact sends it.
    pub client_id: String,
}

/// What comes of a draft.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// The site and the rule, if the draft is complete and has no errors.
    pub mapping: Option<Mapping>,
    /// What was learnt from examples.
    pub taught: Option<Taught>,
    /// What is wrong with what is filled in.
    pub error: Option<(At, Text)>,
    /// The first field that is missing, and the text for a user who wants to go on without it.
    pub missing: Option<(At, Text)>,
}

impl Outcome {
    fn missing(at: At, text: Text) -> Self {
        Outcome { missing: Some((at, text)), ..Outcome::default() }
    }

    fn wrong(at: At, text: Text) -> Self {
        Outcome { error: Some((at, text)), ..Outcome::default() }
    }
}

impl Draft {
    /// The chosen preset, one of `presets`.
    pub fn chosen<'a>(&self, presets: &'a [Preset]) -> Option<&'a Preset> {
        presets.iter().find(|preset| preset.id == self.preset)
    }

    /// The chosen region, if the preset has it.
    pub fn region_of<'a>(&self, preset: &'a Preset) -> Option<&'a str> {
        preset.regions.iter().find(|region| **region == self.region).map(String::as_str)
    }

    /// What comes of it.
    pub fn outcome(&self, presets: &[Preset]) -> Outcome {
        match self.way {
            Way::List => self.by_list(presets),
            Way::Example => self.by_examples(),
        }
    }

    /// A client's id to try the mapping with.
    pub fn client_id(&self, presets: &[Preset]) -> Option<String> {
        let id = match self.way {
            Way::List => self.chosen(presets)?.examples.first()?.client_id.clone(),
            Way::Example => self.examples[0].client_id.trim().to_owned(),
        };
        (!id.is_empty()).then_some(id)
    }

    fn by_list(&self, presets: &[Preset]) -> Outcome {
        let Some(preset) = self.chosen(presets) else {
            return Outcome::missing(At::Product, Text::new("mapChooseCrm"));
        };
        match preset.apply(&self.instance, self.region_of(preset)) {
            Ok(mapping) => Outcome { mapping: Some(mapping), ..Outcome::default() },
            Err(error @ InstanceError::Empty) => {
                Outcome::missing(At::Instance, errors::instance(&error, preset))
            }
            Err(error) => Outcome::wrong(At::Instance, errors::instance(&error, preset)),
        }
    }

    fn by_examples(&self) -> Outcome {
        let [first, second] = &self.examples;
        let two = self.second && (!second.is_blank() || first.is_blank());
        for (number, pair) in [(1, first), (2, second)].into_iter().take(if two { 2 } else { 1 }) {
            if pair.url.trim().is_empty() {
                return Outcome::missing(At::Url(number), Text::new("teachNoAddress"));
            }
            if pair.client_id.trim().is_empty() {
                // The client is still missing, but the address may already be wrong.
                return match address::Typed::read(&pair.url).origin() {
                    Err(why) => Outcome::wrong(At::Url(number), errors::origin(why)),
                    Ok(_) => Outcome::missing(At::Client(number), Text::new("teachNoClient")),
                };
            }
        }
        match teach(&first.example(), two.then(|| second.example()).as_ref()) {
            Ok(taught) => {
                Outcome { mapping: Some(taught.mapping.clone()), taught: Some(taught), ..Outcome::default() }
            }
            Err(error) => {
                let (at, text) = errors::teach(&error, second.client_id.trim());
                Outcome::wrong(at, text)
            }
        }
    }
}

impl Pair {
    fn is_blank(&self) -> bool {
        self.url.trim().is_empty() && self.client_id.trim().is_empty()
    }

    fn example(&self) -> Example {
        Example { url: address::Typed::read(&self.url).url, client_id: self.client_id.trim().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use bridge::presets;

    use super::*;

    fn list(preset: &str, instance: &str) -> Outcome {
        let draft = Draft { preset: preset.into(), instance: instance.into(), ..Draft::default() };
        draft.outcome(&presets::all())
    }

    fn pair(url: &str, client_id: &str) -> Pair {
        Pair { url: url.into(), client_id: client_id.into() }
    }

    fn taught(first: Pair, second: Option<Pair>) -> Outcome {
        let draft = Draft {
            way: Way::Example,
            second: second.is_some(),
            examples: [first, second.unwrap_or_default()],
            ..Draft::default()
        };
        draft.outcome(&[])
    }

    fn url(outcome: &Outcome) -> &str {
        &outcome.mapping.as_ref().unwrap().rule.url
    }

    #[test]
    fn a_preset_wants_a_name() {
        assert_eq!(list("", "").missing.unwrap().0, At::Product);
        assert_eq!(list("zendesk", " ").missing.unwrap().0, At::Instance);
        assert_eq!(list("zendesk", "a/b").error.unwrap().0, At::Instance);
        let good = list("creme", "localhost:8000");
        assert_eq!(url(&good), "http://localhost:8000/persons/contact/{clientId}");
        assert_eq!((good.error, good.missing, good.taught), (None, None, None));
    }

    #[test]
    fn a_region_of_another_product_falls_back_to_the_usual_one() {
        let mut draft = Draft { preset: "bitrix24".into(), instance: "acme".into(), ..Draft::default() };
        draft.region = "crm4".into();
        assert!(url(&draft.outcome(&presets::all())).starts_with("https://acme.bitrix24.com/"));
        draft.region = "com.br".into();
        assert!(url(&draft.outcome(&presets::all())).starts_with("https://acme.bitrix24.com.br/"));
    }

    #[test]
    fn an_address_may_lack_its_scheme() {
        let good = taught(pair("crm.acme.example/contact/4217/view", "4217"), None);
        assert_eq!(url(&good), "https://crm.acme.example/contact/{clientId}/view");
        assert_eq!(good.taught.unwrap().kept, "/view");
    }

    #[test]
    fn a_missing_field_is_no_error() {
        let first = || pair("https://crm.acme.example/contact/4217", "4217");
        for (a, b, at) in [
            (pair("", ""), None, At::Url(1)),
            (pair("https://crm.acme.example/contact/4217", ""), None, At::Client(1)),
            (first(), Some(pair("https://crm.acme.example/contact/9", "")), At::Client(2)),
            (first(), Some(pair("", "9")), At::Url(2)),
        ] {
            let outcome = taught(a, b);
            assert_eq!(outcome.missing.as_ref().unwrap().0, at);
            assert_eq!((outcome.error, outcome.mapping), (None, None));
        }
    }

    #[test]
    fn a_second_pair_left_blank_does_not_count() {
        let outcome = taught(pair("https://crm.acme.example/contact/4217", "4217"), Some(pair(" ", "")));
        assert!(outcome.mapping.is_some());
    }

    #[test]
    fn a_second_pair_shows_what_to_leave_out() {
        let outcome = taught(
            pair("https://crm.acme.example/contact/42-jane?tab=a", "42"),
            Some(pair("https://crm.acme.example/contact/57-john?tab=b", "57")),
        );
        assert_eq!(outcome.mapping, None, "within a word nothing can be left out: {outcome:?}");
        assert_eq!(outcome.error.unwrap().0, At::Url(2));
        let outcome = taught(
            pair("https://crm.acme.example/contact/42/jane", "42"),
            Some(pair("https://crm.acme.example/contact/57/john", "57")),
        );
        assert_eq!(url(&outcome), "https://crm.acme.example/contact/{clientId}");
        assert_eq!(outcome.taught.unwrap().dropped, "/jane");
    }

    #[test]
    fn a_bad_address_is_an_error_before_the_id_is_filled_in() {
        let outcome = taught(pair("https://user@crm.acme.example/7", ""), None);
        assert_eq!(outcome.error, Some((At::Url(1), Text::new("originUserInfo"))));
    }

    #[test]
    fn there_is_an_id_to_try_with() {
        let presets = presets::all();
        let mut draft = Draft { preset: "creme".into(), ..Draft::default() };
        assert_eq!(draft.client_id(&presets).as_deref(), Some("42"));
        draft.way = Way::Example;
        assert_eq!(draft.client_id(&presets), None);
        draft.examples[0].client_id = " 7 ".into();
        assert_eq!(draft.client_id(&presets).as_deref(), Some("7"));
    }

    #[test]
    fn a_remembered_draft_comes_back_unchanged() {
        let draft = Draft {
            way: Way::Example,
            second: true,
            examples: [pair("u", "1"), pair("", "2")],
            ..Draft::default()
        };
        assert_eq!(serde_json::from_str::<Draft>(&serde_json::to_string(&draft).unwrap()).unwrap(), draft);
        assert_eq!(serde_json::from_str::<Draft>("{}").unwrap(), Draft::default());
    }
}
