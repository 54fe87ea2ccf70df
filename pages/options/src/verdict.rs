//! What may be said of the configuration being edited, and whether it can be saved.

use pages::Text;

/// The state of what is being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is no configuration yet.
    Empty,
    /// It is being checked.
    Checking,
    /// It has so many errors.
    Errors(usize),
    /// It has no errors, and is not in force.
    Good,
    /// It is what is in force.
    Same,
    /// It is being saved.
    Saving,
    /// It was saved.
    Saved {
        /// The browser has not granted all its hosts.
        missing: bool,
    },
    /// An administrator's policy decides.
    Managed,
    /// An administrator's policy decides, and no valid policy has ever come.
    ManagedNone,
    /// It could not be saved, or something else failed, for this reason.
    Unknown(String),
    /// The form cannot show the text, for this reason.
    NoForm(String),
    /// The file of this name is no text.
    NoText(String),
    /// The file of this name is too large.
    TooLarge(String),
}

impl Verdict {
    /// Only a configuration that was checked, has no errors and is not in force can be saved.
    pub fn can_save(&self) -> bool {
        *self == Verdict::Good
    }

    /// `data-tone` in the style.
    pub fn tone(&self) -> &'static str {
        match self {
            Verdict::Empty | Verdict::Checking | Verdict::Saving | Verdict::Same | Verdict::Managed => "none",
            Verdict::Good | Verdict::Saved { missing: false } => "good",
            Verdict::Saved { missing: true } => "warn",
            Verdict::Errors(_)
            | Verdict::ManagedNone
            | Verdict::Unknown(_)
            | Verdict::NoForm(_)
            | Verdict::NoText(_)
            | Verdict::TooLarge(_) => "bad",
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
            Verdict::Managed => Text::new("verdictManaged"),
            Verdict::ManagedNone => Text::new("verdictManagedNone"),
            Verdict::Unknown(why) => Text::with("verdictUnknown", [why]),
            Verdict::NoForm(why) => Text::with("verdictNoForm", [why]),
            Verdict::NoText(file) => Text::with("verdictFile", [file]),
            Verdict::TooLarge(file) => Text::with("verdictTooLarge", [file]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_new_configuration_without_errors_can_be_saved() {
        assert!(Verdict::Good.can_save());
        for verdict in [
            Verdict::Empty,
            Verdict::Checking,
            Verdict::Errors(1),
            Verdict::Same,
            Verdict::Saving,
            Verdict::Saved { missing: false },
            Verdict::Managed,
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
