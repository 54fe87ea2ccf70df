//! Origins: scheme, host and port, written exactly as browsers write `event.origin`.
//!
//! Only addresses that the bridge may use have an [`Origin`]: `https`, and `http` on this computer. There is no serde
//! in this file, because content scripts use it.

use std::fmt;
use std::net::Ipv6Addr;

/// An origin that the bridge may use. Two origins are equal exactly if the browser's texts for them are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: Scheme,
    host: String,
    port: Option<u16>,
}

/// The schemes that the bridge may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `https`.
    Https,
    /// `http`, on this computer only.
    Http,
}

impl Scheme {
    /// The scheme's text in an address.
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

/// Why a text is no origin that the bridge may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginError {
    /// It does not begin with `https://` or `http://`.
    Scheme,
    /// `http`, but not on this computer.
    Insecure,
    /// There is a user name or password in it.
    UserInfo,
    /// There is no host.
    NoHost,
    /// The host has letters outside ASCII.
    NotAscii,
    /// The host has a character, or a form, that no host can have.
    Host,
    /// The port is no number from 1 to 65535.
    Port,
    /// There is something after the port.
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

    /// Its port, if it is not the scheme's default.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The match pattern of the host permission. It has no port: Firefox refuses a pattern with one, and in both
    /// browsers a pattern without a port matches every port.
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

/// Whether both addresses have the same origin, and the bridge may use it.
#[must_use]
pub fn same_origin(a: &str, b: &str) -> bool {
    matches!((Origin::of_url(a), Origin::of_url(b)), (Ok(a), Ok(b)) if a == b)
}

/// Splits an address into its origin and the rest: path, query and fragment.
pub(crate) fn split(url: &str) -> Result<(Origin, &str), OriginError> {
    let (scheme, rest) = split_scheme(url).ok_or(OriginError::Scheme)?;
    // A browser reads a backslash as a slash. `parse_host` refuses one, so it need not end the host here.
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

/// Whether this host is this computer, where `http` is as safe as `https`.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// Reads a host, and returns it as browsers write it.
pub(crate) fn parse_host(host: &str) -> Result<String, OriginError> {
    if host.is_empty() {
        return Err(OriginError::NoHost);
    }
    if !host.is_ascii() {
        return Err(OriginError::NotAscii);
    }
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().map_err(|_| OriginError::Host)?;
        // Rust writes the last part of such an address as IPv4, and browsers do not. Nobody needs these addresses.
        return match address.to_ipv4_mapped() {
            Some(_) => Err(OriginError::Host),
            None => Ok(format!("[{address}]")),
        };
    }
    let host = host.to_ascii_lowercase();
    // The underscore is not in the standard, but in the host names of many companies.
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let good = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(allowed);
    if host.len() > 253 || !host.split('.').all(good) {
        return Err(OriginError::Host);
    }
    // A browser reads a host that ends in a number as an IPv4 address, in many notations (`0x7f.1`). Only the plain
    // notation stays the same text.
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
