//! RFC 6570 templates (level 4) of records' addresses, forwards and backwards.

use crate::origin::Origin;

/// Named values, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Variables(Vec<(String, String)>);

/// A template whose scheme and host are literal.
#[derive(Debug, Clone)]
pub struct Template {
    text: String,
    origin: Origin,
}

impl Template {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it leads, whatever the values.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}
