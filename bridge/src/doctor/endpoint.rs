//! Whether a host can be reached at all, where the browser says only that it has no secure connection with it.

use std::net::IpAddr;

use super::facts::{Asked, Facts, Reached};
use super::failure::{Failure, failure};
use crate::origin::Origin;

/// What a connection without TLS may be tried with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// A name or an address; one of IPv6 without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
}

impl Endpoint {
    /// That of an origin, if WebRTC, which is what the browser lets a page connect with, may connect to it: libwebrtc
    /// refuses, without a word, ports below 1024 but 80 and 443, and those two at an address of a private network (its
    /// `VerifyCandidate`; seen in Chromium 148). Nobody has a certificate for an address, so those are left out whole.
    #[must_use]
    pub fn of(origin: &Origin) -> Option<Self> {
        let host = origin.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = origin.port().unwrap_or_else(|| origin.scheme().default_port());
        let may = match port {
            80 | 443 => host.parse::<IpAddr>().is_err(),
            port => port >= 1024,
        };
        may.then_some(Self { host, port })
    }

    /// What an attempt has come to.
    #[must_use]
    pub fn judge(&self, attempt: Attempt) -> Reached {
        // WebRTC's resolver asks DNS for the whole name: it does not know this computer's own list of hosts, nor what
        // stands before a company's suffix. A name of one label says nothing where it is not found, one of several is rarely
        // known to the browser otherwise.
        let is_name = self.host.contains('.') && self.host.parse::<IpAddr>().is_err();
        match attempt {
            Attempt { check_sent: true, .. } => Reached::Yes,
            Attempt { online: false, .. } => Reached::No,
            Attempt { may_connect: false, .. } => Reached::Untried,
            Attempt { was_tried: true, .. } => Reached::No,
            _ if is_name => Reached::No,
            _ => Reached::Untried,
        }
    }
}

/// How far WebRTC has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempt {
    /// The computer has a network.
    pub online: bool,
    /// There is an end of ours that TCP connections may begin at. Where policies forbid it, there is none.
    pub may_connect: bool,
    /// The host's name was found, and a connection begun.
    pub was_tried: bool,
    /// A check went out: a connection stands.
    pub check_sent: bool,
}

impl Facts {
    /// What would tell the network's fault from a server's, if it is not known which it is.
    #[must_use]
    pub fn untried(&self) -> Option<Endpoint> {
        let ucontact = self.ucontact.as_ref()?;
        let origin = Origin::of_url(&ucontact.origin).ok()?;
        match &ucontact.as_nobody {
            Asked::Failed { error, shown, reached: Reached::Untried }
                if failure(error.as_deref(), origin.scheme(), *shown, Reached::Untried)
                    == Failure::NoConnection =>
            {
                Endpoint::of(&origin)
            }
            _ => None,
        }
    }

    /// Takes down what came of it.
    pub fn tried(&mut self, outcome: Reached) {
        if let Some(Asked::Failed { reached, .. }) =
            self.ucontact.as_mut().map(|ucontact| &mut ucontact.as_nobody)
        {
            *reached = outcome;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_attempt_tells() {
        let begun = Attempt { online: true, may_connect: true, was_tried: true, check_sent: false };
        let unresolved = Attempt { was_tried: false, ..begun };
        for (host, attempt, told) in [
            ("u.example", Attempt { check_sent: true, ..begun }, Reached::Yes),
            ("u.example", begun, Reached::No),
            ("127.0.0.1", begun, Reached::No),
            ("ucontact", begun, Reached::No),
            ("u.example", unresolved, Reached::No),
            ("ucontact", unresolved, Reached::Untried),
            ("127.0.0.1", unresolved, Reached::Untried),
            ("::1", unresolved, Reached::Untried),
            ("u.example", Attempt { may_connect: false, ..unresolved }, Reached::Untried),
            ("u.example", Attempt { online: false, may_connect: false, ..unresolved }, Reached::No),
        ] {
            let endpoint = Endpoint { host: host.to_owned(), port: 443 };
            assert_eq!(endpoint.judge(attempt), told, "{host}, {attempt:?}");
        }
    }

    #[test]
    fn what_webrtc_may_connect_to() {
        for (url, told) in [
            ("https://u.example/app", Some(("u.example", 443))),
            ("https://u.example:8443/", Some(("u.example", 8443))),
            ("https://127.0.0.1:8443/", Some(("127.0.0.1", 8443))),
            ("https://[::1]:8443/", Some(("::1", 8443))),
            ("http://localhost/", Some(("localhost", 80))),
            ("https://10.0.0.1/", None),
            ("https://[fe80::1]/", None),
            ("https://u.example:444/", None),
        ] {
            let endpoint = Endpoint::of(&Origin::of_url(url).unwrap());
            let told = told.map(|(host, port)| Endpoint { host: host.to_owned(), port });
            assert_eq!(endpoint, told, "{url}");
        }
    }
}
