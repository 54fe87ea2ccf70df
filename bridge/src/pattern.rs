//! WebExtension match patterns, those that both browsers take for the same. No serde in here: content scripts use it.

use crate::origin::OriginError;

/// A match pattern, such as `https://crm.acme.example/*` or `https://*.acme.example/app/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchPattern {
    text: String,
}

/// Why a text is no pattern for pages of a CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternError {
    /// Its scheme or host.
    Origin(OriginError),
}

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Origin(error) => error.fmt(f),
        }
    }
}

impl MatchPattern {
    /// Parses a pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        Ok(Self { text: text.to_owned() })
    }

    /// Does it match this address? The port is ignored, and so is a fragment; the query counts.
    #[must_use]
    pub fn matches(&self, _url: &str) -> bool {
        false
    }

    /// The pattern to ask the host permission for: the same scheme and host, any path.
    #[must_use]
    pub fn host_permission(&self) -> String {
        self.text.clone()
    }

    /// Does it match every path of its host?
    #[must_use]
    pub fn is_whole_host(&self) -> bool {
        true
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}
