//! What kept a request from being answered, from the browser's own name for it.

use serde::{Deserialize, Serialize};

/// The kinds that call for different people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// The connection is not secure: a certificate that the browser refuses, or no TLS at all.
    Tls,
    /// No such host, nobody listens, no network.
    Network,
    /// One of the two, and the browser does not tell which.
    Unknown,
}

/// The kind of an error as `webRequest.onErrorOccurred` names it. Where the browser does not tell: `secure`, whether the
/// address is one of `https`, and `plain`, whether its port answers without TLS.
///
/// Firefox gives a name for what the network says (`NS_ERROR_UNKNOWN_HOST`), and for what its TLS library says a sentence
/// in the user's language, so every sentence is one of those. Chromium is not asked (see `xtask/src/build/manifest.rs`).
#[must_use]
pub fn failure(error: Option<&str>, secure: bool, plain: bool) -> Failure {
    let Some(error) = error else {
        return match (secure, plain) {
            (false, _) => Failure::Network,
            (true, true) => Failure::Tls,
            (true, false) => Failure::Unknown,
        };
    };
    let tls = ["SEC_ERROR_", "SSL_ERROR_", "MOZILLA_PKIX_ERROR_"];
    let is_name = error.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if tls.iter().any(|start| error.starts_with(start)) || !is_name { Failure::Tls } else { Failure::Network }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_names_are_told_apart() {
        for tls in [
            "SEC_ERROR_UNKNOWN_ISSUER",
            "The certificate is not trusted because it is self-signed.",
            "El certificado no es válido.",
        ] {
            assert_eq!(failure(Some(tls), true, false), Failure::Tls, "{tls}");
        }
        for network in [
            "NS_ERROR_NET_RESET",
            "NS_ERROR_CONNECTION_REFUSED",
            "NS_ERROR_UNKNOWN_HOST",
            "NS_ERROR_NET_INTERRUPT",
        ] {
            assert_eq!(failure(Some(network), true, true), Failure::Network, "{network}");
        }
    }

    #[test]
    fn without_a_name_the_port_tells() {
        assert_eq!(failure(None, false, true), Failure::Network, "there is no TLS to go wrong");
        assert_eq!(failure(None, true, true), Failure::Tls, "somebody is there");
        assert_eq!(failure(None, true, false), Failure::Unknown);
    }
}
