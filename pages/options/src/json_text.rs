//! The text of the JSON view, and what is known of it.

use bridge::config::ConfigError;

use crate::verdict::Verdict;

/// The text and what is known of it.
#[derive(Debug, Clone)]
pub struct JsonText {
    /// The text when it was last checked, or put into the view.
    pub text: String,
    /// Its errors; `None` until it is checked.
    pub errors: Option<Vec<ConfigError>>,
    /// Whether it differs from what is in force.
    pub changed: bool,
}

impl JsonText {
    /// A text that was not checked yet.
    #[must_use]
    pub fn new(text: String) -> Self {
        JsonText { text, errors: None, changed: false }
    }

    /// What is to be said of it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.errors {
            None => Verdict::Checking,
            Some(_) if self.text.trim().is_empty() => Verdict::Empty,
            Some(errors) if !errors.is_empty() => Verdict::Errors(errors.len()),
            Some(_) if self.changed => Verdict::Good,
            Some(_) => Verdict::Same,
        }
    }
}
