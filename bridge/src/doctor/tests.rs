//! One test per cause, from facts alone.

use super::*;
use crate::config::Softphone;
use crate::framing::Engine;

const CHROME: &str = "chrome-extension://dmlgaoohendgoekdhhkafndogdccdgga";

fn answered(status: u16, headers: Headers) -> Asked {
    Asked::Answered { status, headers, password: false }
}

fn csp(policy: &str) -> Headers {
    Headers { csp: Some(policy.to_owned()), ..Headers::default() }
}

fn page() -> Page {
    Page {
        origin: "https://crm.acme.example".to_owned(),
        host: "crm.acme.example".to_owned(),
        softphone: Softphone::Find,
        frame: Frame::There,
        headers: Some(Headers::default()),
        asks_password: false,
        microphone: MediaPermission::Granted,
    }
}

/// Everything is right, but uContact has not spoken yet.
fn facts() -> Facts {
    Facts {
        engine: Engine::Chromium,
        setup: Setup::Good,
        missing: vec![],
        ucontact: Some(Ucontact {
            url: "https://acme.ucontactcloud.com/app".to_owned(),
            origin: "https://acme.ucontactcloud.com".to_owned(),
            host: "acme.ucontactcloud.com".to_owned(),
            pattern: "https://acme.ucontactcloud.com/*".to_owned(),
            as_nobody: answered(200, Headers::default()),
            as_agent: answered(200, Headers::default()),
        }),
        ancestors: vec!["https://crm.acme.example".to_owned()],
        pages: vec![page()],
        panel: false,
        in_panel: Frame::Nothing,
        microphone: MediaPermission::Unknown,
        camera: MediaPermission::Unknown,
        last_event: Some(1_000),
        refused: false,
        last: None,
        versions: Versions { extension: "0.1.0".to_owned(), browser: "Chrome/156".to_owned() },
    }
}

/// The findings about changed facts, except those that are good or unknown.
fn wrong(change: impl FnOnce(&mut Facts)) -> Vec<Cause> {
    let mut facts = facts();
    change(&mut facts);
    let findings = diagnose(&facts).into_iter().filter(|finding| finding.state > State::Unknown);
    findings.map(|finding| finding.cause).collect()
}

fn ask(change: impl Fn(&mut Ucontact)) -> Vec<Cause> {
    wrong(|facts| facts.ucontact.iter_mut().for_each(&change))
}

fn on_page(change: impl Fn(&mut Page)) -> Vec<Cause> {
    wrong(|facts| facts.pages.iter_mut().for_each(&change))
}

const HOST: &str = "acme.ucontactcloud.com";

#[test]
fn nothing_is_wrong_where_nothing_is() {
    assert_eq!(wrong(|_| {}), []);
    let good = wrong(|facts| {
        facts.pages[0].frame = Frame::Spoken;
        facts.last = Some(Last { channel: "webchat".to_owned(), ruled: true });
    });
    assert_eq!(good, []);
}

#[test]
fn a_page_that_takes_the_frame_away() {
    let found = on_page(|page| {
        page.softphone = Softphone::Inject;
        page.frame = Frame::Removed;
    });
    assert_eq!(found, [Cause::Removed { host: "crm.acme.example".to_owned() }]);
}

#[test]
fn without_a_configuration_that_is_all_there_is_to_say() {
    for (setup, cause) in [
        (Setup::Nothing, Cause::NotSetUp),
        (Setup::Errors { errors: 2 }, Cause::ConfigurationErrors { errors: 2 }),
    ] {
        let mut facts = Facts { setup, ucontact: None, pages: vec![], ..facts() };
        facts.ancestors.clear();
        assert_eq!(diagnose(&facts), [Finding::from(cause)]);
    }
}

#[test]
fn host_unreachable() {
    let error = Some("NS_ERROR_CONNECTION_REFUSED".to_owned());
    let failed = Asked::Failed { error: error.clone(), shown: Shown::Unseen, reached: Reached::Untried };
    let found = ask(|ucontact| {
        ucontact.as_nobody = failed.clone();
        ucontact.as_agent = Asked::NotAsked;
    });
    assert_eq!(found, [Cause::Unreachable { host: HOST.to_owned(), error }]);
}

#[test]
fn tls_error() {
    let error = Some("SEC_ERROR_EXPIRED_CERTIFICATE".to_owned());
    let found = ask(|ucontact| {
        ucontact.as_nobody =
            Asked::Failed { error: error.clone(), shown: Shown::Unseen, reached: Reached::Untried };
        ucontact.as_agent = Asked::NotAsked;
    });
    assert_eq!(found, [Cause::Tls { host: HOST.to_owned(), error }]);
}

#[test]
fn a_browser_that_does_not_tell() {
    let (host, url) = (HOST.to_owned(), format!("https://{HOST}/app"));
    use Reached::{No, Untried, Yes};
    let unreachable = Cause::Unreachable { host: host.clone(), error: None };
    for (shown, reached, cause) in [
        (Shown::Warning, Untried, Cause::Tls { host: host.clone(), error: None }),
        (Shown::NoConnection, Untried, Cause::NoConnection { host: host.clone(), url: url.clone() }),
        (Shown::NoConnection, Yes, Cause::NoTls { host: host.clone(), url: url.clone() }),
        (Shown::NoConnection, No, unreachable),
        (Shown::Unseen, Untried, Cause::Unclear { host, url }),
    ] {
        let found = ask(|ucontact| {
            ucontact.as_nobody = Asked::Failed { error: None, shown, reached };
            ucontact.as_agent = Asked::NotAsked;
        });
        assert_eq!(found, [cause]);
    }
}

#[test]
fn a_connection_is_tried_where_it_would_tell() {
    let untried = |asked| {
        let mut facts = facts();
        if let Some(ucontact) = &mut facts.ucontact {
            ucontact.as_nobody = asked;
        }
        let endpoint = facts.untried();
        facts.tried(Reached::No);
        assert_eq!(facts.untried(), None, "once");
        endpoint
    };
    let failed = |shown| Asked::Failed { error: None, shown, reached: Reached::Untried };
    let at = Endpoint { host: HOST.to_owned(), port: 443 };
    assert_eq!(untried(failed(Shown::NoConnection)), Some(at));
    for shown in [Shown::Unseen, Shown::Warning, Shown::Page] {
        assert_eq!(untried(failed(shown)), None, "{shown:?}");
    }
    let error = Some("NS_ERROR_UNKNOWN_HOST".to_owned());
    let told = Asked::Failed { error, shown: Shown::NoConnection, reached: Reached::Untried };
    assert_eq!(untried(told), None);
    assert_eq!(untried(answered(200, Headers::default())), None);
}

#[test]
fn not_found() {
    let found = ask(|ucontact| {
        ucontact.as_nobody = answered(404, Headers::default());
        ucontact.as_agent = answered(404, Headers::default());
    });
    assert_eq!(found, [Cause::Status { host: HOST.to_owned(), status: 404 }]);
}

#[test]
fn frame_options() {
    let headers = Headers { xfo: Some("DENY".to_owned()), ..Headers::default() };
    let found = ask(|ucontact| ucontact.as_agent = answered(200, headers.clone()));
    let [Cause::Refused { ancestor, refusal }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (ancestor.as_str(), &*refusal.header, &*refusal.value),
        ("https://crm.acme.example", "X-Frame-Options", "DENY")
    );
}

#[test]
fn frame_ancestors_without_us() {
    let headers = csp("frame-ancestors https://crm.acme.example");
    let panel = |facts: &mut Facts| {
        facts.ancestors = vec![CHROME.to_owned()];
        facts.panel = true;
        facts.microphone = MediaPermission::Granted;
        facts.ucontact.as_mut().unwrap().as_agent = answered(200, headers.clone());
    };
    let found = wrong(panel);
    assert!(matches!(&found[..], [Cause::PanelRefused { own, .. }] if own == CHROME), "{found:?}");
    let found = ask(|ucontact| ucontact.as_agent = answered(200, csp("frame-ancestors 'self'")));
    assert!(matches!(&found[..], [Cause::Refused { .. }]), "{found:?}");
}

#[test]
fn what_has_spoken_is_framed_whatever_the_headers_say() {
    let found = wrong(|facts| {
        facts.pages[0].frame = Frame::Spoken;
        facts.pages[0].headers = Some(csp("frame-src 'none'"));
        let ucontact = facts.ucontact.as_mut().unwrap();
        ucontact.as_nobody = answered(200, csp("frame-ancestors 'none'"));
        ucontact.as_agent =
            Asked::Answered { status: 200, headers: csp("frame-ancestors 'none'"), password: true };
    });
    assert_eq!(found, []);
}

#[test]
fn the_pages_frame_src() {
    let found = on_page(|page| page.headers = Some(csp("default-src 'self'")));
    let [Cause::PageForbidsFrame { host, refusal, remedy }] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&**host, &*refusal.value), ("crm.acme.example", "default-src 'self'"));
    assert_eq!(remedy, "frame-src 'self' https://acme.ucontactcloud.com");
    // The page's policy does not apply to a frame that the extension makes.
    let docked = on_page(|page| {
        page.softphone = Softphone::Inject;
        page.headers = Some(csp("default-src 'self'"));
    });
    assert_eq!(docked, []);
}

#[test]
fn embedder_policy() {
    let coep = Headers { coep: Some("require-corp".to_owned()), ..Headers::default() };
    let found = on_page(|page| page.headers = Some(coep.clone()));
    let [Cause::PageIsolated { lacks, .. }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(lacks.len(), 2);
    let consents = Headers { corp: Some("cross-origin".to_owned()), ..coep.clone() };
    let found = wrong(|facts| {
        facts.pages[0].headers = Some(coep);
        facts.ucontact.as_mut().unwrap().as_agent = answered(200, consents);
    });
    assert_eq!(found, []);
}

#[test]
fn sandboxed() {
    let by_header = on_page(|page| page.headers = Some(csp("sandbox allow-scripts")));
    let remedy = "sandbox allow-scripts allow-same-origin".to_owned();
    assert_eq!(by_header, [Cause::PageSandboxed { host: "crm.acme.example".to_owned(), remedy }]);
    let as_seen = on_page(|page| {
        page.headers = None;
        page.microphone = MediaPermission::Denied;
        page.frame = Frame::Sandboxed;
    });
    assert!(matches!(&as_seen[..], [Cause::PageSandboxed { .. }]), "{as_seen:?}");
}

#[test]
fn permission_missing() {
    let hosts = vec!["https://crm.acme.example/*".to_owned()];
    let found = wrong(|facts| {
        facts.missing.clone_from(&hosts);
        facts.pages.clear();
    });
    assert_eq!(found, [Cause::AccessMissing { hosts }, Cause::NoPage]);
    // The permission for uContact's host is only needed by the doctor.
    let unknown = ask(|ucontact| ucontact.as_nobody = Asked::NotAllowed);
    assert_eq!(unknown, []);
}

#[test]
fn microphone_refused() {
    let place = Place::Page("crm.acme.example".to_owned());
    assert_eq!(
        on_page(|page| page.microphone = MediaPermission::Denied),
        [Cause::MicrophoneRefused { place }]
    );
    let found = wrong(|facts| {
        facts.panel = true;
        facts.microphone = MediaPermission::Denied;
    });
    assert_eq!(found, [Cause::MicrophoneRefused { place: Place::Panel }]);
    let forbidden = on_page(|page| {
        page.headers = Some(Headers { permissions: Some("microphone=()".to_owned()), ..Headers::default() });
    });
    assert!(matches!(&forbidden[..], [Cause::MicrophoneForbidden { .. }]), "{forbidden:?}");
}

#[test]
fn camera_is_told_of_the_panel_alone_and_is_nothing_wrong() {
    for (camera, cause) in [
        (MediaPermission::Granted, Cause::CameraAllowed),
        (MediaPermission::Prompt, Cause::CameraAsks),
        (MediaPermission::Denied, Cause::CameraRefused),
    ] {
        for panel in [true, false] {
            let facts = Facts { camera, panel, microphone: MediaPermission::Granted, ..facts() };
            let found = diagnose(&facts);
            assert_eq!(found.iter().any(|finding| finding.cause == cause), panel, "{camera:?}");
            assert!(found.iter().all(|finding| finding.state < State::Warn), "{found:?}");
        }
    }
}

#[test]
fn no_rule() {
    let found = wrong(|facts| facts.last = Some(Last { channel: "fax".to_owned(), ruled: false }));
    assert_eq!(found, [Cause::NoRule { channel: "fax".to_owned() }]);
}

#[test]
fn logged_out() {
    let found = ask(|ucontact| {
        ucontact.as_agent = Asked::Answered { status: 200, headers: Headers::default(), password: true };
    });
    assert!(matches!(&found[..], [Cause::LoggedOut { sign: LoginSign::Password, .. }]), "{found:?}");
    let found = ask(|ucontact| ucontact.as_agent = answered(401, Headers::default()));
    assert!(matches!(&found[..], [Cause::LoggedOut { sign: LoginSign::Status(401), .. }]), "{found:?}");
    let found = ask(|ucontact| {
        ucontact.as_nobody = Asked::Redirected;
        ucontact.as_agent = Asked::Redirected;
    });
    assert!(
        matches!(&found[..], [Cause::SendsOn { .. }, Cause::LoggedOut { sign: LoginSign::Redirect, .. }]),
        "{found:?}"
    );
}

#[test]
fn the_frame_itself_shows_a_login() {
    let drawn_by_script = on_page(|page| page.asks_password = true);
    assert!(matches!(&drawn_by_script[..], [Cause::LoggedOut { sign: LoginSign::Password, .. }]));
    let found = wrong(|facts| {
        facts.pages[0].asks_password = true;
        let as_nobody = &mut facts.ucontact.as_mut().unwrap().as_nobody;
        *as_nobody = Asked::Answered { status: 200, headers: Headers::default(), password: true };
    });
    assert_eq!(found, [Cause::SessionKeptOut { host: "crm.acme.example".to_owned() }]);
}

#[test]
fn a_page_without_a_frame_is_meant_so_where_another_has_one() {
    let found = wrong(|facts| {
        let other = Page { frame: Frame::Spoken, ..page() };
        let without = Page { frame: Frame::Nothing, headers: Some(csp("frame-src 'none'")), ..page() };
        facts.pages = vec![without, other];
    });
    assert_eq!(found, []);
    let found = on_page(|page| page.frame = Frame::Nothing);
    assert!(matches!(&found[..], [Cause::NoFrame { .. }]), "{found:?}");
}

#[test]
fn the_report_tells_every_line_and_no_customer() {
    let mut facts = facts();
    facts.last = Some(Last { channel: "fax".to_owned(), ruled: false });
    facts.pages[0].headers = Some(csp("frame-src 'self'"));
    let text = report(&facts, &diagnose(&facts), 181_000);
    for line in [
        "version: 0.1.0",
        "browser: Chrome/156",
        "[WRONG] Page: crm.acme.example forbids uContact's frame: Content-Security-Policy: frame-src 'self'",
        "[to do] Rules: no rule applied to the last interaction (fax)",
        "[ok] Events: the last message of uContact came 3 minutes ago",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("/app"), "{text}");
}

#[test]
fn in_the_panel_it_is_told_as_on_a_page() {
    let with = |frame: Frame, page: Frame| {
        move |facts: &mut Facts| {
            (facts.panel, facts.in_panel) = (true, frame);
            facts.ancestors = vec!["chrome-extension://abc".to_owned()];
            facts.pages = vec![Page { frame: page, softphone: Softphone::Panel, ..self::page() }];
        }
    };
    assert_eq!(wrong(with(Frame::Nothing, Frame::Nothing)), [Cause::PanelClosed]);
    assert_eq!(wrong(with(Frame::There, Frame::Nothing)), []);
    let mut facts = facts();
    with(Frame::Spoken, Frame::Nothing)(&mut facts);
    let causes: Vec<Cause> = diagnose(&facts).into_iter().map(|finding| finding.cause).collect();
    assert!(causes.contains(&Cause::SpeaksInPanel) && causes.contains(&Cause::LoggedIn), "{causes:?}");
}
