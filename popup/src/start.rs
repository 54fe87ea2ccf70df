//! The start form: what is remembered, and how far the last `startInteraction` came.

use bridge::view::{Millis, Offer, Start, StartFailure, StartState, StartView};
use pages::Text;
use serde::{Deserialize, Serialize};

/// For so long an outcome is shown. After that it is old news.
pub const NEWS: Millis = 5 * 60 * 1000;

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Draft {
    /// Campaign.
    pub campaign: String,
    /// The choice in the list of channels.
    pub channel: String,
    /// The channel's name, if the choice is [`OTHER`].
    pub other: String,
    /// Client.
    pub client_id: String,
}

/// With this choice the channel's name comes from a field.
pub const OTHER: &str = "other";

impl Draft {
    /// From what was remembered; an empty form if that is unreadable.
    pub fn parse(remembered: Option<&str>) -> Self {
        remembered.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// The form as a text to be remembered.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Fills in what an offer says. `choices` are those of the list of channels.
    pub fn with(self, offer: &Offer, choices: &[String]) -> Self {
        let channel = offer.channel.as_deref().map(|told| {
            let listed = choices.iter().find(|choice| choice.eq_ignore_ascii_case(told) && *choice != OTHER);
            listed
                .map_or_else(|| (OTHER.to_owned(), told.to_owned()), |choice| (choice.clone(), String::new()))
        });
        let (channel, other) = channel.unwrap_or((self.channel, self.other));
        Draft {
            campaign: offer.campaign.clone().unwrap_or(self.campaign),
            channel,
            other,
            client_id: offer.client_id.clone(),
        }
    }

    /// The request to uContact.
    pub fn start(&self) -> Start {
        let channel = if self.channel == OTHER { &self.other } else { &self.channel };
        Start {
            campaign: self.campaign.trim().to_owned(),
            channel: channel.trim().to_owned(),
            client_id: self.client_id.trim().to_owned(),
        }
    }
}

/// What the page knows before the desk knows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Local {
    /// The background was asked at this time. The desk's state will show the rest.
    Asked(Start, Millis),
    /// The background could not do it.
    Refused(String),
}

/// The line under the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `data-tone` in the style.
    pub tone: &'static str,
    /// The sign's shape.
    pub sign: &'static str,
    /// The sentence.
    pub text: Text,
}

/// The request that is still open, if there is one. An equal request would start a second call.
pub fn open_request<'a>(
    local: Option<&'a Local>,
    desk: Option<&'a StartView>,
    now: Millis,
) -> Option<&'a Start> {
    match (local, desk) {
        (Some(Local::Asked(start, at)), desk) if desk.is_none_or(|d| d.at < *at) => Some(start),
        (_, Some(desk)) => match desk.state {
            StartState::Sending => Some(&desk.request),
            StartState::Sent { until } if now < until => Some(&desk.request),
            _ => None,
        },
        _ => None,
    }
}

/// The line to show, if there is anything to say.
pub fn line(local: Option<&Local>, desk: Option<&StartView>, now: Millis) -> Option<Line> {
    let say = |tone, sign, text| Some(Line { tone, sign, text });
    let sending = |client: &str| say("wait", "#sign-wait", Text::with("startSending", [client]));
    match local {
        Some(Local::Refused(why)) => {
            return say("bad", "#sign-alert", Text::with("startRefused", [why]));
        }
        // Once the desk knows of this request, its state counts.
        Some(Local::Asked(start, at)) if desk.is_none_or(|d| d.at < *at) => {
            return sending(&start.client_id);
        }
        _ => {}
    }
    let desk = desk?;
    let client = [desk.request.client_id.as_str()];
    if !matches!(desk.state, StartState::Sending | StartState::Sent { .. }) && now > desk.at + NEWS {
        return None;
    }
    match &desk.state {
        StartState::Sending => sending(client[0]),
        StartState::Sent { until } if now < *until => {
            say("wait", "#sign-wait", Text::with("startSent", client))
        }
        // The time for an answer is over, also if the background sleeps and cannot say so.
        StartState::Sent { .. } | StartState::Unanswered => {
            say("warn", "#sign-alert", Text::with("startUnanswered", client))
        }
        StartState::Confirmed { .. } => say("good", "#sign-done", Text::with("startConfirmed", client)),
        StartState::Failed { why } => {
            let key = match why {
                StartFailure::NoFrame => "startNoFrame",
                StartFailure::FrameGone => "startFrameGone",
                StartFailure::Interrupted => "startInterrupted",
                StartFailure::NoConfiguration => "startNoConfiguration",
            };
            say("bad", "#sign-alert", Text::new(key))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask() -> Start {
        Start { campaign: "Ventas".into(), channel: "sms".into(), client_id: "59899123456".into() }
    }

    fn desk(state: StartState) -> StartView {
        StartView { request: ask(), at: 1_000, state }
    }

    fn key(local: Option<&Local>, desk: Option<&StartView>, now: Millis) -> Option<&'static str> {
        line(local, desk, now).map(|line| line.text.key)
    }

    #[test]
    fn a_remembered_form_comes_back_unchanged() {
        let draft = Draft {
            campaign: "Ventas \"Sur\"".into(),
            channel: OTHER.into(),
            other: "fax".into(),
            client_id: "+598 99".into(),
        };
        assert_eq!(Draft::parse(Some(&draft.write())), draft);
        for broken in [None, Some(""), Some("{"), Some("[1]"), Some("{\"campaign\":3}")] {
            assert_eq!(Draft::parse(broken), Draft::default());
        }
        assert_eq!(Draft::parse(Some("{\"campaign\":\"A\"}")).campaign, "A");
    }

    #[test]
    fn the_other_channel_takes_its_name_from_the_field() {
        let mut draft = Draft { channel: "sms".into(), other: "fax".into(), ..Draft::default() };
        assert_eq!(draft.start().channel, "sms");
        draft.channel = OTHER.into();
        draft.other = " fax ".into();
        assert_eq!(draft.start().channel, "fax");
    }

    #[test]
    fn an_offer_fills_in_what_it_says() {
        let choices = ["telephony".to_owned(), "sms".to_owned(), OTHER.to_owned()];
        let draft = Draft { campaign: "Soporte".into(), channel: "sms".into(), ..Draft::default() };
        let offer = |channel: Option<&str>, campaign: Option<&str>| Offer {
            client_id: "4711".into(),
            channel: channel.map(str::to_owned),
            campaign: campaign.map(str::to_owned),
        };
        let start = |offer: &Offer| {
            let start = draft.clone().with(offer, &choices).start();
            format!("{} {} {}", start.campaign, start.channel, start.client_id)
        };
        assert_eq!(start(&offer(None, None)), "Soporte sms 4711");
        assert_eq!(start(&offer(Some("Telephony"), Some("Ventas"))), "Ventas telephony 4711");
        assert_eq!(start(&offer(Some("webchat"), None)), "Soporte webchat 4711");
        assert_eq!(start(&offer(Some("other"), None)), "Soporte other 4711");
    }

    #[test]
    fn sending_is_shown_until_the_desk_knows_of_this_request() {
        let asked = Local::Asked(ask(), 2_000);
        let earlier = desk(StartState::Confirmed { guid: "g".into() });
        assert_eq!(key(Some(&asked), Some(&earlier), 2_001), Some("startSending"));
        let mine = StartView { at: 2_001, ..desk(StartState::Sent { until: 9_000 }) };
        assert_eq!(key(Some(&asked), Some(&mine), 2_002), Some("startSent"));
    }

    #[test]
    fn a_missing_answer_is_shown_in_time_while_the_background_sleeps() {
        let sent = desk(StartState::Sent { until: 9_000 });
        assert_eq!(key(None, Some(&sent), 8_999), Some("startSent"));
        assert_eq!(key(None, Some(&sent), 9_000), Some("startUnanswered"));
    }

    #[test]
    fn old_outcomes_are_not_shown_again() {
        let done = desk(StartState::Confirmed { guid: "g".into() });
        assert_eq!(key(None, Some(&done), 1_000 + NEWS), Some("startConfirmed"));
        assert_eq!(key(None, Some(&done), 1_001 + NEWS), None);
    }

    #[test]
    fn each_failure_has_a_text() {
        for (why, words) in [
            (StartFailure::NoFrame, "startNoFrame"),
            (StartFailure::FrameGone, "startFrameGone"),
            (StartFailure::Interrupted, "startInterrupted"),
            (StartFailure::NoConfiguration, "startNoConfiguration"),
        ] {
            assert_eq!(key(None, Some(&desk(StartState::Failed { why })), 1_001), Some(words));
        }
        assert_eq!(key(Some(&Local::Refused("x".into())), None, 0), Some("startRefused"));
    }

    #[test]
    fn an_open_request_is_not_sent_twice() {
        let asked = Local::Asked(ask(), 2_000);
        assert_eq!(open_request(Some(&asked), None, 2_000), Some(&ask()));
        let sent = desk(StartState::Sent { until: 9_000 });
        assert_eq!(open_request(None, Some(&sent), 8_999), Some(&ask()));
        assert_eq!(open_request(None, Some(&sent), 9_000), None);
        assert_eq!(open_request(None, Some(&desk(StartState::Unanswered)), 8_000), None);
        assert_eq!(open_request(Some(&Local::Refused("x".into())), None, 0), None);
    }
}
