//! The other side of a frame: what a page's own headers allow the frame in it. Read as browsers read them: [CSP Level
//! 3](https://www.w3.org/TR/CSP3/) for `frame-src` and `sandbox`,
//! [HTML](https://html.spec.whatwg.org/multipage/browsers.html#coep) and
//! [Fetch](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header) for the embedder policy, [Permissions
//! Policy](https://www.w3.org/TR/permissions-policy/) for the microphone.

use super::source::Source;
use super::{Ancestor, CSP, Engine, Refusal, directive};

/// The header by which a page demands that every frame consents.
pub const COEP: &str = "Cross-Origin-Embedder-Policy";
/// The header by which a frame consents.
pub const CORP: &str = "Cross-Origin-Resource-Policy";
/// The header by which a page keeps the microphone from frames.
pub const PERMISSIONS_POLICY: &str = "Permissions-Policy";

/// The directives that decide about frames. In each policy the first of these counts.
const DECIDE: [&str; 3] = ["frame-src", "child-src", "default-src"];

/// The directive of the page's policy that forbids a frame with this address. `csp`: all values of [`CSP`], joined by
/// commas.
#[must_use]
pub fn frame_src(engine: Engine, csp: &str, page: &Ancestor, address: &str) -> Option<Refusal> {
    let origin = Ancestor::of_url(address)?;
    let path = path_of(address);
    csp.split(',').find_map(|policy| {
        let (name, sources) = DECIDE.iter().find_map(|name| Some((name, directive(policy, name)?)))?;
        let mut parsed = sources.split_ascii_whitespace().filter_map(Source::parse);
        let allowed = parsed.any(|source| source.matches_address(engine, Some(page), &origin, path));
        (!allowed).then(|| Refusal::of_policy(name, sources))
    })
}

fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or(path)
}

/// The directive of the page's policy that takes away the frame's origin.
#[must_use]
pub fn sandbox(csp: &str) -> Option<Refusal> {
    csp.split(',').find_map(|policy| {
        let flags = directive(policy, "sandbox")?;
        let own = |flag: &str| flag.eq_ignore_ascii_case("allow-same-origin");
        (!flags.split_ascii_whitespace().any(own)).then(|| Refusal::of_policy("sandbox", flags))
    })
}

/// The headers that the frame's answer needs and lacks, if the page has this [`COEP`]: each with the value to give.
/// Empty: the page may have the frame.
#[must_use]
pub fn embedder(
    page_coep: &str,
    page: &Ancestor,
    frame: &Ancestor,
    frame_coep: &str,
    frame_corp: &str,
) -> Vec<(&'static str, &'static str)> {
    let mut lacks = Vec::new();
    if !isolates(page_coep) {
        return lacks;
    }
    if !isolates(frame_coep) {
        lacks.push((COEP, "require-corp"));
    }
    let consents = match token(frame_corp) {
        "cross-origin" => true,
        // Strictly, a list of all registries decides what a site is. For a hint, the last two labels will do.
        "same-site" => page == frame || site(&page.host) == site(&frame.host),
        _ => page == frame,
    };
    if !consents {
        lacks.push((CORP, "cross-origin"));
    }
    lacks
}

fn isolates(coep: &str) -> bool {
    matches!(token(coep), "require-corp" | "credentialless")
}

/// A header's value without parameters.
fn token(header: &str) -> &str {
    header.split(';').next().unwrap_or_default().trim_ascii()
}

fn site(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at + 1);
    dots.nth(1).and_then(|at| host.get(at..)).unwrap_or(host)
}

/// The entry of the page's [`PERMISSIONS_POLICY`] that keeps the microphone from a frame of this origin. Firefox
/// [does not support](https://bugzilla.mozilla.org/show_bug.cgi?id=1694922) the header.
#[must_use]
pub fn microphone(engine: Engine, policy: &str, page: &Ancestor, frame: &Ancestor) -> Option<Refusal> {
    if engine == Engine::Firefox {
        return None;
    }
    // If an entry is given twice, the last counts.
    let list = entries(policy).into_iter().rev().find_map(|entry| {
        let (name, list) = entry.split_once('=')?;
        (name.trim_ascii() == "microphone").then(|| list.trim_ascii())
    })?;
    // Parameters such as `;report-to=x` follow the list.
    let members = match list.strip_prefix('(') {
        Some(inner) => inner.split(')').next().unwrap_or_default(),
        None => list.split(';').next().unwrap_or_default(),
    };
    let allowed = members.split_ascii_whitespace().any(|member| match member {
        "*" => true,
        "self" => page == frame,
        quoted => Source::parse(quoted.trim_matches('"'))
            .is_some_and(|source| source.matches(engine, Some(page), frame)),
    });
    let value = format!("microphone={list}");
    (!allowed).then(|| Refusal { header: PERMISSIONS_POLICY.to_owned(), value })
}

/// The entries of a header: split at the commas outside lists and texts.
fn entries(header: &str) -> Vec<&str> {
    let (mut depth, mut quoted) = (0_u32, false);
    header
        .split(|c: char| {
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0 && !quoted
        })
        .collect()
}

/// The directive, changed so that it allows the frame: for the admin to copy. `origin` is the frame's.
#[must_use]
pub fn remedy(refusal: &Refusal, origin: &str) -> String {
    if refusal.header != CSP {
        return match refusal.value.split_once('=') {
            Some((name, list)) => {
                let kept = list.trim_matches(['(', ')']);
                let others: String =
                    kept.split_ascii_whitespace().filter(|w| *w != "self").map(|w| format!(" {w}")).collect();
                format!("{}: {name}=(self \"{origin}\"{others})", refusal.header)
            }
            None => String::new(),
        };
    }
    let mut words = refusal.value.split_ascii_whitespace();
    let name = words.next().unwrap_or_default();
    // `default-src` is about more than frames, so the frame gets a directive of its own.
    let directive = if name == "default-src" { "frame-src" } else { name };
    let kept = words.filter(|word| !word.eq_ignore_ascii_case("'none'"));
    let added = if name == "sandbox" { "allow-same-origin" } else { origin };
    [directive].into_iter().chain(kept).chain([added]).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const UCONTACT: &str = "https://acme.ucontactcloud.com/app/login?x=1";
    const ORIGIN: &str = "https://acme.ucontactcloud.com";

    fn of(url: &str) -> Ancestor {
        Ancestor::of_url(url).unwrap()
    }

    fn crm() -> Ancestor {
        of("https://crm.acme.example")
    }

    #[track_caller]
    fn frames(csp: &str, refused_by: Option<&str>) {
        let got = frame_src(Engine::Chromium, csp, &crm(), UCONTACT).map(|refusal| refusal.value);
        assert_eq!(got.as_deref(), refused_by, "{csp}");
    }

    #[test]
    fn the_nearest_directive_decides_about_frames() {
        for csp in [
            "",
            "script-src 'none'; frame-ancestors 'none'",
            "frame-src *",
            "frame-src https:",
            "default-src 'none'; frame-src https://*.ucontactcloud.com",
            "default-src 'none'; child-src acme.ucontactcloud.com",
            "child-src 'none'; frame-src https://acme.ucontactcloud.com/app/",
            "frame-src https://acme.ucontactcloud.com/app/login",
        ] {
            frames(csp, None);
        }
        frames("frame-src 'self'; default-src *", Some("frame-src 'self'"));
        frames("Frame-Src   'none'", Some("frame-src 'none'"));
        frames("default-src 'self'  https://cdn.example", Some("default-src 'self' https://cdn.example"));
        frames("child-src 'self'", Some("child-src 'self'"));
        frames(
            "frame-src http://acme.ucontactcloud.com:8080",
            Some("frame-src http://acme.ucontactcloud.com:8080"),
        );
        frames(
            "frame-src https://acme.ucontactcloud.com/other",
            Some("frame-src https://acme.ucontactcloud.com/other"),
        );
        frames("frame-src *, frame-src 'self'", Some("frame-src 'self'"));
    }

    #[test]
    fn a_sandbox_takes_the_origin_away_unless_it_says_not() {
        let value = |csp: &str| sandbox(csp).map(|refusal| refusal.value);
        assert_eq!(value("default-src *"), None);
        assert_eq!(value("sandbox allow-scripts Allow-Same-Origin"), None);
        assert_eq!(value("sandbox"), Some("sandbox".to_owned()));
        assert_eq!(value("img-src *; sandbox allow-forms"), Some("sandbox allow-forms".to_owned()));
    }

    #[test]
    fn an_isolated_page_wants_consent() {
        let frame = of(ORIGIN);
        let lacks = |page: &str, coep: &str, corp: &str| embedder(page, &crm(), &frame, coep, corp);
        assert_eq!(lacks("", "", ""), []);
        assert_eq!(lacks("unsafe-none", "", ""), []);
        let both = [(COEP, "require-corp"), (CORP, "cross-origin")];
        assert_eq!(lacks("require-corp", "", ""), both);
        assert_eq!(lacks("credentialless; report-to=\"x\"", "unsafe-none", "same-origin"), both);
        assert_eq!(lacks("require-corp", "", "cross-origin"), both[..1]);
        assert_eq!(lacks("require-corp", "credentialless", "same-site"), both[1..]);
        assert_eq!(lacks("require-corp", "require-corp; report-to=\"x\"", "cross-origin"), []);
        let (sister, page) = (of("https://ucontact.acme.example"), crm());
        assert_eq!(embedder("require-corp", &page, &sister, "require-corp", "same-site"), []);
        assert_eq!(embedder("require-corp", &page, &page, "require-corp", ""), []);
    }

    #[test]
    fn the_microphone_may_be_kept_from_frames() {
        let frame = of(ORIGIN);
        let kept =
            |policy: &str| microphone(Engine::Chromium, policy, &crm(), &frame).map(|refusal| refusal.value);
        for policy in [
            "",
            "camera=()",
            "microphone=*",
            "geolocation=(self \"https://a.example\"), microphone=(self \"https://acme.ucontactcloud.com\")",
            "microphone=(), microphone=*",
            "microphone=(\"https://*.ucontactcloud.com\")",
        ] {
            assert_eq!(kept(policy), None, "{policy}");
        }
        for list in ["()", "(self)", "self", "(self \"https://other.example\")"] {
            assert_eq!(
                kept(&format!("camera=(self), microphone={list}")),
                Some(format!("microphone={list}"))
            );
        }
        assert_eq!(microphone(Engine::Firefox, "microphone=()", &crm(), &frame), None);
    }

    #[test]
    fn what_to_write_instead() {
        for (value, better) in [
            ("frame-src 'self'", "frame-src 'self' https://acme.ucontactcloud.com"),
            ("frame-src 'none'", "frame-src https://acme.ucontactcloud.com"),
            ("default-src 'self'", "frame-src 'self' https://acme.ucontactcloud.com"),
            ("sandbox allow-scripts", "sandbox allow-scripts allow-same-origin"),
        ] {
            let refusal = Refusal { header: CSP.to_owned(), value: value.to_owned() };
            assert_eq!(remedy(&refusal, ORIGIN), better);
        }
        let policy = |value: &str| Refusal { header: PERMISSIONS_POLICY.to_owned(), value: value.to_owned() };
        let better = "Permissions-Policy: microphone=(self \"https://acme.ucontactcloud.com\")";
        assert_eq!(remedy(&policy("microphone=()"), ORIGIN), better);
        assert_eq!(remedy(&policy("microphone=self"), ORIGIN), better);
    }
}
