//! The report to copy: plain English for whoever helps, with nothing about a client.

use super::facts::Facts;
use super::finding::{Cause, Finding, LoginSign, Place, State};
use std::fmt;

/// The report: what is installed, and one line for each finding. `now` is the time of the report; ages count from it.
#[must_use]
pub fn report(facts: &Facts, findings: &[Finding], now: crate::view::Millis) -> String {
    let mut text = String::from("uContact Bridge: diagnosis\n");
    text += &format!("version: {}\nbrowser: {}\n\n", facts.versions.extension, facts.versions.browser);
    for finding in findings {
        let state = match finding.state {
            State::Good => "ok",
            State::Unknown => "not known",
            State::Warn => "to do",
            State::Bad => "WRONG",
        };
        let what = match &finding.cause {
            // An age needs no time zone.
            Cause::Heard { at } => {
                format!("the last message of uContact came {} minutes ago", now.saturating_sub(*at) / 60_000)
            }
            cause => cause.to_string(),
        };
        text += &format!("[{state}] {:?}: {what}\n", finding.check);
    }
    text
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panel => f.write_str("the extension's panel"),
            Self::Page(host) => f.write_str(host),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = |error: &Option<String>| error.as_deref().map_or(String::new(), |e| format!(" ({e})"));
        match self {
            Self::NotSetUp => write!(f, "nothing is configured"),
            Self::ConfigurationErrors { errors } => write!(f, "the configuration has errors: {errors}"),
            Self::AccessGranted => write!(f, "all hosts are granted"),
            Self::AccessMissing { hosts } => write!(f, "hosts not granted: {}", hosts.join(", ")),
            Self::Answers { host } => write!(f, "{host} answers"),
            Self::AddressNotAllowed { pattern } => write!(f, "not asked, {pattern} is not granted"),
            Self::Unreachable { host, error } => write!(f, "{host} cannot be reached{}", why(error)),
            Self::Tls { host, error } => write!(f, "the connection to {host} is not secure{}", why(error)),
            Self::NoTls { host, .. } => write!(f, "{host} can be reached, but not securely"),
            Self::NoConnection { host, .. } => write!(f, "no connection to {host}, or only without TLS"),
            Self::Unclear { host, .. } => write!(f, "no secure connection to {host}"),
            Self::TimedOut { host } => write!(f, "{host} does not answer in time"),
            Self::Status { host, status } => write!(f, "{host} answers with the error {status}"),
            Self::SendsOn { host } => write!(f, "{host} redirects to another address"),
            Self::MayFrame { ancestor } => write!(f, "uContact may be framed by {ancestor}"),
            Self::Refused { ancestor: by, refusal } | Self::PanelRefused { own: by, refusal } => {
                write!(f, "uContact refuses to be framed by {by}: {}: {}", refusal.header, refusal.value)
            }
            Self::PanelMayFrame => write!(f, "uContact may be framed by the extension's panel"),
            Self::PageAllows { host } => write!(f, "{host} allows uContact's frame"),
            Self::PageForbidsFrame { host, refusal, .. } => {
                write!(f, "{host} forbids uContact's frame: {}: {}", refusal.header, refusal.value)
            }
            Self::PageSandboxed { host, .. } => write!(f, "{host} is sandboxed by its policy"),
            Self::PageIsolated { host, coep, lacks } => {
                let lacks: Vec<String> =
                    lacks.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                let lacks = lacks.join(", ");
                write!(
                    f,
                    "{host} isolates itself (Cross-Origin-Embedder-Policy: {coep}); uContact lacks {lacks}"
                )
            }
            Self::Speaks { host } => write!(f, "uContact sends messages on {host}"),
            Self::SpeaksInPanel => write!(f, "uContact sends messages in the side panel"),
            Self::QuietInPanel => write!(f, "uContact is in the side panel and has sent no message yet"),
            Self::PanelClosed => write!(f, "the side panel is not open"),
            Self::Quiet { host } => write!(f, "uContact is on {host} and has sent no message yet"),
            Self::NoFrame { host, origin } => write!(f, "no frame of {origin} on {host}"),
            Self::Removed { host } => write!(f, "{host} removes uContact's frame again and again"),
            Self::NoPage => write!(f, "no configured page is open"),
            Self::LoggedIn => write!(f, "uContact sends messages, so the agent is logged in"),
            Self::LoggedOut { host, sign, .. } => match sign {
                LoginSign::Status(status) => write!(f, "not logged in to {host} (status {status})"),
                LoginSign::Password => write!(f, "not logged in to {host} (it asks for a password)"),
                LoginSign::Redirect => write!(f, "perhaps not logged in to {host} (it redirects)"),
            },
            Self::LoginUnknown => write!(f, "no sign of being logged out"),
            Self::SessionKeptOut { host } => {
                write!(f, "logged in, but not in the frame on {host}: the browser keeps the cookies from it")
            }
            Self::CameraAllowed => write!(f, "allowed for {}", Place::Panel),
            Self::CameraAsks => write!(f, "not decided for {}", Place::Panel),
            Self::CameraRefused => write!(f, "refused for {}", Place::Panel),
            Self::MicrophoneAllowed { place } => write!(f, "allowed for {place}"),
            Self::MicrophoneAsks { place } => write!(f, "not decided for {place}"),
            Self::MicrophoneRefused { place } => write!(f, "refused for {place}"),
            Self::MicrophoneForbidden { host, refusal, .. } => {
                write!(f, "{host} keeps it from frames: {}: {}", refusal.header, refusal.value)
            }
            Self::Heard { .. } => write!(f, "a message of uContact came"),
            Self::NeverHeard => write!(f, "no message of uContact came yet"),
            Self::NotUnderstood => write!(f, "the last message of uContact was refused"),
            Self::RuleApplied => write!(f, "a rule applied to the last interaction"),
            Self::NoRule { channel } => write!(f, "no rule applied to the last interaction ({channel})"),
        }
    }
}
