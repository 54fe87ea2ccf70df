//! Each interaction as a row: what it is, how long it runs, what became of its record.

use bridge::view::{InteractionView, Opened, RecordView, View};
use pages::Text;

use crate::status::host_of;

/// How many ended interactions are listed; the rest is only counted.
pub const ENDED_SHOWN: usize = 5;

/// The interactions of a view, the live ones apart from those that ended.
pub struct Lists<'v> {
    /// Still running.
    pub live: Vec<&'v InteractionView>,
    /// Ended, at most [`ENDED_SHOWN`].
    pub ended: Vec<&'v InteractionView>,
    /// Ended and not listed.
    pub more: usize,
}

/// Sorts a view's interactions into the two lists; their order stays.
pub fn lists(view: &View) -> Lists<'_> {
    let (live, mut ended): (Vec<_>, Vec<_>) = view.interactions.iter().partition(|i| i.finished.is_none());
    let more = ended.len().saturating_sub(ENDED_SHOWN);
    ended.truncate(ENDED_SHOWN);
    Lists { live, ended, more }
}

/// A channel's shape in the popup's html, and its name; a channel nobody knows is shown as uContact wrote it.
pub fn channel(channel: &str) -> (&'static str, Option<Text>) {
    let (icon, key) = match channel.to_ascii_lowercase().as_str() {
        "telephony" => ("#ch-telephony", "channelTelephony"),
        "whatsapp" => ("#ch-whatsapp", "channelWhatsapp"),
        "sms" => ("#ch-sms", "channelSms"),
        "email" => ("#ch-email", "channelEmail"),
        "webchat" => ("#ch-webchat", "channelWebchat"),
        "messenger" => ("#ch-messenger", "channelMessenger"),
        "instagram" => ("#ch-instagram", "channelInstagram"),
        _ => return ("#ch-other", None),
    };
    (icon, Some(Text::new(key)))
}

/// What became of a record, as a row shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Record<'v> {
    /// `data-tone` in the style.
    pub tone: &'static str,
    /// The sign's shape.
    pub sign: &'static str,
    /// The sentence.
    pub text: Text,
    /// The button, if the record can be opened.
    pub button: Option<Button>,
    /// Why no rule applied.
    pub reasons: &'v [String],
}

/// A row's button; all of them ask for the record.
#[derive(Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: Text,
    /// The key of its full name for a screen reader, which takes the client as `$1`.
    pub full: &'static str,
    /// Whether it is the thing to do now.
    pub primary: bool,
}

/// What to say of a record.
pub fn record(record: &RecordView) -> Record<'_> {
    let button = |label, full, primary| Some(Button { label: Text::new(label), full, primary });
    let show = || button("showRecord", "showRecordOf", false);
    let open = |primary| button("openRecord", "openRecordOf", primary);
    let (tone, sign, text, button) = match record {
        RecordView::Opening { .. } => ("wait", "#sign-wait", Text::new("recordOpening"), None),
        RecordView::Opened { how, .. } => {
            let key = match how {
                Opened::Focused => "recordFocused",
                Opened::Reused => "recordReused",
                Opened::Tab => "recordTab",
                Opened::Window => "recordWindow",
            };
            ("good", "#sign-done", Text::new(key), show())
        }
        RecordView::Asked { url } => {
            ("ask", "#sign-record", Text::with("recordAsked", [host_of(url)]), open(true))
        }
        RecordView::Known { .. } => ("wait", "#sign-record", Text::new("recordKnown"), open(false)),
        RecordView::Failed { why, .. } => {
            ("bad", "#sign-alert", Text::with("recordFailed", [why]), button("tryAgain", "tryAgainOf", false))
        }
        RecordView::NoRule { .. } => ("warn", "#sign-none", Text::new("recordNoRule"), None),
        RecordView::LookingUp => ("wait", "#sign-wait", Text::new("recordLookingUp"), None),
        RecordView::Choose => ("ask", "#sign-record", Text::new("recordChoose"), None),
        RecordView::Nothing => {
            ("warn", "#sign-none", Text::new("recordNothing"), button("tryAgain", "tryAgainOf", false))
        }
    };
    let reasons = match record {
        RecordView::NoRule { reasons } => reasons.as_slice(),
        _ => &[],
    };
    Record { tone, sign, text, button, reasons }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interaction(guid: &str, finished: Option<u64>) -> InteractionView {
        InteractionView {
            guid: guid.to_owned(),
            campaign: "Ventas".to_owned(),
            channel: "telephony".to_owned(),
            client_id: "59899123456".to_owned(),
            assigned: 1,
            finished,
            disposed: None,
            record: RecordView::NoRule { reasons: Vec::new() },
            lookup: None,
        }
    }

    #[test]
    fn ended_ones_are_listed_apart_and_limited() {
        let mut interactions = vec![interaction("a", None), interaction("b", None)];
        interactions.extend((0..8).map(|i| interaction(&format!("e{i}"), Some(5))));
        let view = View { interactions, ..View::default() };
        let lists = lists(&view);
        let guids = |list: &[&InteractionView]| list.iter().map(|i| i.guid.clone()).collect::<Vec<_>>();
        assert_eq!(guids(&lists.live), ["a", "b"]);
        assert_eq!(guids(&lists.ended), ["e0", "e1", "e2", "e3", "e4"]);
        assert_eq!(lists.more, 3);
    }

    #[test]
    fn channels_are_known_whatever_their_case_and_unknown_ones_kept() {
        assert_eq!(channel("WhatsApp").0, "#ch-whatsapp");
        assert_eq!(channel("fax"), ("#ch-other", None));
    }

    #[test]
    fn a_record_that_was_asked_for_is_the_thing_to_do() {
        let asked = RecordView::Asked { url: "https://crm.acme.example/persons/contact/42".to_owned() };
        let shown = record(&asked);
        assert_eq!(shown.text, Text::with("recordAsked", ["crm.acme.example"]));
        assert!(shown.button.is_some_and(|button| button.primary));
    }

    #[test]
    fn every_record_that_has_an_address_can_be_opened_but_one_on_its_way() {
        let url = "https://crm.acme.example/1".to_owned();
        let can = |view: RecordView| record(&view).button.is_some();
        assert!(!can(RecordView::Opening { url: url.clone() }));
        for how in [Opened::Focused, Opened::Reused, Opened::Tab, Opened::Window] {
            assert!(can(RecordView::Opened { url: url.clone(), how }));
        }
        assert!(can(RecordView::Known { url: url.clone() }));
        assert!(can(RecordView::Failed { url, why: "no such tab".to_owned() }));
        assert!(!can(RecordView::NoRule { reasons: vec!["campaign".to_owned()] }));
    }

    #[test]
    fn reasons_are_kept_for_the_disclosure() {
        let none = RecordView::NoRule { reasons: vec!["Callers: the channel is webchat".to_owned()] };
        assert_eq!(record(&none).reasons, ["Callers: the channel is webchat"]);
    }
}
