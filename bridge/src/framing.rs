//! Whether a page of one origin may put uContact into a frame. The headers of uContact's answer decide, read as a
//! browser reads them: [CSP Level 3, `frame-ancestors`](https://www.w3.org/TR/CSP3/#directive-frame-ancestors) and
//! [HTML,
//! `X-Frame-Options`](https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-x-frame-options-header).

pub mod host;
mod source;

use serde::{Deserialize, Serialize};
use source::Source;
use std::fmt;

/// The header that holds policies.
pub const CSP: &str = "Content-Security-Policy";
/// The older header. It counts only if no policy has a `frame-ancestors`.
pub const XFO: &str = "X-Frame-Options";

/// The parts of an answer that count.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// Its address, after all redirects.
    pub url: &'a str,
    /// All values of [`CSP`], joined by commas as `Headers.get` does. The report-only header does not belong here.
    pub csp: Option<&'a str>,
    /// All values of [`XFO`], joined by commas.
    pub xfo: Option<&'a str>,
}

/// Which browser's reading counts, if they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Engine {
    /// Chrome, Edge, Chromium. A source's path is compared with the path of the origin, which is `/`; `*` does not
    /// allow pages of an extension.
    Chromium,
    /// Firefox. A source's path is ignored; `*` allows everybody.
    Firefox,
}

/// The origin of a page that frames uContact: of a CRM, or of the extension itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestor {
    scheme: String,
    /// The host in lower case. `*.acme.example` stands for all subdomains.
    host: String,
    port: Option<u16>,
}

/// The header that forbids the frame, or something in it.
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
    /// The origin of an address (`https://crm.acme.example:8443/…`, `chrome-extension://id/…`) or of a match pattern
    /// (`https://*.acme.example/*`).
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        // The colons of an IPv6 address are inside brackets.
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

    /// Whether it is an extension's origin.
    #[must_use]
    pub fn is_extension(&self) -> bool {
        self.scheme.ends_with("-extension")
    }

    fn is_web(&self) -> bool {
        matches!(self.scheme.as_str(), "https" | "http")
    }

    /// Its port, or the default port of its scheme.
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

/// The header of the answer that forbids a page of `ancestor` to frame uContact; `None` if no header does.
#[must_use]
pub fn refusal(engine: Engine, answer: Answer<'_>, ancestor: &Ancestor) -> Option<Refusal> {
    // Without an origin of its own, `'self'` and `SAMEORIGIN` match nothing.
    let own = Ancestor::of_url(answer.url);
    let mut directives = frame_ancestors(answer.csp.unwrap_or_default()).peekable();
    if directives.peek().is_none() {
        return by_frame_options(answer.xfo.unwrap_or_default(), own.as_ref(), ancestor);
    }
    // If there are several policies, all must allow the frame.
    let refusing = directives.find(|sources| !allows(engine, sources, own.as_ref(), ancestor))?;
    Some(Refusal::of_policy("frame-ancestors", refusing))
}

/// The sources of every policy's `frame-ancestors`. If a policy has two, the first counts.
fn frame_ancestors(csp: &str) -> impl Iterator<Item = &str> {
    csp.split(',').filter_map(|policy| directive(policy, "frame-ancestors"))
}

/// The value of a policy's directive. If it is given twice, the first counts.
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
        // Any other value is ignored, even the old `ALLOW-FROM`.
        [_] => false,
        // Values that contradict one another allow nobody.
        ref several => several.iter().any(|value| matches!(*value, "deny" | "sameorigin" | "allowall")),
    };
    refused.then(|| Refusal { header: XFO.to_owned(), value: xfo.trim_ascii().to_owned() })
}

#[cfg(test)]
mod tests;
