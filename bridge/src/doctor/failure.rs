//! Why a request got no answer: from the browser's name for the error, or from what the browser shows in a tab.

use serde::{Deserialize, Serialize};

use super::facts::{Reached, Shown};
use crate::origin::{Origin, Scheme};

/// The kinds of failure, each for another person to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// The connection is not secure: the browser refuses the certificate, or there is no TLS.
    Tls,
    /// There is no such host, or nobody listens there, or there is no network.
    Network,
    /// The host can be reached, but not securely: it speaks no TLS, or one that is too old, or something on the way
    /// cuts TLS off.
    NoTls,
    /// [`Failure::Network`] or [`Failure::NoTls`]; only the browser's own page says which.
    NoConnection,
    /// One of these; the browser does not say which.
    Unknown,
}

impl Shown {
    /// Reads the title of the browser's own page, in a tab that went to this origin.
    ///
    /// For an error of the network, Chromium's title is the host alone, in every language; for a warning it is a
    /// sentence (measured with 148). A server that speaks no TLS, or one that is too old, counts as an error of the
    /// network.
    #[must_use]
    pub fn of(title: &str, origin: &Origin) -> Self {
        if title.is_empty() {
            return Self::Unseen;
        }
        // The title shows a punycode host in its own letters.
        let in_letters = || {
            let host = origin.host().split('.').any(|label| label.starts_with("xn--"));
            host && title.contains('.') && !title.contains(char::is_whitespace)
        };
        if title == origin.host() || in_letters() { Self::NoConnection } else { Self::Warning }
    }
}

/// The kind of a failure. `error` is the name from `webRequest.onErrorOccurred`. Without it, the failure is judged by
/// what the browser shows in a tab that opens an address of this scheme, and by whether a connection without TLS came
/// about.
///
/// Firefox gives a name for errors of the network (`NS_ERROR_UNKNOWN_HOST`), and for errors of TLS a sentence in the
/// user's language. So every sentence is an error of TLS. Chromium is not asked (see `xtask/src/build/manifest.rs`).
#[must_use]
pub fn failure(error: Option<&str>, scheme: Scheme, shown: Shown, reached: Reached) -> Failure {
    let Some(error) = error else {
        return match (scheme, shown, reached) {
            // Without TLS, only the network can fail.
            (Scheme::Http, ..) => Failure::Network,
            (_, Shown::NoConnection, Reached::Yes) => Failure::NoTls,
            (_, Shown::NoConnection, Reached::No) => Failure::Network,
            (_, Shown::NoConnection, Reached::Untried) => Failure::NoConnection,
            (_, Shown::Warning, _) => Failure::Tls,
            (_, Shown::Unseen | Shown::Page, _) => Failure::Unknown,
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
            assert_eq!(
                failure(Some(tls), Scheme::Https, Shown::NoConnection, Reached::No),
                Failure::Tls,
                "{tls}"
            );
        }
        for network in [
            "NS_ERROR_NET_RESET",
            "NS_ERROR_CONNECTION_REFUSED",
            "NS_ERROR_UNKNOWN_HOST",
            "NS_ERROR_NET_INTERRUPT",
        ] {
            assert_eq!(
                failure(Some(network), Scheme::Https, Shown::Warning, Reached::Yes),
                Failure::Network,
                "{network}"
            );
        }
    }

    #[test]
    fn without_a_name_a_tab_tells() {
        let of = |title, url| {
            let origin = Origin::of_url(url).unwrap();
            failure(None, origin.scheme(), Shown::of(title, &origin), Reached::Untried)
        };
        for (title, url) in [
            ("u.example", "https://u.example/"),
            ("127.0.0.1", "https://127.0.0.1:8443/app"),
            ("[::1]", "https://[::1]:8443/"),
            ("müller.example", "https://xn--mller-kva.example/"),
        ] {
            assert_eq!(of(title, url), Failure::NoConnection, "{title:?}, {url}");
        }
        for title in ["127.0.0.1", ""] {
            assert_eq!(of(title, "http://127.0.0.1:8080/"), Failure::Network, "{title:?}");
        }
        for (title, url) in [
            ("Privacy error", "https://u.example/"),
            ("隐私设置错误", "https://u.example/"),
            ("Error de privacidad", "https://xn--mller-kva.example/"),
            ("隐私设置错误", "https://xn--mller-kva.example/"),
        ] {
            assert_eq!(of(title, url), Failure::Tls, "{title:?}, {url}");
        }
        assert_eq!(of("", "https://u.example/"), Failure::Unknown, "a tab that was not seen");
        assert_eq!(
            failure(None, Scheme::Https, Shown::Page, Reached::Untried),
            Failure::Unknown,
            "it loads by now"
        );
    }
}
