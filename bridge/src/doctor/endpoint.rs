//! Whether a host can be reached at all, if the browser only says that there is no secure connection.

use std::net::IpAddr;

use super::facts::{Asked, Facts, Reached};
use super::failure::{Failure, failure};
use crate::origin::Origin;

/// Where to try a connection without TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// A name, or an IP address without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
}

impl Endpoint {
    /// The endpoint of an origin; `None` if a page cannot try it. A page can try a TCP connection by WebRTC only.
    /// libwebrtc silently refuses ports below 1024, except 80 and 443, and refuses these two at an address of a
    /// private network (`VerifyCandidate` in its source; seen in Chromium 148). No certificate is made for an IP
    /// address, so 80 and 443 at any IP address are left out.
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

    /// What an attempt shows.
    #[must_use]
    pub fn judge(&self, attempt: Attempt) -> Reached {
        // WebRTC asks DNS for exactly this name. It does not read the computer's own list of hosts, and adds no
        // company suffix. So if a name with a single label is not found, that proves nothing. A name with several
        // labels is rarely known to the browser in another way.
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

/// How far WebRTC got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempt {
    /// The computer has a network.
    pub online: bool,
    /// The browser offers a local end for TCP connections. Under some policies it offers none.
    pub may_connect: bool,
    /// The host's name was found, and a connection was begun.
    pub was_tried: bool,
    /// WebRTC sent its check: the connection stands.
    pub check_sent: bool,
}

impl Facts {
    /// The endpoint to try, if it is not known whether the network or the server is at fault.
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

    /// Notes the outcome of the attempt.
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
