//! Addresses as people type them: without `https://`, or the mere name of an instance.

use bridge::origin::{Origin, OriginError};

/// The host of net2phone's own instances, of which people know the first word.
const CLOUD: &str = "ucontactcloud.com";

/// An address that somebody typed or pasted, completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The whole address; it may still be none that the bridge may open.
    pub url: String,
    /// It is another text than was typed, apart from blanks around it: say so.
    pub completed: bool,
}

impl Typed {
    /// Completes a page's address: `https://` before a bare one, `http://` on this machine, and `https` for `http`
    /// elsewhere, which is the only scheme that the bridge would take there.
    pub fn read(typed: &str) -> Self {
        let typed = typed.trim();
        let url = with_scheme(typed);
        Typed { completed: url != typed, url }
    }

    /// The same for uContact's own address: an instance's mere name is one of net2phone's cloud, and a host alone
    /// gets its `/`.
    pub fn read_ucontact(typed: &str) -> Self {
        let typed = typed.trim();
        let name = !typed.is_empty()
            && typed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            // On its way to `https://…`.
            && !["localhost", "http", "https"].iter().any(|other| typed.eq_ignore_ascii_case(other));
        let mut url = if name { format!("https://{typed}.{CLOUD}") } else { with_scheme(typed) };
        if url.split_once("://").is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains(['/', '?', '#']))
        {
            url.push('/');
        }
        Typed { completed: url != typed, url }
    }

    /// Where it leads.
    ///
    /// # Errors
    /// Why the bridge may not deal with it.
    pub fn origin(&self) -> Result<Origin, OriginError> {
        Origin::of_url(&self.url)
    }
}

fn with_scheme(typed: &str) -> String {
    let scheme = |rest: &str| if is_here(rest) { "http" } else { "https" };
    match typed.split_once("://") {
        Some((old, rest)) if old.eq_ignore_ascii_case("http") => format!("{}://{rest}", scheme(rest)),
        Some(_) => typed.to_owned(),
        // Half a scheme: nothing to complete yet.
        None if typed.is_empty() || is_half_a_scheme(typed) => typed.to_owned(),
        None => format!("{}://{typed}", scheme(typed)),
    }
}

/// `http:`, `https:/`, and other schemes without slashes, such as `mailto:x`. A port is no scheme: `crm:8080`.
fn is_half_a_scheme(typed: &str) -> bool {
    let Some((before, after)) = typed.split_once(':') else { return false };
    !before.contains(['.', '/', '[', '@']) && !after.starts_with(|c: char| c.is_ascii_digit())
}

/// Is the host of `host[:port][/…]` this machine?
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
    fn ucontact_is_known_by_its_instances_name() {
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
    fn what_was_changed_is_told() {
        assert!(Typed::read_ucontact("acme").completed);
        assert!(!Typed::read_ucontact(" https://acme.example/ ").completed);
        assert!(Typed::read("http://acme.example/").completed);
    }

    #[test]
    fn completing_opens_no_door() {
        for typed in
            ["javascript:alert(1)", "data:text/html,x", "https://a@b/", "//evil.example", "\\\\h\\x", "a b"]
        {
            for read in [Typed::read(typed), Typed::read_ucontact(typed)] {
                assert!(read.origin().is_err(), "{typed} became {}", read.url);
            }
        }
    }
}
