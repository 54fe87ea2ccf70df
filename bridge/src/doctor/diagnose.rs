//! From facts to findings. What was seen to work counts more than what headers say.

use super::facts::{Asked, Facts, Frame, MediaPermission, Page, Setup, Ucontact};
use super::failure::{Failure, failure};
use super::finding::{Cause, Finding, LoginSign, Place, State};
use crate::config::Softphone;
use crate::framing::{self, Ancestor, CSP, Refusal, host};
use crate::origin::{Origin, Scheme};

/// What is right and what is wrong, in the order of [`super::Check`], each finding once.
#[must_use]
pub fn diagnose(facts: &Facts) -> Vec<Finding> {
    let mut causes = match facts.setup {
        Setup::Nothing => vec![Cause::NotSetUp],
        Setup::Errors { errors } => vec![Cause::ConfigurationErrors { errors }],
        Setup::Good => Vec::new(),
    };
    if let Some(ucontact) = &facts.ucontact {
        causes.push(access(&facts.missing));
        causes.push(address(ucontact));
        causes.extend(framing(facts, ucontact));
        causes.extend(hosting(facts).flat_map(|page| page_policy(facts, ucontact, page)));
        let so_far = one_each(causes);
        let excused = so_far.iter().any(|finding| finding.state == State::Bad);
        causes = so_far.into_iter().map(|finding| finding.cause).collect();
        causes.extend(frame(facts, ucontact, excused));
        causes.extend(login(facts, ucontact));
    }
    causes.extend(microphones(facts));
    if facts.setup == Setup::Good {
        causes.extend(events(facts));
        causes.extend(rules(facts));
    }
    one_each(causes)
}

/// The findings in the order of the checks, each once.
fn one_each(causes: Vec<Cause>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for finding in causes.into_iter().map(Finding::from) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| finding.check);
    findings
}

fn access(missing: &[String]) -> Cause {
    match missing {
        [] => Cause::AccessGranted,
        hosts => Cause::AccessMissing { hosts: hosts.to_vec() },
    }
}

fn address(ucontact: &Ucontact) -> Cause {
    let host = ucontact.host.clone();
    if ucontact.headers().is_some() {
        return Cause::Answers { host };
    }
    match &ucontact.as_nobody {
        Asked::NotAsked | Asked::NotAllowed => Cause::AddressNotAllowed { pattern: ucontact.pattern.clone() },
        Asked::Failed { error, shown, reached } => {
            let scheme = Origin::of_url(&ucontact.origin).map_or(Scheme::Https, |origin| origin.scheme());
            match failure(error.as_deref(), scheme, *shown, *reached) {
                Failure::Tls => Cause::Tls { host, error: error.clone() },
                Failure::Network => Cause::Unreachable { host, error: error.clone() },
                Failure::NoTls => Cause::NoTls { host, url: ucontact.url.clone() },
                Failure::NoConnection => Cause::NoConnection { host, url: ucontact.url.clone() },
                Failure::Unknown => Cause::Unclear { host, url: ucontact.url.clone() },
            }
        }
        Asked::TimedOut => Cause::TimedOut { host },
        Asked::Redirected => Cause::SendsOn { host },
        // uContact is there, and wants a login.
        Asked::Answered { status: 401 | 403, .. } => Cause::Answers { host },
        Asked::Answered { status, .. } => Cause::Status { host, status: *status },
    }
}

/// What uContact's headers say, for each origin whose pages are to frame it.
fn framing(facts: &Facts, ucontact: &Ucontact) -> Vec<Cause> {
    let Some(answer) = ucontact.answer() else { return Vec::new() };
    let spoken =
        |origin: &str| facts.pages.iter().any(|page| page.origin == origin && page.frame == Frame::Spoken);
    let parsed = facts.ancestors.iter().filter_map(|text| Ancestor::of_url(text));
    let causes = parsed.map(|ancestor| {
        let (name, own) = (ancestor.to_string(), ancestor.is_extension());
        let refusal = framing::refusal(facts.engine, answer, &ancestor).filter(|_| !spoken(&name));
        match (own, refusal) {
            (true, Some(_)) if facts.in_panel == Frame::Spoken => Cause::PanelMayFrame,
            (true, None) => Cause::PanelMayFrame,
            (true, Some(refusal)) => Cause::PanelRefused { own: name, refusal },
            (false, None) => Cause::MayFrame { ancestor: name },
            (false, Some(refusal)) => Cause::Refused { ancestor: name, refusal },
        }
    });
    causes.collect()
}

/// The pages that frame uContact, or are to. Once a frame has spoken, the pages without a frame are taken to have
/// none on purpose.
fn hosting(facts: &Facts) -> impl Iterator<Item = &Page> {
    let spoken = facts.spoken();
    facts
        .pages
        .iter()
        .filter(|page| page.softphone != Softphone::Panel)
        .filter(move |page| !spoken || page.frame != Frame::Nothing)
}

/// What in the page's own headers keeps the frame from working.
fn page_policy(facts: &Facts, ucontact: &Ucontact, page: &Page) -> Vec<Cause> {
    let host = || page.host.clone();
    if page.frame == Frame::Spoken {
        return vec![Cause::PageAllows { host: host() }];
    }
    let headers = page.headers.as_ref();
    let csp = headers.and_then(|headers| headers.csp.as_deref()).unwrap_or_default();
    let Some(own) = Ancestor::of_url(&page.origin) else { return Vec::new() };
    let mut causes = Vec::new();
    if let Some(refusal) = sandbox(page) {
        causes.push(Cause::PageSandboxed { host: host(), remedy: host::remedy(&refusal, "") });
    }
    // The page's `frame-src` does not apply to a frame that the extension makes.
    if page.softphone == Softphone::Find
        && let Some(refusal) = host::frame_src(facts.engine, csp, &own, &ucontact.url)
    {
        let remedy = host::remedy(&refusal, &ucontact.origin);
        causes.push(Cause::PageForbidsFrame { host: host(), refusal, remedy });
    }
    let coep = headers.and_then(|headers| headers.coep.as_deref()).unwrap_or_default();
    if let (Some(frame), Some(answer)) = (Ancestor::of_url(&ucontact.origin), ucontact.headers()) {
        let text = |header: &Option<String>| header.clone().unwrap_or_default();
        let lacks = host::embedder(coep, &own, &frame, &text(&answer.coep), &text(&answer.corp));
        if !lacks.is_empty() {
            let lacks = lacks.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            causes.push(Cause::PageIsolated { host: host(), coep: coep.to_owned(), lacks });
        }
    }
    if causes.is_empty() && headers.is_some() {
        causes.push(Cause::PageAllows { host: host() });
    }
    causes
}

/// What sandboxes the page, from its headers or from what was seen.
fn sandbox(page: &Page) -> Option<Refusal> {
    let csp = page.headers.as_ref().and_then(|headers| headers.csp.as_deref());
    let seen = || Refusal { header: CSP.to_owned(), value: "sandbox".to_owned() };
    let by_header = csp.and_then(host::sandbox).filter(|_| page.frame != Frame::Spoken);
    by_header.or_else(|| (page.frame == Frame::Sandboxed).then(seen))
}

/// Where uContact's frame is. `excused`: an earlier finding explains already why there is no frame, or why it is
/// silent.
fn frame(facts: &Facts, ucontact: &Ucontact, excused: bool) -> Option<Cause> {
    match facts.in_panel {
        Frame::Spoken => return Some(Cause::SpeaksInPanel),
        Frame::There if !facts.spoken() => return (!excused).then_some(Cause::QuietInPanel),
        _ => {}
    }
    // `reduce` keeps the first of equals: the page that the agent looked at last.
    let best = hosting(facts).reduce(|best, page| if page.frame > best.frame { page } else { best });
    match best {
        None if facts.panel => Some(Cause::PanelClosed),
        None => Some(Cause::NoPage),
        Some(page) => match page.frame {
            Frame::Spoken => Some(Cause::Speaks { host: page.host.clone() }),
            Frame::Removed => Some(Cause::Removed { host: page.host.clone() }),
            Frame::There if !excused => Some(Cause::Quiet { host: page.host.clone() }),
            Frame::Nothing if !excused => {
                Some(Cause::NoFrame { host: page.host.clone(), origin: ucontact.origin.clone() })
            }
            _ => None,
        },
    }
}

/// Whether the agent is logged in. The frame itself knows best; after that, uContact's answer to the agent counts.
fn login(facts: &Facts, ucontact: &Ucontact) -> Option<Cause> {
    if facts.spoken() {
        return Some(Cause::LoggedIn);
    }
    let out = |sign| {
        let (host, url) = (ucontact.host.clone(), ucontact.url.clone());
        Some(Cause::LoggedOut { host, url, sign })
    };
    let answered = match &ucontact.as_agent {
        Asked::Answered { status: status @ (401 | 403), .. } => return out(LoginSign::Status(*status)),
        Asked::Answered { status: 200..300, password: true, .. } => return out(LoginSign::Password),
        Asked::Answered { status: 200..300, .. } => true,
        _ => false,
    };
    match hosting(facts).find(|page| page.asks_password) {
        // If a script draws the login form, the answer is the same with and without cookies. Then only the frame
        // shows that the agent is logged out.
        Some(_) if !session_counts(ucontact) => out(LoginSign::Password),
        Some(page) => Some(Cause::SessionKeptOut { host: page.host.clone() }),
        None if ucontact.as_agent == Asked::Redirected => out(LoginSign::Redirect),
        None => answered.then_some(Cause::LoginUnknown),
    }
}

/// Whether uContact lets the agent in, but not a request without cookies: then the browser holds a session.
fn session_counts(ucontact: &Ucontact) -> bool {
    let is_let_in =
        |asked: &Asked| matches!(asked, Asked::Answered { status: 200..300, password: false, .. });
    is_let_in(&ucontact.as_agent) && !is_let_in(&ucontact.as_nobody)
}

fn microphones(facts: &Facts) -> Vec<Cause> {
    let mut causes = Vec::new();
    if facts.panel {
        causes.extend(microphone(facts.microphone, Place::Panel));
        // On a CRM page the browser asks when uContact needs the camera.
        causes.extend(match facts.camera {
            MediaPermission::Granted => Some(Cause::CameraAllowed),
            MediaPermission::Prompt => Some(Cause::CameraAsks),
            MediaPermission::Denied => Some(Cause::CameraRefused),
            MediaPermission::Unknown => None,
        });
    }
    // The permissions of a sandboxed page say nothing about those of the page without its sandbox.
    for page in hosting(facts).filter(|page| sandbox(page).is_none()) {
        let forbidden = facts.ucontact.as_ref().and_then(|ucontact| {
            let policy = page.headers.as_ref()?.permissions.as_deref()?;
            let (own, frame) = (Ancestor::of_url(&page.origin)?, Ancestor::of_url(&ucontact.origin)?);
            let refusal = host::microphone(facts.engine, policy, &own, &frame)?;
            let remedy = host::remedy(&refusal, &ucontact.origin);
            Some(Cause::MicrophoneForbidden { host: page.host.clone(), refusal, remedy })
        });
        causes.extend(forbidden.or_else(|| microphone(page.microphone, Place::Page(page.host.clone()))));
    }
    causes
}

fn microphone(state: MediaPermission, place: Place) -> Option<Cause> {
    match state {
        MediaPermission::Granted => Some(Cause::MicrophoneAllowed { place }),
        MediaPermission::Prompt => Some(Cause::MicrophoneAsks { place }),
        MediaPermission::Denied => Some(Cause::MicrophoneRefused { place }),
        MediaPermission::Unknown => None,
    }
}

fn events(facts: &Facts) -> Vec<Cause> {
    let heard = facts.last_event.map_or(Cause::NeverHeard, |at| Cause::Heard { at });
    [heard].into_iter().chain(facts.refused.then_some(Cause::NotUnderstood)).collect()
}

fn rules(facts: &Facts) -> Option<Cause> {
    let last = facts.last.as_ref()?;
    Some(if last.ruled { Cause::RuleApplied } else { Cause::NoRule { channel: last.channel.clone() } })
}
