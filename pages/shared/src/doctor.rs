//! The doctor, for any page of the extension: asks for a diagnosis, and says what its findings mean.
//!
//! [`facts`] asks the background for facts; `bridge::doctor::diagnose` makes findings of the facts; [`advice`] puts
//! each finding into the user's language. A page that has room for one finding only shows the [`worst`].

mod advice;

pub use advice::{Act, Advice, Who, advice, check_name};

use bridge::doctor::{Facts, Finding, State};
use bridge::wire::question::Diagnose;
use webext::{
    Error,
    media::{self, Medium},
    runtime,
};

use crate::{Text, dom};

/// Asks for all facts. With `panel`, the extension's own permission for the microphone counts, even if the
/// configuration does not put uContact into the panel.
///
/// # Errors
/// Why the background could not be asked.
pub async fn facts(panel: bool) -> Result<Facts, Error> {
    let mut facts = runtime::ask(&Diagnose {}).await?;
    facts.panel |= panel;
    facts.microphone = media::state(Medium::Microphone).await;
    facts.camera = media::state(Medium::Camera).await;
    facts.versions.browser = dom::window().navigator().user_agent().unwrap_or_default();
    Ok(facts)
}

/// The finding to show if there is room for one: the worst. Of several equally bad findings, the first, on which the
/// others depend. `None` if nothing is wrong.
pub fn worst(findings: &[Finding]) -> Option<&Finding> {
    let wrong = findings.iter().filter(|finding| finding.state >= State::Warn);
    // A finding depends only on findings before it.
    wrong.reduce(|worst, finding| if finding.state > worst.state { finding } else { worst })
}

/// All findings in one sentence, and the state of the whole.
pub fn verdict(findings: &[Finding]) -> (State, Text) {
    let count = |state| findings.iter().filter(|finding| finding.state == state).count();
    match (count(State::Bad), count(State::Warn), count(State::Unknown)) {
        (0, 0, 0) => (State::Good, Text::new("doctorAllGood")),
        (0, 0, _) => (State::Good, Text::new("doctorNothingWrong")),
        (0, todo, _) => (State::Warn, Text::counted("doctorTodoOne", "doctorTodoMany", todo)),
        (bad, ..) => (State::Bad, Text::counted("doctorBadOne", "doctorBadMany", bad)),
    }
}

/// The value of the attribute `data-state`, which the style uses.
pub fn state_name(state: State) -> &'static str {
    match state {
        State::Good => "good",
        State::Unknown => "unknown",
        State::Warn => "warn",
        State::Bad => "bad",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::doctor::Cause;

    #[test]
    fn the_first_of_the_worst_findings_counts() {
        let of = |causes: &[Cause]| -> Vec<Finding> { causes.iter().cloned().map(Finding::from).collect() };
        let status = Cause::Status { host: "u".to_owned(), status: 404 };
        let unheard = of(&[Cause::AccessGranted, Cause::NeverHeard]);
        assert_eq!(
            (worst(&unheard), verdict(&unheard)),
            (None, (State::Good, Text::new("doctorNothingWrong")))
        );
        let all =
            of(&[Cause::NoPage, status.clone(), Cause::NotSetUp, Cause::NoRule { channel: "x".to_owned() }]);
        assert_eq!(worst(&all).map(|finding| &finding.cause), Some(&status));
        assert_eq!(verdict(&all), (State::Bad, Text::with("doctorBadMany", ["2"])));
        assert_eq!(verdict(&of(&[Cause::NoPage])), (State::Warn, Text::new("doctorTodoOne")));
        assert_eq!(verdict(&of(&[Cause::LoggedIn])), (State::Good, Text::new("doctorAllGood")));
    }
}
