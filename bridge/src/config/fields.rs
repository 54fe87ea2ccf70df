//! The fields of every object of a configuration, and the words of every choice. Both are written here only, for the
//! reader and for the schema of the administrator's policy.

use super::{Contacts, OpenMode, Softphone, WhileTyping};

/// What a field holds.
pub(super) enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// One of a few words.
    Words(&'static [&'static str]),
    /// A list.
    List(&'static Kind),
    /// A text, or a list of texts.
    Texts,
    /// An object of these fields.
    Object(&'static Fields),
    /// An object with any names, whose values are objects of these fields.
    Named(&'static Fields),
    /// The same, but a text may stand for an object that has only the first field.
    NamedShort(&'static Fields),
}

/// The fields of an object, in the order in which error messages list them.
pub(super) type Fields = [(&'static str, Kind)];

/// `softphone`
pub(super) const SOFTPHONE: [(&str, Softphone); 3] =
    [("find", Softphone::Find), ("inject", Softphone::Inject), ("panel", Softphone::Panel)];
const SOFTPHONE_WORDS: [&str; 3] = words(&SOFTPHONE);

/// `contacts`
pub(super) const CONTACTS: [(&str, Contacts); 3] =
    [("links", Contacts::Links), ("text", Contacts::Text), ("off", Contacts::Off)];
const CONTACTS_WORDS: [&str; 3] = words(&CONTACTS);

/// `open`
pub(super) const OPEN: [(&str, OpenMode); 5] = [
    ("reuse", OpenMode::Reuse),
    ("tab", OpenMode::Tab),
    ("window", OpenMode::Window),
    ("ask", OpenMode::Ask),
    ("never", OpenMode::Never),
];
const OPEN_WORDS: [&str; 5] = words(&OPEN);

/// `whileTyping`
pub(super) const WHILE_TYPING: [(&str, WhileTyping); 2] =
    [("behind", WhileTyping::Behind), ("front", WhileTyping::Front)];
const WHILE_TYPING_WORDS: [&str; 2] = words(&WHILE_TYPING);

/// The whole configuration.
pub(super) const TOP: &Fields = &[
    ("version", Kind::Number),
    ("ucontact", Kind::Object(UCONTACT)),
    ("sites", Kind::List(&Kind::Object(SITE))),
    ("rules", Kind::List(&Kind::Object(RULE))),
    ("open", Kind::Words(&OPEN_WORDS)),
    ("whileTyping", Kind::Words(&WHILE_TYPING_WORDS)),
    ("history", Kind::Object(HISTORY)),
];
/// `history`
pub(super) const HISTORY: &Fields = &[("days", Kind::Number)];
/// `ucontact`
pub(super) const UCONTACT: &Fields = &[("url", Kind::Text)];
/// `sites[]`
pub(super) const SITE: &Fields = &[
    ("name", Kind::Text),
    ("pages", Kind::List(&Kind::Text)),
    ("softphone", Kind::Words(&SOFTPHONE_WORDS)),
    ("contacts", Kind::Words(&CONTACTS_WORDS)),
    ("region", Kind::Text),
    ("contactsIn", Kind::List(&Kind::Text)),
];
/// `rules[]`
pub(super) const RULE: &Fields = &[
    ("name", Kind::Text),
    ("when", Kind::Object(WHEN)),
    ("let", Kind::Named(LET)),
    ("lookup", Kind::Object(LOOKUP)),
    ("url", Kind::Text),
    ("none", Kind::Text),
    ("many", Kind::Text),
    ("open", Kind::Words(&OPEN_WORDS)),
];
/// `rules[].when`
pub(super) const WHEN: &Fields =
    &[("campaign", Kind::Texts), ("channel", Kind::Texts), ("clientId", Kind::Text)];
/// `rules[].let.*`, and `rules[].lookup.let.*` where it is an object
pub(super) const LET: &Fields = &[("from", Kind::Text), ("match", Kind::Text), ("to", Kind::Text)];
/// `rules[].lookup`
pub(super) const LOOKUP: &Fields =
    &[("url", Kind::Text), ("results", Kind::Text), ("let", Kind::NamedShort(LET))];

const fn words<T: Copy, const N: usize>(choices: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut i = 0;
    while i < N {
        words[i] = choices[i].0;
        i += 1;
    }
    words
}
