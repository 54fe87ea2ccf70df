//! The live check of uContact's address: asks for it, and says what its outcome means.
//!
//! [`probe`] asks the background; [`lines`] makes lines of the answer, as values that a native test can look at;
//! [`crate::verdict::show`] puts the lines on a page.

use bridge::framing::{CSP, Refusal};
use bridge::wire::{Framing, Probe, question};
use webext::{Error, runtime};

use crate::{Text, Tone};

/// A line of the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Good, doubtful or bad.
    pub tone: Tone,
    /// The sentence.
    pub text: Text,
    /// Texts to copy that help.
    pub remedies: Vec<Remedy>,
}

/// A text to copy, and what to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What to do with it.
    pub text: Text,
    /// The exact text.
    pub copy: String,
}

impl Line {
    /// A line without a remedy.
    pub fn new(tone: Tone, text: Text) -> Self {
        Line { tone, text, remedies: Vec::new() }
    }
}

/// Asks the background whether uContact answers at `url`, and whether `pages` may show it in a frame. These are match
/// patterns, or addresses, which may have a port. If there are none, the pages of the configuration in force are
/// checked.
///
/// # Errors
/// Why the background could not be asked; [`failed`] makes a line of that.
pub async fn probe(url: &str, pages: &[String]) -> Result<Probe, Error> {
    ask(url, pages, false).await
}

/// Like [`probe`], but with the agent's cookies, as for a frame that the agent sees.
///
/// # Errors
/// As [`probe`].
pub async fn probe_as_agent(url: &str, pages: &[String]) -> Result<Probe, Error> {
    ask(url, pages, true).await
}

async fn ask(url: &str, pages: &[String], as_agent: bool) -> Result<Probe, Error> {
    runtime::ask(&question::Probe { url: url.to_owned(), pages: pages.to_vec(), as_agent }).await
}

/// The line for a check that could not be made.
pub fn failed(error: &Error) -> Line {
    Line::new(Tone::Bad, Text::with("troubleNoAnswer", [&error.to_string()]))
}

/// What an outcome means, the most important line first: whether the address answers, then which pages may show
/// uContact.
pub fn lines(probe: &Probe) -> Vec<Line> {
    let (tone, text) = match probe {
        Probe::BadAddress { message } => (Tone::Bad, Text::with("probeBadAddress", [message])),
        Probe::PermissionMissing { host } => (Tone::Warn, Text::with("probePermission", [host])),
        Probe::Unreachable => (Tone::Bad, Text::new("probeUnreachable")),
        Probe::TimedOut => (Tone::Bad, Text::new("probeTimedOut")),
        Probe::Redirected => (Tone::Warn, Text::new("probeRedirected")),
        // The check sends no cookies, so a proxy may ask for a login first. That is no fault.
        Probe::Status { status: status @ (401 | 403 | 407) } => {
            (Tone::Warn, Text::with("probeForbidden", [&status.to_string()]))
        }
        Probe::Status { status } => (Tone::Bad, Text::with("probeStatus", [&status.to_string()])),
        Probe::Reachable { frames } => {
            let mut lines = vec![Line::new(Tone::Good, Text::new("probeReachable"))];
            lines.extend(frames.iter().map(frame));
            return lines;
        }
    };
    vec![Line::new(tone, text)]
}

/// The worst tone of these lines; good if there are none.
pub fn worst(lines: &[Line]) -> Tone {
    lines.iter().map(|line| line.tone).max().unwrap_or(Tone::Good)
}

fn frame(framing: &Framing) -> Line {
    let Framing { ancestor, refusal } = framing;
    // The extension's own page: the side panel.
    let own = ancestor.starts_with("chrome-extension://") || ancestor.starts_with("moz-extension://");
    match refusal {
        None if own => Line::new(Tone::Good, Text::new("probePanelAllowed")),
        None => Line::new(Tone::Good, Text::with("probeAllowed", [ancestor])),
        Some(refusal) => {
            let answer = format!("{}: {}", refusal.header, refusal.value);
            let text = if own {
                Text::with("probePanelRefused", [&answer])
            } else {
                Text::with("probeRefused", [ancestor, &answer])
            };
            Line { tone: Tone::Bad, text, remedies: remedies(ancestor, refusal) }
        }
    }
}

/// What to add in uContact's own settings, and the whole directive for the administrator of the server.
pub(crate) fn remedies(ancestor: &str, refusal: &Refusal) -> Vec<Remedy> {
    vec![
        Remedy { text: Text::new("probeRemedySetting"), copy: ancestor.to_owned() },
        Remedy { text: Text::with("probeRemedyHeader", [CSP]), copy: directive(ancestor, refusal) },
    ]
}

/// The `frame-ancestors` that also allows `ancestor`. With such a directive, browsers ignore `X-Frame-Options`.
fn directive(ancestor: &str, refusal: &Refusal) -> String {
    let old = match refusal.header.as_str() {
        CSP => refusal.value.strip_prefix("frame-ancestors").unwrap_or_default(),
        _ if refusal.value.to_ascii_lowercase().contains("sameorigin") => "'self'",
        _ => "",
    };
    let kept = old.split_ascii_whitespace().filter(|source| !source.eq_ignore_ascii_case("'none'"));
    let mut sources: Vec<&str> = kept.collect();
    sources.push(ancestor);
    format!("frame-ancestors {}", sources.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRM: &str = "https://crm.acme.example";

    fn said(probe: &Probe) -> (Tone, &'static str) {
        let lines = lines(probe);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].remedies.is_empty());
        (lines[0].tone, lines[0].text.key)
    }

    fn refused(ancestor: &str, header: &str, value: &str) -> Line {
        let refusal = Some(Refusal { header: header.into(), value: value.into() });
        let probe = Probe::Reachable { frames: vec![Framing { ancestor: ancestor.into(), refusal }] };
        let mut lines = lines(&probe);
        assert_eq!((lines.len(), lines[0].tone), (2, Tone::Good), "it answers all the same");
        assert_eq!(worst(&lines), Tone::Bad);
        lines.remove(1)
    }

    #[test]
    fn each_outcome_has_its_line() {
        for (probe, tone, key) in [
            (Probe::BadAddress { message: "no".into() }, Tone::Bad, "probeBadAddress"),
            (Probe::PermissionMissing { host: "https://u/*".into() }, Tone::Warn, "probePermission"),
            (Probe::Unreachable, Tone::Bad, "probeUnreachable"),
            (Probe::TimedOut, Tone::Bad, "probeTimedOut"),
            (Probe::Redirected, Tone::Warn, "probeRedirected"),
            (Probe::Status { status: 401 }, Tone::Warn, "probeForbidden"),
            (Probe::Status { status: 404 }, Tone::Bad, "probeStatus"),
            (Probe::Status { status: 500 }, Tone::Bad, "probeStatus"),
            (Probe::Reachable { frames: vec![] }, Tone::Good, "probeReachable"),
        ] {
            assert_eq!(said(&probe), (tone, key), "{probe:?}");
        }
    }

    #[test]
    fn a_refused_frame_names_the_header_and_what_to_add() {
        let line = refused(CRM, CSP, "frame-ancestors 'self' https://old.example");
        let answer = "Content-Security-Policy: frame-ancestors 'self' https://old.example";
        assert_eq!(line.text, Text::with("probeRefused", [CRM, answer]));
        let copies: Vec<&str> = line.remedies.iter().map(|remedy| remedy.copy.as_str()).collect();
        assert_eq!(copies, [CRM, "frame-ancestors 'self' https://old.example https://crm.acme.example"]);
    }

    #[test]
    fn none_is_left_out_and_frame_options_are_replaced() {
        for (header, value, directive) in [
            (CSP, "frame-ancestors 'none'", "frame-ancestors https://crm.acme.example"),
            (CSP, "frame-ancestors", "frame-ancestors https://crm.acme.example"),
            ("X-Frame-Options", "DENY", "frame-ancestors https://crm.acme.example"),
            ("X-Frame-Options", "SAMEORIGIN", "frame-ancestors 'self' https://crm.acme.example"),
        ] {
            assert_eq!(refused(CRM, header, value).remedies[1].copy, directive, "{header}: {value}");
        }
    }

    #[test]
    fn the_extensions_own_page_is_the_side_panel() {
        for own in ["chrome-extension://abc", "moz-extension://0a1b"] {
            let line = refused(own, CSP, "frame-ancestors *");
            assert_eq!(line.text.key, "probePanelRefused");
            assert_eq!(line.remedies[1].copy, format!("frame-ancestors * {own}"));
            let probe = Probe::Reachable { frames: vec![Framing { ancestor: own.into(), refusal: None }] };
            assert_eq!(lines(&probe)[1].text.key, "probePanelAllowed");
        }
    }

    #[test]
    fn the_worst_line_counts() {
        assert_eq!(worst(&[]), Tone::Good);
        let frames = vec![Framing { ancestor: CRM.into(), refusal: None }];
        assert_eq!(worst(&lines(&Probe::Reachable { frames })), Tone::Good);
        assert_eq!(worst(&lines(&Probe::Redirected)), Tone::Warn);
    }
}
