//! What the page says while uContact's frame is not here, as values.

use bridge::doctor::MediaPermission;
use bridge::wire::Probe;
use pages::Text;
use webext::placement::{Elsewhere, Placement};

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Open the first-run page.
    SetUp,
    /// Bring uContact's place to the front.
    Show,
    /// Move uContact here.
    MoveHere,
    /// Load uContact again, and check again.
    Again,
    /// Open the page that says what is wrong.
    Doctor,
}

/// What the page says, and what the agent can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub title: Text,
    /// What else the agent should know.
    pub detail: Text,
    /// The first button is the one that the agent usually wants.
    pub buttons: Vec<(Action, Text)>,
}

/// There is no configuration.
pub fn not_configured() -> Message {
    Message {
        title: Text::new("noConfigurationTitle"),
        detail: Text::new("noConfigurationDetail"),
        buttons: vec![(Action::SetUp, Text::new("setUp"))],
    }
}

/// uContact is not to be here.
pub fn elsewhere(placement: &Placement) -> Message {
    let title = match &placement.elsewhere {
        Some(Elsewhere::Tab(title)) if !title.is_empty() => Text::with("panelInTab", [title]),
        Some(Elsewhere::Panel) => Text::new("panelInPanel"),
        _ => Text::new("panelInOtherTab"),
    };
    Message {
        title,
        detail: Text::new("panelElsewhereDetail"),
        buttons: vec![(Action::Show, Text::new("panelShow")), (Action::MoveHere, Text::new("panelTake"))],
    }
}

/// uContact's frame would stay empty here. The lines below say why.
pub fn refused() -> Message {
    Message {
        title: Text::new("panelRefusedTitle"),
        detail: Text::new("panelRefusedDetail"),
        buttons: vec![(Action::Again, Text::new("tryAgain")), (Action::Doctor, Text::new("doctorOpen"))],
    }
}

/// Whether uContact's frame stays empty after this answer. A slow server may still answer, and an error page of the
/// server is visible in the frame: neither leaves the frame empty.
pub fn keeps_out(outcome: &Probe) -> bool {
    match outcome {
        Probe::Reachable { frames } => frames.iter().any(|framing| framing.refusal.is_some()),
        Probe::Unreachable => true,
        _ => false,
    }
}

/// What to say of the extension's permission for the microphone, and the label of the button that opens the page which
/// asks for it: in a side panel the browser never asks. `None` if nothing is to be done, or nothing is known.
pub fn microphone(state: MediaPermission) -> Option<(Text, Text)> {
    match state {
        MediaPermission::Prompt => Some((Text::new("panelMicrophone"), Text::new("panelMicrophoneAllow"))),
        MediaPermission::Denied => {
            Some((Text::new("panelMicrophoneRefused"), Text::new("panelMicrophoneHelp")))
        }
        MediaPermission::Granted | MediaPermission::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placement(elsewhere: Option<Elsewhere>) -> Placement {
        Placement {
            number: 1.0,
            here: false,
            elsewhere,
            theme: None,
            texts: Default::default(),
            live: vec![],
            wrong: false,
        }
    }

    #[test]
    fn the_tab_with_ucontact_is_named_by_its_title_if_it_has_one() {
        let title = |elsewhere| super::elsewhere(&placement(elsewhere)).title;
        assert_eq!(title(Some(Elsewhere::Tab("Contact 5".into()))), Text::with("panelInTab", ["Contact 5"]));
        assert_eq!(title(Some(Elsewhere::Tab(String::new()))), Text::new("panelInOtherTab"));
        assert_eq!(title(Some(Elsewhere::Panel)), Text::new("panelInPanel"));
        assert_eq!(title(None), Text::new("panelInOtherTab"));
    }

    #[test]
    fn only_an_answer_that_leaves_the_frame_empty_keeps_it_out() {
        let refusal = bridge::framing::Refusal { header: "X-Frame-Options".into(), value: "DENY".into() };
        let reachable = |refusal| {
            let framing = bridge::wire::Framing { ancestor: "chrome-extension://a".into(), refusal };
            Probe::Reachable { frames: vec![framing] }
        };
        for (outcome, is_out) in [
            (reachable(None), false),
            (reachable(Some(refusal)), true),
            (Probe::Unreachable, true),
            (Probe::TimedOut, false),
            (Probe::Redirected, false),
            (Probe::Status { status: 503 }, false),
        ] {
            assert_eq!(keeps_out(&outcome), is_out, "{outcome:?}");
        }
    }

    #[test]
    fn the_first_button_ends_no_call() {
        let buttons = elsewhere(&placement(None)).buttons;
        assert_eq!(
            buttons.iter().map(|(action, _)| *action).collect::<Vec<_>>(),
            [Action::Show, Action::MoveHere]
        );
    }
}
