//! What may be said of the text in the editor, and whether it can be saved.

use pages::Text;

/// The state of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is none.
    Empty,
    /// The background is looking at it.
    Checking,
    /// It has so many errors.
    Errors(usize),
    /// It is without errors.
    Good,
    /// It is what is in force.
    Same,
    /// It is on its way.
    Saving,
    /// It was saved; `missing` while the browser has not allowed all its hosts.
    Saved {
        /// Something is left to allow.
        missing: bool,
    },
    /// It could not be checked or saved, for this reason.
    Unknown(String),
    /// A file of this name is no text.
    NoText(String),
    /// A file of this name is too large.
    TooLarge(String),
}

impl Verdict {
    /// Only a text that was checked and found good can be saved.
    pub fn can_save(&self) -> bool {
        *self == Verdict::Good
    }

    /// `data-tone` in the style.
    pub fn tone(&self) -> &'static str {
        match self {
            Verdict::Empty | Verdict::Checking | Verdict::Saving | Verdict::Same => "none",
            Verdict::Good | Verdict::Saved { missing: false } => "good",
            Verdict::Saved { missing: true } => "warn",
            Verdict::Errors(_) | Verdict::Unknown(_) | Verdict::NoText(_) | Verdict::TooLarge(_) => "bad",
        }
    }

    /// The sentence.
    pub fn text(&self) -> Text {
        match self {
            Verdict::Empty => Text::new("verdictEmpty"),
            Verdict::Checking => Text::new("verdictChecking"),
            Verdict::Errors(count) => Text::counted("verdictErrorsOne", "verdictErrorsMany", *count),
            Verdict::Good => Text::new("verdictGood"),
            Verdict::Same => Text::new("verdictSame"),
            Verdict::Saving => Text::new("verdictSaving"),
            Verdict::Saved { missing: false } => Text::new("verdictSaved"),
            Verdict::Saved { missing: true } => Text::new("verdictSavedGrant"),
            Verdict::Unknown(why) => Text::with("verdictUnknown", [why]),
            Verdict::NoText(file) => Text::with("verdictFile", [file]),
            Verdict::TooLarge(file) => Text::with("verdictTooLarge", [file]),
        }
    }
}

/// The verdict on a checked text.
pub fn checked(errors: usize, text: &str, in_force: Option<&str>) -> Verdict {
    match errors {
        0 if in_force.is_some_and(|json| json.trim() == text.trim()) => Verdict::Same,
        0 => Verdict::Good,
        count => Verdict::Errors(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_good_text_that_is_new_can_be_saved() {
        assert!(checked(0, "{}", None).can_save());
        assert!(checked(0, "{}", Some("{ }")).can_save());
        assert!(!checked(0, "{}\n", Some("{}")).can_save());
        assert!(!checked(1, "{}", None).can_save());
        for verdict in [
            Verdict::Empty,
            Verdict::Checking,
            Verdict::Saving,
            Verdict::Saved { missing: false },
            Verdict::Unknown(String::new()),
        ] {
            assert!(!verdict.can_save(), "{verdict:?}");
        }
    }

    #[test]
    fn errors_are_counted_in_words_that_fit() {
        assert_eq!(Verdict::Errors(1).text(), Text::new("verdictErrorsOne"));
        assert_eq!(Verdict::Errors(10).text(), Text::with("verdictErrorsMany", ["10"]));
    }
}
