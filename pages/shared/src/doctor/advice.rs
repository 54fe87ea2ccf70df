//! What a finding means, what to do, and who can do it.

use bridge::doctor::{Cause, Check, Finding, LoginSign, Place, State};
use bridge::framing::{CSP, Refusal};

use crate::{
    Text, clock,
    probe::{Remedy, remedies},
};

/// Who can do something about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The agent who reads the finding.
    Agent,
    /// Whoever configures the extension.
    Admin,
    /// uContact's administrator.
    Ucontact,
    /// The CRM's administrator.
    Crm,
    /// Whoever runs the network.
    Network,
    /// The network's or uContact's administrator; the finding says when which of them.
    NetworkOrUcontact,
}

impl Who {
    /// The name for people to read.
    pub fn name(self) -> Text {
        match self {
            Who::Agent => Text::new("whoAgent"),
            Who::Admin => Text::new("whoAdmin"),
            Who::Ucontact => Text::new("whoUcontact"),
            Who::Crm => Text::new("whoCrm"),
            Who::Network => Text::new("whoNetwork"),
            Who::NetworkOrUcontact => Text::new("whoNetworkOrUcontact"),
        }
    }
}

/// What a button can do about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Open the first-run page.
    FirstRun,
    /// Open the settings.
    Settings,
    /// Ask the browser for these hosts.
    Allow(Vec<String>),
    /// Ask for the microphone, from a tab or window.
    Microphone,
    /// Have the browser ask for the microphone in the CRM's page of this host.
    MicrophoneOn(String),
    /// Ask for the camera, from a tab or window.
    Camera,
    /// Open this address in a tab.
    Visit(String),
}

impl Act {
    /// The button's label.
    pub fn label(&self) -> Text {
        match self {
            Act::FirstRun => Text::new("setUp"),
            Act::Settings => Text::new("openSettings"),
            Act::Allow(_) => Text::new("allowAccess"),
            Act::Microphone | Act::MicrophoneOn(_) => Text::new("microphoneAllow"),
            Act::Camera => Text::new("cameraAllow"),
            Act::Visit(url) => {
                let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                Text::with("openHost", [host.split(['/', '?', '#']).next().unwrap_or(host)])
            }
        }
    }
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// How bad it is.
    pub state: State,
    /// The sentence.
    pub title: Text,
    /// What the finding means for an agent.
    pub means: Option<Text>,
    /// What a server or the browser said, word for word: a header, or an error.
    pub detail: Option<Text>,
    /// What to do.
    pub todo: Option<Text>,
    /// Texts to copy that help.
    pub remedies: Vec<Remedy>,
    /// Who can do that.
    pub who: Option<Who>,
    /// What a button can do about it.
    pub act: Option<Act>,
}

/// What a check is about.
pub fn check_name(check: Check) -> Text {
    match check {
        Check::Setup => Text::new("checkSetup"),
        Check::Access => Text::new("checkAccess"),
        Check::Address => Text::new("checkAddress"),
        Check::Framing => Text::new("checkFraming"),
        Check::Page => Text::new("checkPage"),
        Check::Frame => Text::new("checkFrame"),
        Check::Login => Text::new("checkLogin"),
        Check::Microphone => Text::new("checkMicrophone"),
        Check::Camera => Text::new("checkCamera"),
        Check::Events => Text::new("checkEvents"),
        Check::Rules => Text::new("checkRules"),
    }
}

/// What follows the title of a finding that is not good.
struct Rest {
    means: &'static str,
    todo: Text,
    who: Who,
}

fn rest(means: &'static str, todo: &'static str, who: Who) -> Rest {
    Rest { means, todo: Text { key: todo, fill: Vec::new() }, who }
}

/// Puts a finding into words.
pub fn advice(finding: &Finding) -> Advice {
    let (title, rest) = words(&finding.cause);
    let (means, todo, who) = match rest {
        Some(Rest { means, todo, who }) => {
            (Some(Text { key: means, fill: Vec::new() }), Some(todo), Some(who))
        }
        None => (alone(&finding.cause), None, None),
    };
    let (detail, remedies) = said(&finding.cause);
    Advice { state: finding.state, title, means, detail, todo, remedies, who, act: act(&finding.cause) }
}

/// What a finding means if nothing is to be done.
fn alone(cause: &Cause) -> Option<Text> {
    match cause {
        Cause::LoginUnknown => Some(Text::new("drLoginUnknownMeans")),
        Cause::NeverHeard => Some(Text::new("drQuietMeans")),
        Cause::CameraAsks => Some(Text::new("drCameraAsksMeans")),
        Cause::CameraRefused => Some(Text::new("drCameraRefusedMeans")),
        _ => None,
    }
}

fn words(cause: &Cause) -> (Text, Option<Rest>) {
    let good = |title: Text| (title, None);
    let wrong = |title: Text, rest: Rest| (title, Some(rest));
    match cause {
        Cause::AccessGranted => good(Text::new("drAccess")),
        Cause::Answers { host } => good(Text::with("drAnswers", [host])),
        Cause::MayFrame { ancestor } => good(Text::with("drMayFrame", [ancestor])),
        Cause::PanelMayFrame => good(Text::new("drPanelMayFrame")),
        Cause::PageAllows { host } => good(Text::with("drPageAllows", [host])),
        Cause::Speaks { host } => good(Text::with("drSpeaks", [host])),
        Cause::SpeaksInPanel => good(Text::new("panelTitle")),
        Cause::LoggedIn => good(Text::new("drLoggedIn")),
        Cause::LoginUnknown => good(Text::new("drLoginUnknown")),
        Cause::MicrophoneAllowed { place: Place::Panel } => good(Text::new("drMicrophonePanel")),
        Cause::MicrophoneAllowed { place: Place::Page(host) } => good(Text::with("drMicrophone", [host])),
        Cause::Heard { at } => good(Text::with("drHeard", [&clock::moment(*at)])),
        Cause::NeverHeard => good(Text::new("drNeverHeard")),
        Cause::CameraAllowed => good(Text::new("drCamera")),
        Cause::CameraAsks => good(Text::new("drCameraAsks")),
        Cause::CameraRefused => good(Text::new("drCameraRefused")),
        Cause::RuleApplied => good(Text::new("drRule")),

        Cause::NotSetUp => {
            wrong(Text::new("drNotSetUp"), rest("drNotSetUpMeans", "drNotSetUpDo", Who::Agent))
        }
        Cause::ConfigurationErrors { errors } => wrong(
            Text::counted("drErrorsOne", "drErrorsMany", *errors),
            rest("drErrorsMeans", "drErrorsDo", Who::Admin),
        ),
        Cause::AccessMissing { hosts } => wrong(
            Text::with("drNoAccess", [&hosts.join(", ")]),
            rest("drNoAccessMeans", "drNoAccessDo", Who::Agent),
        ),
        Cause::AddressNotAllowed { pattern } => wrong(
            Text::new("drNotAsked"),
            Rest { means: "drNotAskedMeans", todo: Text::with("drNotAskedDo", [pattern]), who: Who::Agent },
        ),
        Cause::Unreachable { host, .. } => wrong(
            Text::with("drUnreachable", [host]),
            rest("drUnreachableMeans", "drUnreachableDo", Who::Network),
        ),
        Cause::Tls { host, .. } => {
            wrong(Text::with("drTls", [host]), rest("drTlsMeans", "drTlsDo", Who::Ucontact))
        }
        Cause::NoTls { host, .. } => {
            wrong(Text::with("drNoTls", [host]), rest("drNoTlsMeans", "drNoTlsDo", Who::Ucontact))
        }
        Cause::NoConnection { host, .. } => wrong(
            Text::with("drUnreachable", [host]),
            rest("drNoConnectionMeans", "drNoConnectionDo", Who::NetworkOrUcontact),
        ),
        Cause::Unclear { host, .. } => wrong(
            Text::with("drUnclear", [host]),
            rest("drUnclearMeans", "drUnclearDo", Who::NetworkOrUcontact),
        ),
        Cause::TimedOut { host } => {
            wrong(Text::with("drTimedOut", [host]), rest("drTimedOutMeans", "drTimedOutDo", Who::Network))
        }
        Cause::Status { host, status } => wrong(
            Text::with("drStatus", [host, &status.to_string()]),
            match status {
                500.. => rest("drUnreachableMeans", "drServerDo", Who::Ucontact),
                _ => rest("drStatusMeans", "drStatusDo", Who::Admin),
            },
        ),
        Cause::SendsOn { host } => {
            wrong(Text::with("drSendsOn", [host]), rest("drSendsOnMeans", "drSendsOnDo", Who::Admin))
        }
        Cause::Refused { ancestor, .. } => {
            wrong(Text::with("drRefused", [ancestor]), rest("drRefusedMeans", "drRefusedDo", Who::Ucontact))
        }
        Cause::PanelRefused { .. } => {
            wrong(Text::new("drPanelRefused"), rest("drRefusedMeans", "drRefusedDo", Who::Ucontact))
        }
        Cause::PageForbidsFrame { host, .. } => wrong(
            Text::with("drPageForbids", [host]),
            rest("drPageForbidsMeans", "drPageForbidsDo", Who::Crm),
        ),
        Cause::PageSandboxed { host, .. } => {
            wrong(Text::with("sandboxedTitle", [host]), rest("drSandboxMeans", "drSandboxDo", Who::Crm))
        }
        Cause::PageIsolated { host, .. } => {
            wrong(Text::with("drIsolated", [host]), rest("drIsolatedMeans", "drIsolatedDo", Who::Ucontact))
        }
        Cause::Quiet { host } => {
            wrong(Text::with("quietTitle", [host]), rest("drQuietMeans", "drQuietDo", Who::Agent))
        }
        Cause::NoFrame { host, origin } => wrong(
            Text::with("noFrameTitle", [host]),
            Rest { means: "drNoFrameMeans", todo: Text::with("drNoFrameDo", [origin]), who: Who::Agent },
        ),
        Cause::Removed { host } => {
            wrong(Text::with("removedTitle", [host]), rest("drNoFrameMeans", "removedDetail", Who::Crm))
        }
        Cause::QuietInPanel => {
            wrong(Text::new("panelQuietTitle"), rest("drQuietMeans", "drQuietDo", Who::Agent))
        }
        Cause::PanelClosed => {
            wrong(Text::new("panelClosedTitle"), rest("drLoggedOutMeans", "panelClosedDetail", Who::Agent))
        }
        Cause::NoPage => wrong(Text::new("noPageTitle"), rest("drNoPageMeans", "noPageDetail", Who::Agent)),
        Cause::LoggedOut { sign, .. } => {
            let title = match sign {
                LoginSign::Redirect => Text::new("drPerhapsOut"),
                LoginSign::Status(_) | LoginSign::Password => Text::new("drLoggedOut"),
            };
            wrong(title, rest("drLoggedOutMeans", "drLoggedOutDo", Who::Agent))
        }
        Cause::SessionKeptOut { host } => {
            wrong(Text::with("drKeptOut", [host]), rest("drKeptOutMeans", "drKeptOutDo", Who::Ucontact))
        }
        Cause::MicrophoneAsks { place: Place::Page(host) } => wrong(
            Text::with("drMicrophoneAsks", [host]),
            rest("drMicrophoneAsksMeans", "drMicrophoneAsksDo", Who::Agent),
        ),
        Cause::MicrophoneAsks { place: Place::Panel } => wrong(
            Text::new("drMicrophonePanelAsks"),
            rest("drMicrophonePanelAsksMeans", "drNoAccessDo", Who::Agent),
        ),
        Cause::MicrophoneRefused { place: Place::Page(host) } => wrong(
            Text::with("drMicrophoneRefused", [host]),
            rest("drMicrophoneRefusedMeans", "drMicrophoneRefusedDo", Who::Agent),
        ),
        Cause::MicrophoneRefused { place: Place::Panel } => wrong(
            Text::new("drMicrophonePanelRefused"),
            rest("drMicrophoneRefusedMeans", "drMicrophonePanelRefusedDo", Who::Agent),
        ),
        Cause::MicrophoneForbidden { host, .. } => wrong(
            Text::with("drMicrophoneForbidden", [host]),
            rest("drMicrophoneRefusedMeans", "drMicrophoneForbiddenDo", Who::Crm),
        ),
        Cause::NotUnderstood => {
            wrong(Text::new("drNotUnderstood"), rest("drNotUnderstoodMeans", "drNotUnderstoodDo", Who::Agent))
        }
        Cause::NoRule { channel } => {
            wrong(Text::with("drNoRule", [channel]), rest("drNoRuleMeans", "drNoRuleDo", Who::Admin))
        }
    }
}

/// What a server or the browser said, word for word, and what to write instead.
fn said(cause: &Cause) -> (Option<Text>, Vec<Remedy>) {
    let header = |refusal: &Refusal| format!("{}: {}", refusal.header, refusal.value);
    let in_policy =
        |copy: &String| vec![Remedy { text: Text::with("drPolicyRemedy", [CSP]), copy: copy.clone() }];
    match cause {
        Cause::Unreachable { error: Some(error), .. } | Cause::Tls { error: Some(error), .. } => {
            (Some(Text::with("doctorBrowserSays", [error])), Vec::new())
        }
        Cause::Refused { ancestor: by, refusal } | Cause::PanelRefused { own: by, refusal } => {
            (Some(Text::with("doctorAnswerSays", [&header(refusal)])), remedies(by, refusal))
        }
        Cause::PageForbidsFrame { refusal, remedy, .. } => {
            (Some(Text::with("doctorPageSays", [&header(refusal)])), in_policy(remedy))
        }
        Cause::PageSandboxed { remedy, .. } => (None, in_policy(remedy)),
        Cause::PageIsolated { coep, lacks, .. } => {
            let says = format!("Cross-Origin-Embedder-Policy: {coep}");
            let remedies = lacks.iter().map(|(name, value)| Remedy {
                text: Text::new("drHeaderRemedy"),
                copy: format!("{name}: {value}"),
            });
            (Some(Text::with("doctorPageSays", [&says])), remedies.collect())
        }
        Cause::MicrophoneForbidden { refusal, remedy, .. } => {
            let remedy = Remedy { text: Text::new("drCrmHeaderRemedy"), copy: remedy.clone() };
            (Some(Text::with("doctorPageSays", [&header(refusal)])), vec![remedy])
        }
        _ => (None, Vec::new()),
    }
}

fn act(cause: &Cause) -> Option<Act> {
    match cause {
        Cause::NotSetUp => Some(Act::FirstRun),
        Cause::ConfigurationErrors { .. }
        | Cause::SendsOn { .. }
        | Cause::NoFrame { .. }
        | Cause::NoRule { .. } => Some(Act::Settings),
        Cause::Status { status, .. } if *status < 500 => Some(Act::Settings),
        Cause::AccessMissing { hosts } => Some(Act::Allow(hosts.clone())),
        Cause::AddressNotAllowed { pattern } => Some(Act::Allow(vec![pattern.clone()])),
        Cause::MicrophoneAsks { place: Place::Panel } | Cause::MicrophoneRefused { place: Place::Panel } => {
            Some(Act::Microphone)
        }
        Cause::MicrophoneAsks { place: Place::Page(host) } => Some(Act::MicrophoneOn(host.clone())),
        Cause::CameraAsks => Some(Act::Camera),
        Cause::LoggedOut { url, .. }
        | Cause::NoTls { url, .. }
        | Cause::NoConnection { url, .. }
        | Cause::Unclear { url, .. } => Some(Act::Visit(url.clone())),
        _ => None,
    }
}
