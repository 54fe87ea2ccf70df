//! Origins: scheme, host and port, written exactly as browsers write `event.origin`.
//!
//! Only what the bridge may deal with has one: `https`, and `http` on this machine. No serde in here: content
//! scripts use it.

use std::fmt;
use std::net::Ipv6Addr;

/// An origin the bridge may deal with. Two are equal exactly when their browsers' texts are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: Scheme,
    host: String,
    port: Option<u16>,
}

/// The schemes the bridge deals with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `https`.
    Https,
    /// `http`, on this machine only.
    Http,
}

impl Scheme {
    /// As addresses begin.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    pub(crate) fn default_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

/// Why a text is no origin the bridge may deal with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginError {
    /// It does not begin with `https://` or `http://`.
    Scheme,
    /// `http`, and not on this machine.
    Insecure,
    /// There is a user name or password in it.
    UserInfo,
    /// There is no host.
    NoHost,
    /// The host has letters outside ASCII.
    NotAscii,
    /// The host has a character or a form that no host has.
    Host,
    /// The port is no number from 1 to 65535.
    Port,
    /// There is more after the port than an origin has.
    Trailing,
}

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "it must begin with https:// (or http:// on localhost, 127.0.0.1 or [::1])",
            Self::Insecure => "http:// is for localhost, 127.0.0.1 and [::1] only; write https://",
            Self::UserInfo => "leave out the user name and password before the @",
            Self::NoHost => "the host is missing",
            Self::NotAscii => "write the host's international letters in punycode (xn--…)",
            Self::Host => {
                "the host is not valid; it may have letters, digits, hyphens and dots, or be an IP address"
            }
            Self::Port => "the port must be a number from 1 to 65535",
            Self::Trailing => "an origin ends after the host and port",
        })
    }
}

impl std::error::Error for OriginError {}

impl Origin {
    /// Parses `scheme://host` or `scheme://host:port`, and nothing after it.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        match split(text)? {
            (origin, "") => Ok(origin),
            _ => Err(OriginError::Trailing),
        }
    }

    /// The origin of an address, such as a tab's.
    pub fn of_url(url: &str) -> Result<Self, OriginError> {
        split(url).map(|(origin, _)| origin)
    }

    /// Its scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Its host in lower case; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its port, if it is not the scheme's own.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The match pattern to ask the host permission for. Without the port: Firefox refuses one, and both browsers
    /// take a pattern without a port for every port.
    #[must_use]
    pub fn host_permission(&self) -> String {
        format!("{}://{}/*", self.scheme.as_str(), self.host)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// Are both addresses of one origin, and one that the bridge may deal with?
#[must_use]
pub fn same_origin(a: &str, b: &str) -> bool {
    matches!((Origin::of_url(a), Origin::of_url(b)), (Ok(a), Ok(b)) if a == b)
}

/// Splits an address after its authority.
pub(crate) fn split(url: &str) -> Result<(Origin, &str), OriginError> {
    let (scheme, rest) = split_scheme(url).ok_or(OriginError::Scheme)?;
    // A browser takes a backslash for a slash; `parse_host` refuses it, so it need not end the authority here.
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    if authority.contains('@') {
        return Err(OriginError::UserInfo);
    }
    let host_end = match authority.strip_prefix('[') {
        Some(inner) => inner.find(']').ok_or(OriginError::Host)? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(host_end);
    let host = parse_host(host)?;
    if scheme == Scheme::Http && !is_loopback(&host) {
        return Err(OriginError::Insecure);
    }
    let port = match port.strip_prefix(':') {
        Some(digits) => Some(parse_port(digits)?).filter(|port| *port != scheme.default_port()),
        None if port.is_empty() => None,
        None => return Err(OriginError::Host),
    };
    Ok((Origin { scheme, host, port }, rest))
}

/// Splits off `https://` or `http://`, in any letter case.
pub(crate) fn split_scheme(url: &str) -> Option<(Scheme, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if scheme.eq_ignore_ascii_case("https") {
        Some((Scheme::Https, rest))
    } else if scheme.eq_ignore_ascii_case("http") {
        Some((Scheme::Http, rest))
    } else {
        None
    }
}

/// Hosts that are this machine, where `http` is as good as `https`.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// A host as browsers write it.
pub(crate) fn parse_host(host: &str) -> Result<String, OriginError> {
    if host.is_empty() {
        return Err(OriginError::NoHost);
    }
    if !host.is_ascii() {
        return Err(OriginError::NotAscii);
    }
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().map_err(|_| OriginError::Host)?;
        // Rust writes the last half of these as an IPv4 address and browsers do not; nobody needs them.
        return match address.to_ipv4_mapped() {
            Some(_) => Err(OriginError::Host),
            None => Ok(format!("[{address}]")),
        };
    }
    let host = host.to_ascii_lowercase();
    // The underscore is in no standard and in many an intranet.
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let good = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(allowed);
    if host.len() > 253 || !host.split('.').all(good) {
        return Err(OriginError::Host);
    }
    // A browser reads a host that ends in a number as an IPv4 address in one of many notations (`0x7f.1`): only the
    // plain one is the same text before and after.
    let last = host.rsplit('.').next().unwrap_or_default();
    let number = last.bytes().all(|b| b.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if number && host.parse::<std::net::Ipv4Addr>().is_err() {
        return Err(OriginError::Host);
    }
    Ok(host)
}

fn parse_port(digits: &str) -> Result<u16, OriginError> {
    if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(OriginError::Port);
    }
    digits.parse().ok().filter(|port| *port != 0).ok_or(OriginError::Port)
}

#[cfg(test)]
mod tests;
