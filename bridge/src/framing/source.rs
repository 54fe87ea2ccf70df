//! One source of a `frame-ancestors` or `frame-src` list, and what it matches.

use super::{Ancestor, Engine, default_port};

/// A source expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    /// `'self'`.
    Own,
    /// `*`.
    Any,
    /// `https:`.
    Scheme(&'a str),
    /// `https://*.acme.example:8443/path`; scheme, port and path are optional.
    Host {
        scheme: Option<&'a str>,
        host: &'a str,
        port: Port,
        /// What follows the port, from its `/` on.
        path: &'a str,
    },
}

/// The port of a host source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Port {
    /// No port: the default of the scheme.
    Default,
    /// `*`.
    Any,
    /// A number.
    Number(u16),
}

impl<'a> Source<'a> {
    /// Reads a source. `None` for what browsers ignore: `'none'` beside others, `'unsafe-inline'`, misspelt hosts.
    pub fn parse(text: &'a str) -> Option<Self> {
        if text.starts_with('\'') {
            return text.eq_ignore_ascii_case("'self'").then_some(Self::Own);
        }
        if text == "*" {
            return Some(Self::Any);
        }
        if let Some(scheme) = text.strip_suffix(':')
            && is_scheme(scheme)
        {
            return Some(Self::Scheme(scheme));
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            Some(_) => return None,
            None => (None, text),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = match authority.split_once(':') {
            None => (authority, Port::Default),
            Some((host, "*")) => (host, Port::Any),
            Some((host, digits)) => (host, Port::Number(digits.parse().ok()?)),
        };
        is_host(host).then_some(Self::Host { scheme, host, port, path })
    }

    /// Whether the source matches the origin of a page that frames uContact.
    pub fn matches(&self, engine: Engine, own: Option<&Ancestor>, ancestor: &Ancestor) -> bool {
        self.matches_origin(engine, own, ancestor)
            && match *self {
                Self::Host { path, .. } => matches!(path, "" | "/") || engine == Engine::Firefox,
                _ => true,
            }
    }

    /// Whether the source matches the address of a frame: its origin, and its path without the query.
    pub fn matches_address(
        &self,
        engine: Engine,
        own: Option<&Ancestor>,
        origin: &Ancestor,
        path: &str,
    ) -> bool {
        self.matches_origin(engine, own, origin)
            && match *self {
                Self::Host { path: "" | "/", .. } => true,
                Self::Host { path: wanted, .. } if wanted.ends_with('/') => path.starts_with(wanted),
                Self::Host { path: wanted, .. } => path == wanted,
                _ => true,
            }
    }

    fn matches_origin(&self, engine: Engine, own: Option<&Ancestor>, ancestor: &Ancestor) -> bool {
        match *self {
            Self::Own => own.is_some_and(|own| is_own(own, ancestor)),
            Self::Any => ancestor.is_web() || engine == Engine::Firefox,
            Self::Scheme(scheme) => scheme_matches(scheme, &ancestor.scheme),
            Self::Host { scheme, host, port, .. } => {
                let scheme = match scheme {
                    Some(scheme) => scheme,
                    None => match own {
                        Some(own) => own.scheme.as_str(),
                        None => return false,
                    },
                };
                scheme_matches(scheme, &ancestor.scheme)
                    && host_matches(host, &ancestor.host)
                    && port_matches(port, ancestor)
            }
        }
    }
}

/// The same origin, or the same host with a more secure scheme.
fn is_own(own: &Ancestor, ancestor: &Ancestor) -> bool {
    let default = |of: &Ancestor| of.real_port() == default_port(&of.scheme);
    let ports = own.real_port() == ancestor.real_port() || (default(own) && default(ancestor));
    own == ancestor || (own.host == ancestor.host && ports && ancestor.scheme == "https")
}

fn scheme_matches(source: &str, scheme: &str) -> bool {
    source.eq_ignore_ascii_case(scheme) || (source.eq_ignore_ascii_case("http") && scheme == "https")
}

fn host_matches(source: &str, host: &str) -> bool {
    if source == "*" {
        return true;
    }
    match source.strip_prefix('*') {
        // With the dot: the host itself does not match.
        Some(tail) => {
            let head = host.len().checked_sub(tail.len()).filter(|head| *head > 0);
            head.and_then(|head| host.get(head..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
        }
        None => source.eq_ignore_ascii_case(host),
    }
}

fn port_matches(source: Port, ancestor: &Ancestor) -> bool {
    match source {
        Port::Any => true,
        Port::Default => ancestor.port.is_none(),
        Port::Number(port) => {
            ancestor.real_port() == Some(port) || (port == 80 && ancestor.real_port() == Some(443))
        }
    }
}

pub(super) fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// Whether this is `*`, or labels with an optional `*.` in front. No browser accepts an IPv6 address here.
fn is_host(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let labels = text.strip_prefix("*.").unwrap_or(text);
    text == "*" || labels.split('.').all(|label| !label.is_empty() && label.bytes().all(allowed))
}
