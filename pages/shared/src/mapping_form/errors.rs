//! What is wrong, and at which field, in texts of the catalogue. The errors' own English texts are for logs.

use bridge::{
    origin::OriginError,
    presets::{InstanceError, Preset},
    teach::TeachError,
};

use crate::Text;

/// A field of the form. Records are numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The choice of the CRM.
    Product,
    /// The instance's name.
    Instance,
    /// The address of a record.
    Url(u8),
    /// The client of a record.
    Client(u8),
}

/// Why the bridge cannot use an address.
pub fn origin(error: OriginError) -> Text {
    Text::new(match error {
        OriginError::Scheme => "originScheme",
        OriginError::Insecure => "originInsecure",
        OriginError::UserInfo => "originUserInfo",
        OriginError::NoHost => "originNoHost",
        OriginError::NotAscii => "originNotAscii",
        OriginError::Host => "originHost",
        OriginError::Port => "originPort",
        OriginError::Trailing => "originTrailing",
    })
}

/// Why a text is no name of an instance of this product.
pub fn instance(error: &InstanceError, preset: &Preset) -> Text {
    match error {
        InstanceError::Empty => Text::with("instanceEmpty", [&preset.instance.example]),
        InstanceError::TooLong => Text::new("instanceTooLong"),
        InstanceError::Character(c) if c.is_whitespace() => Text::new("instanceBlank"),
        InstanceError::Character(c) => Text::with("instanceCharacter", [&c.to_string()]),
        InstanceError::Dot => Text::with("instanceDot", [&preset.instance.example]),
        InstanceError::Hyphen => Text::new("instanceHyphen"),
        InstanceError::NotNumber => Text::with("instanceNotNumber", [&preset.instance.example]),
        InstanceError::Host(why) => origin(*why),
        InstanceError::OtherAddress { example } => Text::with("instanceOther", [&preset.name, example]),
        InstanceError::Region => Text::new("instanceRegion"),
    }
}

/// Why nothing can be learnt, and the field in which the user can correct that. `second` is the client of the second
/// record: an error without a number is about the record with its client.
pub fn teach(error: &TeachError, second: &str) -> (At, Text) {
    let of = |id: &str| if id == second { 2 } else { 1 };
    match error {
        TeachError::NoAddress { example } => (At::Url(*example), Text::new("teachNoAddress")),
        TeachError::NoClientId { example } => (At::Client(*example), Text::new("teachNoClient")),
        TeachError::TooLong { example } => (At::Url(*example), Text::new("teachTooLong")),
        TeachError::Address { example, why } => (At::Url(*example), origin(*why)),
        TeachError::NotFound { example, id } => (At::Client(*example), Text::with("teachNotFound", [id])),
        TeachError::InHost { id } => (At::Url(of(id)), Text::with("teachInHost", [id])),
        TeachError::WithinWord { example, id, word } => {
            (At::Client(*example), Text::with("teachWithinWord", [id, word]))
        }
        TeachError::LetterCase { id, found } => {
            (At::Client(of(id)), Text::with("teachLetterCase", [id, found]))
        }
        TeachError::EncodedTwice { example } => (At::Url(*example), Text::new("teachEncodedTwice")),
        TeachError::WordGoesOn { word } => (At::Url(1), Text::with("teachWordGoesOn", [word])),
        TeachError::Ambiguous { id, times } => {
            (At::Client(1), Text::with("teachAmbiguous", [id, &times.to_string()]))
        }
        TeachError::SameClient => (At::Client(2), Text::new("teachSameClient")),
        TeachError::SameAddress => (At::Url(2), Text::new("teachSameAddress")),
        TeachError::OtherHost { first, second } => {
            (At::Url(2), Text::with("teachOtherHost", [first, second]))
        }
        TeachError::DifferBefore { first, second } => {
            (At::Url(2), Text::with("teachDifferBefore", [first, second]))
        }
        TeachError::DifferWithin { first, second } => {
            (At::Url(2), Text::with("teachDifferWithin", [first, second]))
        }
        TeachError::NumberFormats => (At::Client(2), Text::new("teachNumberFormats")),
        TeachError::NotProven { example, why } => (At::Url(*example), Text::with("teachNotProven", [why])),
    }
}

#[cfg(test)]
mod tests {
    use bridge::{
        presets,
        teach::{Example, teach as learn},
    };

    use super::*;

    fn check(pairs: &[(&str, &str)], at: At, key: &str) {
        let examples: Vec<Example> = pairs
            .iter()
            .map(|(url, id)| Example { url: (*url).to_owned(), client_id: (*id).to_owned() })
            .collect();
        let error = learn(&examples[0], examples.get(1)).unwrap_err();
        let (where_, text) = teach(&error, pairs.get(1).map_or("", |pair| pair.1));
        assert_eq!((where_, text.key), (at, key), "{error}");
    }

    #[test]
    fn each_error_is_shown_at_its_field() {
        let good = ("https://h/contact/4217", "4217");
        check(&[("https://h/contact/4217", "88")], At::Client(1), "teachNotFound");
        check(&[good, ("https://h/contact/57", "88")], At::Client(2), "teachNotFound");
        check(&[("https://4217.h/contact", "4217")], At::Url(1), "teachInHost");
        check(&[("https://h/contact/xx4217yy", "4217")], At::Client(1), "teachWithinWord");
        check(&[("https://h/contact/ABCDEFG", "abcdefg")], At::Client(1), "teachLetterCase");
        check(&[good, ("https://h/contact/ABCDEFG", "abcdefg")], At::Client(2), "teachLetterCase");
        check(&[("https://h/contact/4217-jane", "4217")], At::Url(1), "teachWordGoesOn");
        check(&[("https://h/7/contact/7", "7")], At::Client(1), "teachAmbiguous");
        check(&[good, good], At::Client(2), "teachSameClient");
        check(&[good, ("https://other/contact/57", "57")], At::Url(2), "teachOtherHost");
        check(&[good, ("https://h/person/57", "57")], At::Url(2), "teachDifferBefore");
        check(&[("crm", "1")], At::Url(1), "originScheme");
    }

    #[test]
    fn names_are_refused_in_words_of_the_product() {
        let presets = presets::all();
        let zendesk = presets.iter().find(|preset| preset.id == "zendesk").unwrap();
        let said = |typed: &str| instance(&zendesk.apply(typed, None).unwrap_err(), zendesk);
        assert_eq!(said(""), Text::with("instanceEmpty", ["acme"]));
        assert_eq!(said("a/b"), Text::with("instanceCharacter", ["/"]));
        assert_eq!(said("a b").key, "instanceBlank");
        assert_eq!(said("a@b"), Text::with("instanceCharacter", ["@"]));
        assert_eq!(said("acme.example"), Text::with("instanceDot", ["acme"]));
        assert_eq!(said("-acme").key, "instanceHyphen");
        assert_eq!(
            said("https://acme.example/"),
            Text::with("instanceOther", ["Zendesk", "https://acme.zendesk.com"])
        );
    }
}
