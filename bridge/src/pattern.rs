//! WebExtension match patterns: only those that mean the same in Chromium and Firefox, and nothing broader than a
//! host with its subdomains. There is no serde and no regular expression in this file, so that content scripts can
//! use it.

use crate::origin::{self, OriginError, Scheme};
use crate::{address, glob};
use std::fmt;

/// A match pattern, such as `https://crm.acme.example/*` or `https://*.acme.example/app/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchPattern {
    text: String,
    scheme: Scheme,
    /// The host without the `*.`.
    host: String,
    subdomains: bool,
    path: String,
}

/// Why a text is no pattern for pages of a CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternError {
    /// `<all_urls>`, or `*` for a host.
    AllHosts,
    /// `*://`.
    AnyScheme,
    /// Its scheme or host.
    Origin(OriginError),
    /// A `*` in the host that is not a `*.` at its start.
    StarInHost,
    /// There is a port.
    Port,
    /// There is no path.
    NoPath,
    /// There is a `#`. Browsers match no fragments.
    Fragment,
    /// A character that an address can only have percent-encoded.
    NeverInAddress(char),
    /// A segment of the path is `.` or `..`.
    DotSegment,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllHosts => "too broad; name the CRM's host, such as https://crm.acme.example/*",
            Self::AnyScheme => "write https:// instead of *://",
            Self::Origin(error) => return error.fmt(f),
            Self::StarInHost => {
                "in a host, * may stand only for all subdomains, as in https://*.acme.example/*"
            }
            Self::Port => "leave out the port (Firefox allows none); a pattern matches every port",
            Self::NoPath => "write a path after the host; /* for every page",
            Self::Fragment => {
                "matches nothing: leave out the # and what follows; patterns never match fragments"
            }
            Self::NeverInAddress(c) => {
                return write!(f, "matches nothing: an address cannot contain {c:?}; percent-encode it");
            }
            Self::DotSegment => "matches nothing: a browser removes the path segments . and ..",
        })
    }
}

impl std::error::Error for PatternError {}

impl MatchPattern {
    /// Parses a pattern.
    ///
    /// A port is refused, because [Firefox does not support
    /// ports](https://bugzilla.mozilla.org/show_bug.cgi?id=1362809). Without one, both browsers match every port.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text == "<all_urls>" {
            return Err(PatternError::AllHosts);
        }
        if text.starts_with("*://") {
            return Err(PatternError::AnyScheme);
        }
        let (scheme, rest) = origin::split_scheme(text).ok_or(PatternError::Origin(OriginError::Scheme))?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (subdomains, host) = match authority.strip_prefix("*.") {
            Some(host) => (true, host),
            None => (false, authority),
        };
        if authority.contains('@') {
            return Err(PatternError::Origin(OriginError::UserInfo));
        }
        if authority == "*" || host == "*" {
            return Err(PatternError::AllHosts);
        }
        if host.contains('*') && !host.contains(":*") {
            return Err(PatternError::StarInHost);
        }
        // The colons of an IPv6 address are inside brackets.
        let after_brackets =
            if host.starts_with('[') { host.split_once(']').map_or("", |h| h.1) } else { host };
        if after_brackets.contains(':') {
            return Err(PatternError::Port);
        }
        let host = origin::parse_host(host).map_err(PatternError::Origin)?;
        // An IP address has no subdomains.
        if subdomains && (host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok()) {
            return Err(PatternError::StarInHost);
        }
        if scheme == Scheme::Http && (subdomains || !origin::is_loopback(&host)) {
            return Err(PatternError::Origin(OriginError::Insecure));
        }
        if !path.starts_with('/') {
            return Err(PatternError::NoPath);
        }
        if path.contains('#') {
            return Err(PatternError::Fragment);
        }
        let never = |c: &char| !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '\\');
        if let Some(c) = path.chars().find(never) {
            return Err(PatternError::NeverInAddress(c));
        }
        if address::has_dot_segment(address::path(path)) {
            return Err(PatternError::DotSegment);
        }
        Ok(Self { text: text.to_owned(), scheme, host, subdomains, path: path.to_owned() })
    }

    /// Whether the pattern matches this address. Port and fragment are ignored; the query counts.
    #[must_use]
    pub fn matches(&self, url: &str) -> bool {
        let Ok((origin, rest)) = origin::split(url) else { return false };
        let host = origin.host();
        let is_subdomain = || host.strip_suffix(&*self.host).is_some_and(|head| head.ends_with('.'));
        if origin.scheme() != self.scheme || !(host == self.host || (self.subdomains && is_subdomain())) {
            return false;
        }
        let rest = rest.split('#').next().unwrap_or_default();
        glob::matches(&self.path, if rest.is_empty() { "/" } else { rest })
    }

    /// The pattern of the host permission: the same scheme and host, any path.
    #[must_use]
    pub fn host_permission(&self) -> String {
        let star = if self.subdomains { "*." } else { "" };
        format!("{}://{star}{}/*", self.scheme.as_str(), self.host)
    }

    /// Whether the pattern matches every path of its host.
    #[must_use]
    pub fn is_whole_host(&self) -> bool {
        self.path == "/*"
    }

    /// An address that the pattern matches: its host, and the path up to the first `*`. `None` if the pattern matches
    /// subdomains, or if that address does not match.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        let path = self.path.split('*').next().unwrap_or_default();
        let url = format!("{}://{}{path}", self.scheme.as_str(), self.host);
        (!self.subdomains && self.matches(&url)).then_some(url)
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let parsed = MatchPattern::parse(pattern).unwrap();
        yes.iter().for_each(|url| assert!(parsed.matches(url), "{pattern} matches {url}"));
        no.iter().for_each(|url| assert!(!parsed.matches(url), "{pattern} does not match {url}"));
    }

    #[track_caller]
    fn refuse(pattern: &str, error: PatternError) {
        assert_eq!(MatchPattern::parse(pattern), Err(error), "{pattern}");
    }

    #[test]
    fn a_whole_host() {
        check(
            "https://crm.acme.example/*",
            &[
                "https://crm.acme.example/",
                "https://crm.acme.example",
                "https://crm.acme.example:8443/a/b?c#d",
                "https://CRM.acme.example/a",
            ],
            &[
                "http://crm.acme.example/",
                "https://a.crm.acme.example/",
                "https://crm.acme.example.evil/",
                "https://xcrm.acme.example/",
                "about:blank",
                "file:///crm.acme.example/",
                "",
            ],
        );
    }

    #[test]
    fn subdomains() {
        check(
            "https://*.acme.example/app/*",
            &["https://acme.example/app/", "https://a.b.acme.example/app/x"],
            &["https://notacme.example/app/", "https://acme.example/apps", "https://acme.example/app"],
        );
    }

    #[test]
    fn paths() {
        check("https://h/", &["https://h", "https://h/", "https://h/#a"], &["https://h/a", "https://h/?a"]);
        check(
            "https://h/a*c?id=*",
            &["https://h/abc?id=5#x", "https://h/ac?id="],
            &["https://h/abc", "https://h/A"],
        );
        check("http://[::1]/*", &["http://[::1]:8080/x"], &["http://localhost/x"]);
        check("http://localhost/*", &["http://localhost:9000/x"], &["https://localhost/x"]);
    }

    #[test]
    fn refused() {
        refuse("<all_urls>", PatternError::AllHosts);
        refuse("https://*/*", PatternError::AllHosts);
        refuse("https://*.*/*", PatternError::AllHosts);
        refuse("*://crm.acme.example/*", PatternError::AnyScheme);
        refuse("ftp://h/*", PatternError::Origin(OriginError::Scheme));
        refuse("h/*", PatternError::Origin(OriginError::Scheme));
        refuse("", PatternError::Origin(OriginError::Scheme));
        refuse("http://crm.acme.example/*", PatternError::Origin(OriginError::Insecure));
        refuse("http://*.localhost/*", PatternError::Origin(OriginError::Insecure));
        refuse("https://u:p@h/*", PatternError::Origin(OriginError::UserInfo));
        refuse("https:///*", PatternError::Origin(OriginError::NoHost));
        refuse("https://*./*", PatternError::Origin(OriginError::NoHost));
        refuse("https://müller.example/*", PatternError::Origin(OriginError::NotAscii));
        refuse("https://crm*.acme.example/*", PatternError::StarInHost);
        refuse("https://*.10.0.0.1/*", PatternError::StarInHost);
        refuse("https://*.[::1]/*", PatternError::StarInHost);
        refuse("http://localhost:8080/*", PatternError::Port);
        refuse("http://localhost:*/*", PatternError::Port);
        refuse("https://[::1]:80/*", PatternError::Port);
        refuse("https://h", PatternError::NoPath);
        refuse("https://h?x", PatternError::NoPath);
        refuse("https://h/#/*", PatternError::Fragment);
        refuse("https://h/a b", PatternError::NeverInAddress(' '));
        refuse("https://h/ü", PatternError::NeverInAddress('ü'));
        refuse("https://h/a/../*", PatternError::DotSegment);
        refuse("https://h/%2e/*", PatternError::DotSegment);
    }

    #[test]
    fn permissions() {
        let of = |text: &str| MatchPattern::parse(text).unwrap().host_permission();
        assert_eq!(of("https://*.Acme.example/app/*"), "https://*.acme.example/*");
        assert_eq!(of("http://127.0.0.1/x"), "http://127.0.0.1/*");
    }

    #[test]
    fn examples() {
        let of = |text: &str| MatchPattern::parse(text).unwrap().example();
        assert_eq!(of("https://crm.acme.example/app/*").as_deref(), Some("https://crm.acme.example/app/"));
        assert_eq!(of("https://*.acme.example/*"), None);
        assert_eq!(of("https://h/*/x"), None);
    }
}
