//! Addresses as people type them: without `https://`, or only the name of an instance.

use bridge::origin::{Origin, OriginError};

/// The host of net2phone's own instances. People know the first word, which is the name of the instance.
const CLOUD: &str = "ucontactcloud.com";

/// An address that somebody typed or pasted, completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The whole address. The bridge may still be unable to open it.
    pub url: String,
    /// The address differs from what was typed, apart from blanks around it. The page must show that.
    pub completed: bool,
}

impl Typed {
    /// Completes the address of a page. On this machine its scheme becomes `http`, and elsewhere `https`, which is the
    /// only scheme that the bridge accepts there.
    pub fn read(typed: &str) -> Self {
        let typed = typed.trim();
        let url = with_scheme(typed);
        Typed { completed: url != typed, url }
    }

    /// The same for uContact's own address. A single word is the name of an instance in net2phone's cloud, and a host
    /// alone gets a `/`.
    pub fn read_ucontact(typed: &str) -> Self {
        let typed = typed.trim();
        let name = !typed.is_empty()
            && typed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            // The user may be about to type `https://…`.
            && !["localhost", "http", "https"].iter().any(|other| typed.eq_ignore_ascii_case(other));
        let mut url = if name { format!("https://{typed}.{CLOUD}") } else { with_scheme(typed) };
        if url.split_once("://").is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains(['/', '?', '#']))
        {
            url.push('/');
        }
        Typed { completed: url != typed, url }
    }

    /// The origin of the address.
    ///
    /// # Errors
    /// Why the bridge cannot use the address.
    pub fn origin(&self) -> Result<Origin, OriginError> {
        Origin::of_url(&self.url)
    }
}

fn with_scheme(typed: &str) -> String {
    let scheme = |rest: &str| if is_here(rest) { "http" } else { "https" };
    match typed.split_once("://") {
        Some((old, rest)) if old.eq_ignore_ascii_case("http") => format!("{}://{rest}", scheme(rest)),
        Some(_) => typed.to_owned(),
        // Half a scheme: there is nothing to complete yet.
        None if typed.is_empty() || is_half_a_scheme(typed) => typed.to_owned(),
        None => format!("{}://{typed}", scheme(typed)),
    }
}

/// Whether this is `http:`, `https:/`, or another scheme without slashes, such as `mailto:x`. In `crm:8080` the colon
/// begins a port.
fn is_half_a_scheme(typed: &str) -> bool {
    let Some((before, after)) = typed.split_once(':') else { return false };
    !before.contains(['.', '/', '[', '@']) && !after.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the host of `host[:port][/…]` is this machine.
fn is_here(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    Origin::parse(&format!("http://{host}")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_get_their_scheme() {
        for (typed, url) in [
            ("crm.acme.example/contact/7", "https://crm.acme.example/contact/7"),
            (" https://crm.acme.example/contact/7\n", "https://crm.acme.example/contact/7"),
            ("http://crm.acme.example/x", "https://crm.acme.example/x"),
            ("HTTP://localhost:8000/x", "http://localhost:8000/x"),
            ("localhost:8000/x", "http://localhost:8000/x"),
            ("127.0.0.1", "http://127.0.0.1"),
            ("[::1]:80/x", "http://[::1]:80/x"),
            ("crm:8080/x", "https://crm:8080/x"),
            ("user@crm.acme.example", "https://user@crm.acme.example"),
            ("javascript:alert(1)", "javascript:alert(1)"),
            ("ftp://crm.acme.example/", "ftp://crm.acme.example/"),
            ("https:", "https:"),
            ("http:/", "http:/"),
            ("", ""),
        ] {
            assert_eq!(Typed::read(typed).url, url, "{typed}");
        }
    }

    #[test]
    fn the_name_of_an_instance_is_enough_for_ucontact() {
        for (typed, url) in [
            ("acme", "https://acme.ucontactcloud.com/"),
            ("acme.ucontactcloud.com", "https://acme.ucontactcloud.com/"),
            ("https://acme.ucontactcloud.com", "https://acme.ucontactcloud.com/"),
            ("https://acme.ucontactcloud.com/agent?x=1", "https://acme.ucontactcloud.com/agent?x=1"),
            ("https://ucontact", "https://ucontact/"),
            ("localhost", "http://localhost/"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000/"),
            ("https://", "https://"),
            ("http", "https://http/"),
            ("", ""),
        ] {
            assert_eq!(Typed::read_ucontact(typed).url, url, "{typed}");
        }
    }

    #[test]
    fn an_address_that_was_changed_says_so() {
        assert!(Typed::read_ucontact("acme").completed);
        assert!(!Typed::read_ucontact(" https://acme.example/ ").completed);
        assert!(Typed::read("http://acme.example/").completed);
    }

    #[test]
    fn completing_never_makes_a_bad_address_good() {
        for typed in
            ["javascript:alert(1)", "data:text/html,x", "https://a@b/", "//evil.example", "\\\\h\\x", "a b"]
        {
            for read in [Typed::read(typed), Typed::read_ucontact(typed)] {
                assert!(read.origin().is_err(), "{typed} became {}", read.url);
            }
        }
    }
}
