//! Templates of records' addresses (RFC 6570, level 4), forwards and backwards.
//!
//! Scheme and host are literal, and are not expanded: the result is the template's origin, as the browser writes it,
//! and after it the expanded rest. So no value can change which host a template leads to.

mod error;
mod expand;
mod parts;
mod recognise;
mod variables;

use crate::address;
use crate::origin::{self, Origin, OriginError};
use parts::{Part, parts};

pub use error::{ExpandError, TemplateError};
pub use variables::Variables;

/// Longest template, in bytes.
pub const MAX_TEMPLATE: usize = 8 * 1024;
/// Longest address that a template may make, in bytes. Browsers accept longer addresses, servers only shorter ones.
pub const MAX_URL: usize = 32 * 1024;

/// A template whose scheme and host are literal.
///
/// ```
/// use bridge::template::{ExpandError, Template, TemplateError, Variables};
///
/// let template = Template::parse("https://crm.acme.example/search{?phone,campaign}").unwrap();
/// assert_eq!(template.variables(), ["phone", "campaign"]);
///
/// let values = Variables::from_iter([("phone", "+598 99 1234"), ("campaign", "Sales")]);
/// let url = template.expand(&values).unwrap();
/// assert_eq!(url, "https://crm.acme.example/search?phone=%2B598%2099%201234&campaign=Sales");
/// assert_eq!(template.recognise(&url), Some(values));
///
/// // No value leads to another host, or to another place on the same host.
/// let contact = Template::parse("https://crm.acme.example/contact/{id}").unwrap();
/// let dots = Variables::from_iter([("id", "..")]);
/// assert_eq!(contact.expand(&dots), Err(ExpandError::DotSegment));
/// assert_eq!(Template::parse("https://{host}/"), Err(TemplateError::ExpressionInHost));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    origin: Origin,
    /// Where the path begins in `text`.
    path: usize,
}

impl Template {
    /// Parses a template: `https` (or `http` on this computer), a literal host, and a path with RFC 6570 expressions.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if text.len() > MAX_TEMPLATE {
            return Err(TemplateError::TooLong { bytes: text.len() });
        }
        let brace = text.find('{').unwrap_or(text.len());
        let scheme_end = text.find("://").ok_or(TemplateError::Origin(OriginError::Scheme))? + 3;
        let authority = text[scheme_end..].find(['/', '?', '#']).map_or(text.len(), |end| scheme_end + end);
        if brace < authority {
            return Err(TemplateError::ExpressionInHost);
        }
        // The origin comes first, because the message about a wrong host helps more.
        let (origin, rest) = origin::split(text).map_err(TemplateError::Origin)?;
        if !rest.starts_with('/') {
            return Err(TemplateError::NoPath);
        }
        parts(rest).map_err(|why| TemplateError::Syntax { why })?;
        let template = Self { path: text.len() - rest.len(), text: text.to_owned(), origin };
        if !rest.contains("/.") && !rest.contains("/%") {
            return Ok(template);
        }
        // With harmless values, only a literal part can be wrong.
        let sample = template.variables().into_iter().map(|name| (name, "x")).collect();
        match template.expand(&sample) {
            Err(ExpandError::DotSegment) => Err(TemplateError::DotSegment),
            _ => Ok(template),
        }
    }

    /// The template as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The origin that it leads to with any values.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The names of its variables, each once, in order.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for part in self.parts() {
            let Part::Expression { variables, .. } = part else { continue };
            for spec in variables {
                if !names.contains(&spec.name) {
                    names.push(spec.name);
                }
            }
        }
        names
    }

    /// The address for these values.
    ///
    /// This is RFC 6570 with three more errors, each for an address that would open another page than the one that is
    /// meant: an empty variable (except in the parameters `{?x}`, `{&x}` and `{;x}`, whose name still stands there),
    /// a path segment that comes out as `.` or `..`, and an address longer than [`MAX_URL`].
    pub fn expand(&self, variables: &Variables) -> Result<String, ExpandError> {
        let mut url = self.origin.to_string();
        let start = url.len();
        expand::expand(&self.parts(), variables, &mut url)?;
        if address::has_dot_segment(address::path(&url[start..])) {
            return Err(ExpandError::DotSegment);
        }
        // This cannot happen. It is checked because the safety of everything else depends on it.
        let plain = |b: u8| b.is_ascii_graphic() && b != b'\\';
        let home = matches!(origin::split(&url), Ok((origin, rest)) if origin == self.origin && rest.starts_with('/'));
        if !home || !url.bytes().all(plain) {
            return Err(ExpandError::LedAway);
        }
        Ok(url)
    }

    /// Runs the template backwards: the values that expand to `url`.
    ///
    /// `None` if the template cannot make this address, or if it is not [recognisable](Self::is_recognisable).
    #[must_use]
    pub fn recognise(&self, url: &str) -> Option<Variables> {
        recognise::recognise(self, url)
    }

    /// Whether [`recognise`](Self::recognise) can read the values from an address.
    ///
    /// It can if every value ends at a character that no value contains, or at the end of the address:
    /// - `{x}`, `{a,b}`, `{/a,b}`, `{;a,b}`, `{?a,b}`, `{&a,b}`, and `{.a}`, with at most one variable between two
    ///   delimiters: `/{a}/{b}` and `/c-{a}-view`, but not `/{a}{b}` or `/{a}-{b}`, since `-` may be part of a value;
    /// - `{+x}` and `{#x}` with one variable, as the last expression. Only here a value with a `%XX` of its own may
    ///   come back decoded, if both expand to the same address;
    /// - a prefix `{x:3}`, if the same template also has the whole `x`, other than as `{+x}` or `{#x}`.
    #[must_use]
    pub fn is_recognisable(&self) -> bool {
        recognise::is_recognisable(self)
    }

    /// What follows the host; begins with `/`.
    fn rest(&self) -> &str {
        &self.text[self.path..]
    }

    fn parts(&self) -> Vec<Part<'_>> {
        // `parse` has parsed it before, so there is no error.
        parts(self.rest()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
