//! May a page of one origin put uContact into a frame? Read from the headers of uContact's answer, as a browser reads
//! them: [CSP Level 3, `frame-ancestors`](https://www.w3.org/TR/CSP3/#directive-frame-ancestors) and
//! [HTML, `X-Frame-Options`](https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-x-frame-options-header).

pub mod host;
mod source;

use serde::{Deserialize, Serialize};
use source::Source;
use std::fmt;

/// The header that holds policies.
pub const CSP: &str = "Content-Security-Policy";
/// The older header, which counts only where no policy has a `frame-ancestors`.
pub const XFO: &str = "X-Frame-Options";

/// What counts of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// Its address, after all redirects.
    pub url: &'a str,
    /// All values of [`CSP`], joined by commas as `Headers.get` does. The report-only header is another one.
    pub csp: Option<&'a str>,
    /// All values of [`XFO`], joined by commas.
    pub xfo: Option<&'a str>,
}

/// Whose reading counts, where they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Engine {
    /// Chrome, Edge, Chromium: a source's path is held against the origin, which has none but `/`; `*` admits no page
    /// of an extension.
    Chromium,
    /// Firefox: a path says nothing; `*` admits everybody.
    Firefox,
}

/// The origin of a page that would hold the frame: of a CRM, or of the extension itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestor {
    scheme: String,
    /// In lower case. `*.acme.example` stands for every subdomain at once.
    host: String,
    port: Option<u16>,
}

/// The header that forbids the frame, or something to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Its name, [`CSP`] or [`XFO`].
    pub header: String,
    /// The directive of the policy, such as `frame-ancestors 'self'`, or the header's value.
    pub value: String,
}

impl Refusal {
    fn of_policy(directive: &str, value: &str) -> Self {
        let words = [directive].into_iter().chain(value.split_ascii_whitespace());
        Self { header: CSP.to_owned(), value: words.collect::<Vec<_>>().join(" ") }
    }
}

impl Ancestor {
    /// The origin of an address, `https://crm.acme.example:8443/…` or `chrome-extension://id/…`; also that of a match
    /// pattern, `https://*.acme.example/*`.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        // The colons of an IPv6 address stand in brackets.
        let host_end = authority.find(']').map_or(0, |end| end + 1);
        let (host, port) = match authority.get(host_end..)?.find(':') {
            Some(colon) => (authority.get(..host_end + colon)?, authority.get(host_end + colon + 1..)?),
            None => (authority, ""),
        };
        if !source::is_scheme(&scheme) || host.is_empty() || host.contains(['@', '\\']) {
            return None;
        }
        let port = match port {
            "" => None,
            digits => Some(digits.parse().ok()?).filter(|port| Some(*port) != default_port(&scheme)),
        };
        Some(Self { scheme, host: host.to_ascii_lowercase(), port })
    }

    /// Whether it is an extension's page.
    #[must_use]
    pub fn is_extension(&self) -> bool {
        self.scheme.ends_with("-extension")
    }

    fn is_web(&self) -> bool {
        matches!(self.scheme.as_str(), "https" | "http")
    }

    /// Its port, or the one its scheme stands for.
    fn real_port(&self) -> Option<u16> {
        self.port.or_else(|| default_port(&self.scheme))
    }
}

impl fmt::Display for Ancestor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    }
}

/// Which header of the answer forbids `ancestor` to hold it in a frame; `None` where none does.
#[must_use]
pub fn refusal(engine: Engine, answer: Answer<'_>, ancestor: &Ancestor) -> Option<Refusal> {
    // An address without an origin is nobody's own: `'self'` and `SAMEORIGIN` match nothing then.
    let own = Ancestor::of_url(answer.url);
    let mut directives = frame_ancestors(answer.csp.unwrap_or_default()).peekable();
    if directives.peek().is_none() {
        return by_frame_options(answer.xfo.unwrap_or_default(), own.as_ref(), ancestor);
    }
    // Several policies: every one must allow it.
    let refusing = directives.find(|sources| !allows(engine, sources, own.as_ref(), ancestor))?;
    Some(Refusal::of_policy("frame-ancestors", refusing))
}

/// The source list of every policy that has a `frame-ancestors`; of one that has two, the first.
fn frame_ancestors(csp: &str) -> impl Iterator<Item = &str> {
    csp.split(',').filter_map(|policy| directive(policy, "frame-ancestors"))
}

/// The value of a policy's directive; of one given twice the first counts.
fn directive<'a>(policy: &'a str, wanted: &str) -> Option<&'a str> {
    policy.split(';').find_map(|directive| {
        let directive = directive.trim_ascii();
        let end = directive.find(|c: char| c.is_ascii_whitespace()).unwrap_or(directive.len());
        let (name, value) = directive.split_at(end);
        name.eq_ignore_ascii_case(wanted).then_some(value)
    })
}

fn allows(engine: Engine, sources: &str, own: Option<&Ancestor>, ancestor: &Ancestor) -> bool {
    let mut sources = sources.split_ascii_whitespace().filter_map(Source::parse);
    sources.any(|source| source.matches(engine, own, ancestor))
}

fn by_frame_options(xfo: &str, own: Option<&Ancestor>, ancestor: &Ancestor) -> Option<Refusal> {
    let mut values: Vec<String> =
        xfo.split(',').map(|value| value.trim_ascii().to_ascii_lowercase()).collect();
    values.sort_unstable();
    values.dedup();
    let refused = match values.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["deny"] => true,
        ["sameorigin"] => own != Some(ancestor),
        // Anything else is ignored, the old `ALLOW-FROM` too.
        [_] => false,
        // Values that contradict one another refuse everybody.
        ref several => several.iter().any(|value| matches!(*value, "deny" | "sameorigin" | "allowall")),
    };
    refused.then(|| Refusal { header: XFO.to_owned(), value: xfo.trim_ascii().to_owned() })
}

#[cfg(test)]
mod tests;
