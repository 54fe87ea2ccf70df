use super::*;

const UCONTACT: &str = "https://acme.ucontactcloud.com/login?x=1";
const CHROME: &str = "chrome-extension://dmlgaoohendgoekdhhkafndogdccdgga";
const FIREFOX: &str = "moz-extension://0f5cbd2c-3d5c-4e52-9d6a-6e1a45e2a4a1";

#[track_caller]
fn ancestor(text: &str) -> Ancestor {
    Ancestor::of_url(text).unwrap_or_else(|| panic!("{text}"))
}

#[track_caller]
fn check(csp: &str, framed_by: &[&str], refused: &[&str]) {
    for (list, allowed) in [(framed_by, true), (refused, false)] {
        for by in list {
            let answer = Answer { url: UCONTACT, csp: Some(csp), xfo: None };
            let engine = if by.starts_with("moz") { Engine::Firefox } else { Engine::Chromium };
            let refusal = refusal(engine, answer, &ancestor(by));
            assert_eq!(refusal.is_none(), allowed, "{csp:?}, framed by {by}: {refusal:?}");
        }
    }
}

#[track_caller]
fn options(xfo: &str, framed_by: &[&str], refused: &[&str]) {
    for (list, allowed) in [(framed_by, true), (refused, false)] {
        for by in list {
            let answer = Answer { url: UCONTACT, csp: None, xfo: Some(xfo) };
            assert_eq!(
                refusal(Engine::Chromium, answer, &ancestor(by)).is_none(),
                allowed,
                "{xfo:?}, framed by {by}"
            );
        }
    }
}

#[test]
fn no_header_refuses_nobody() {
    for csp in ["", "default-src 'none'", "frame-src 'none'", "x-frame-ancestors 'none'", ";;,;"] {
        check(csp, &["https://crm.acme.example", CHROME, FIREFOX], &[]);
    }
}

#[test]
fn keywords() {
    let crm = "https://crm.acme.example";
    check("frame-ancestors 'none'", &[], &[crm, "https://acme.ucontactcloud.com", CHROME, FIREFOX]);
    check("frame-ancestors", &[], &[crm, "https://acme.ucontactcloud.com"]);
    check("frame-ancestors 'self'", &["https://acme.ucontactcloud.com"], &[crm, CHROME, FIREFOX]);
    check("frame-ancestors 'SELF' 'none'", &["https://acme.ucontactcloud.com"], &[crm]);
    check("frame-ancestors 'unsafe-inline' 'nonce-x'", &[], &[crm]);
    // An extension's page is a web page in Firefox, but not in Chromium.
    check("frame-ancestors *", &[crm, "http://localhost:8000", FIREFOX], &[CHROME]);
}

#[test]
fn schemes() {
    let (http, https) = ("http://localhost:8000", "https://crm.acme.example:8443");
    check("frame-ancestors https:", &[https], &[http, CHROME]);
    check("frame-ancestors HTTP:", &[http, https], &[CHROME]);
    check("frame-ancestors chrome-extension:", &[CHROME], &[https, FIREFOX]);
    check("frame-ancestors moz-extension:", &[FIREFOX], &[https, CHROME]);
    check(&format!("frame-ancestors {CHROME}"), &[CHROME], &[https, "chrome-extension://another"]);
}

#[test]
fn hosts() {
    check(
        "frame-ancestors https://crm.acme.example",
        &["https://crm.acme.example", "https://CRM.acme.example/x", "https://crm.acme.example:443"],
        &["http://crm.acme.example", "https://acme.example", "https://x.crm.acme.example", CHROME],
    );
    check("frame-ancestors https://crm.acme.example", &[], &["https://crm.acme.example:8443"]);
    // Without a scheme, uContact's own counts, or a more secure one.
    check("frame-ancestors crm.acme.example", &["https://crm.acme.example"], &["http://crm.acme.example"]);
    check("frame-ancestors http://localhost", &["http://localhost", "https://localhost"], &[]);
    check("frame-ancestors http://10.0.0.1:8000", &["http://10.0.0.1:8000"], &["http://10.0.0.1"]);
    check(
        "frame-ancestors https://*.acme.example",
        &["https://crm.acme.example", "https://a.b.acme.example", "https://*.acme.example/*"],
        &["https://acme.example", "https://xacme.example", "https://acme.example.evil"],
    );
    check("frame-ancestors https://crm.acme.example", &[], &["https://*.acme.example/*"]);
    check(
        "frame-ancestors https://*",
        &["https://a.example"],
        &["http://a.example", "https://a.example:8443"],
    );
}

#[test]
fn paths() {
    let crm = "https://crm.acme.example";
    check("frame-ancestors https://crm.acme.example/", &[crm], &[]);
    check("frame-ancestors https://crm.acme.example/app/", &[], &[crm]);
    let csp = Some("frame-ancestors https://crm.acme.example/app/");
    assert_eq!(refusal(Engine::Firefox, Answer { url: UCONTACT, csp, xfo: None }, &ancestor(crm)), None);
}

#[test]
fn ports() {
    check(
        "frame-ancestors https://crm.example:8443",
        &["https://crm.example:8443"],
        &["https://crm.example"],
    );
    check("frame-ancestors https://crm.example:443", &["https://crm.example"], &["https://crm.example:444"]);
    check("frame-ancestors http://crm.example:80", &["https://crm.example", "http://crm.example"], &[]);
    check(
        "frame-ancestors localhost:*",
        &["https://localhost:1", "https://localhost"],
        &["http://localhost:1"],
    );
    check("frame-ancestors *:8443", &["https://a.example:8443"], &["https://a.example"]);
}

#[test]
fn what_is_no_source_is_ignored() {
    for bad in
        ["https//crm", "crm..example", "https://", "://h", "crm.example:x", "http://[::1]", "*x.example"]
    {
        check(&format!("frame-ancestors {bad}"), &[], &["https://crm.example", "http://[::1]"]);
        check(&format!("frame-ancestors {bad} https:"), &["https://crm.example"], &[]);
    }
}

#[test]
fn several_policies_must_all_allow_it() {
    let (one, two) = ("https://one.example", "https://two.example");
    check("frame-ancestors https://one.example https://two.example", &[one, two], &[]);
    check("frame-ancestors https:, frame-ancestors https://one.example", &[one], &[two]);
    check("default-src 'self', script-src 'none'; Frame-Ancestors https://one.example", &[one], &[two]);
    // If a directive is given twice in a policy, the first counts.
    check("frame-ancestors https://one.example; frame-ancestors *", &[one], &[two]);
    check(" \t frame-ancestors\thttps://one.example \n", &[one], &[two]);
}

#[test]
fn frame_options() {
    let (own, crm) = ("https://acme.ucontactcloud.com", "https://crm.acme.example");
    options("DENY", &[], &[own, crm, CHROME]);
    options(" deny ", &[], &[own, crm]);
    options("SAMEORIGIN", &[own], &[crm, CHROME, FIREFOX]);
    options("sameorigin, SAMEORIGIN", &[own], &[crm]);
    options("ALLOWALL", &[own, crm], &[]);
    options("ALLOW-FROM https://x.example", &[crm], &[]);
    options("", &[crm], &[]);
    options("nonsense, other", &[crm], &[]);
    options("SAMEORIGIN, ALLOW-FROM https://crm.acme.example", &[], &[own, crm]);
    options("DENY, SAMEORIGIN", &[], &[own, crm]);
}

#[test]
fn frame_ancestors_overrules_frame_options() {
    let answer = |csp| Answer { url: UCONTACT, csp: Some(csp), xfo: Some("DENY") };
    let crm = ancestor("https://crm.acme.example");
    assert_eq!(refusal(Engine::Chromium, answer("frame-ancestors https:"), &crm), None);
    assert_eq!(refusal(Engine::Chromium, answer("default-src 'self'"), &crm).unwrap().header, XFO);
}

#[test]
fn the_refusal_names_header_and_value() {
    let crm = ancestor("https://crm.acme.example");
    let csp = "default-src *; frame-ancestors   'self'  https://x.example ; sandbox";
    let by_policy =
        refusal(Engine::Chromium, Answer { url: UCONTACT, csp: Some(csp), xfo: None }, &crm).unwrap();
    assert_eq!((&*by_policy.header, &*by_policy.value), (CSP, "frame-ancestors 'self' https://x.example"));
    let by_option =
        refusal(Engine::Chromium, Answer { url: UCONTACT, csp: None, xfo: Some("SameOrigin ") }, &crm)
            .unwrap();
    assert_eq!((&*by_option.header, &*by_option.value), (XFO, "SameOrigin"));
    let empty =
        refusal(Engine::Chromium, Answer { url: UCONTACT, csp: Some("frame-ancestors"), xfo: None }, &crm)
            .unwrap();
    assert_eq!(empty.value, "frame-ancestors");
}

#[test]
fn origins_of_addresses() {
    for (url, origin) in [
        ("HTTPS://CRM.acme.example:443/a?b#c", "https://crm.acme.example"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://localhost:80", "http://localhost"),
        ("chrome-extension://abc/options/options.html", "chrome-extension://abc"),
        ("https://*.acme.example/*", "https://*.acme.example"),
    ] {
        assert_eq!(ancestor(url).to_string(), origin);
    }
    for bad in
        ["", "about:blank", "null", "https://", "://h", "https://u@h/", "https://h:99999/", "https://a\\b/"]
    {
        assert_eq!(Ancestor::of_url(bad), None, "{bad}");
    }
}
