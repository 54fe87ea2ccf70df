//! An interaction in words.

use bridge::view::{InteractionView, LookupOutcome, Opened, RecordView};
use bridge::why_not::Reason;

use crate::{Text, clock, why_not::why_not};

/// The name of a channel; `None` if the channel is not known here. The page then shows it as uContact wrote it.
pub fn channel(channel: &str) -> Option<Text> {
    Some(Text::new(match channel.to_ascii_lowercase().as_str() {
        "telephony" => "channelTelephony",
        "whatsapp" => "channelWhatsapp",
        "sms" => "channelSms",
        "email" => "channelEmail",
        "webchat" => "channelWebchat",
        "messenger" => "channelMessenger",
        "instagram" => "channelInstagram",
        _ => return None,
    }))
}

/// What became of a record. `outcome` is the outcome of its lookup.
pub fn record(record: &RecordView, outcome: Option<&LookupOutcome>) -> Text {
    Text::new(match record {
        RecordView::Opening { .. } => "recordOpening",
        // The lookup found no record, and the page for that case has opened.
        RecordView::Opened { .. } if outcome == Some(&LookupOutcome::None) => "recordNoneOpened",
        RecordView::Opened { how: Opened::Focused, .. } => "recordFocused",
        RecordView::Opened { how: Opened::Reused, .. } => "recordReused",
        RecordView::Opened { how: Opened::Tab, .. } => "recordTab",
        RecordView::Opened { how: Opened::Window, .. } => "recordWindow",
        RecordView::Opened { how: Opened::Spared, .. } => "recordSpared",
        RecordView::Opened { how: Opened::Behind, .. } => "recordBehind",
        RecordView::Asked { url } => return Text::with("recordAsked", [host_of(url)]),
        RecordView::Known { .. } => "recordKnown",
        RecordView::Failed { why, .. } => return Text::with("recordFailed", [why]),
        RecordView::NoRule { .. } => "recordNoRule",
        RecordView::LookingUp => "recordLookingUp",
        RecordView::Choose => "recordChoose",
        RecordView::Nothing => "recordNothing",
    })
}

/// The record's address, if it is known.
pub fn record_url(record: &RecordView) -> Option<&str> {
    match record {
        RecordView::Opening { url }
        | RecordView::Opened { url, .. }
        | RecordView::Asked { url }
        | RecordView::Known { url }
        | RecordView::Failed { url, .. } => Some(url),
        RecordView::NoRule { .. } | RecordView::LookingUp | RecordView::Choose | RecordView::Nothing => None,
    }
}

/// Why this record opened: the event, the rule, the variables and the tab, one line each.
pub fn why(interaction: &InteractionView) -> Vec<String> {
    let event = [&interaction.channel, &interaction.campaign, &clock::moment(interaction.assigned)];
    let event = Text::with("whyEvent", event.map(String::as_str)).read();
    [event].into_iter().chain(steps(interaction).iter().map(Step::read)).collect()
}

/// A line of [`why`].
enum Step {
    Text(Text),
    /// A rule, by its number and name, and why it does not apply.
    Reason(String, Text),
}

impl Step {
    fn read(&self) -> String {
        match self {
            Self::Text(text) => text.read(),
            Self::Reason(rule, why) => Text::with("whyReason", [rule, &why.read()]).read(),
        }
    }
}

fn no_rule(configured: bool, reasons: &[Reason], more: Option<usize>) -> Vec<Step> {
    if !configured {
        return vec![Step::Text(Text::new("whyNotConfigured"))];
    }
    if reasons.is_empty() && more == Some(0) {
        return vec![Step::Text(Text::new("whyNoRules"))];
    }
    let told = reasons.iter().map(|Reason { rule, name, why }| {
        let number = rule + 1;
        let rule = name.as_ref().map_or_else(|| number.to_string(), |name| format!("{number} ({name})"));
        Step::Reason(rule, why_not(why))
    });
    let more = more.filter(|more| *more > 0);
    let rest = more.map(|more| Step::Text(Text::counted("whyMoreOne", "whyMoreMany", more)));
    told.chain(rest).collect()
}

/// All lines but the first, which needs the browser's clock.
fn steps(interaction: &InteractionView) -> Vec<Step> {
    let mut lines = match &interaction.record {
        RecordView::NoRule { configured, passed_over, more } => no_rule(*configured, passed_over, *more),
        _ => Vec::new(),
    };
    let Some(why) = &interaction.why else { return lines };
    let number = (why.rule + 1).to_string();
    let mut line = |text| lines.push(Step::Text(text));
    line(match &why.name {
        Some(name) => Text::with("whyRuleNamed", [&number, name]),
        None => Text::with("whyRule", [&number]),
    });
    why.variables.iter().for_each(|(name, value)| line(Text::with("whyVariable", [name, value])));
    if let Some(url) = record_url(&interaction.record) {
        line(Text::with("whyUrl", [url]));
    }
    if let Some(shown) = why.shown {
        line(Text::with("whyShown", [&shown.saturating_sub(interaction.assigned).to_string()]));
    }
    lines
}

/// The host of an address, with its port; the whole address if it has no host.
pub fn host_of(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::view::Why;
    use bridge::why_not::WhyNot;

    #[test]
    fn why_has_a_line_for_each_step() {
        let mut known = InteractionView {
            guid: "g".into(),
            campaign: "Ventas".into(),
            channel: "sms".into(),
            client_id: "099".into(),
            assigned: 1_000,
            finished: None,
            disposed: None,
            record: RecordView::Opened { url: "https://h/5".into(), how: Opened::Tab },
            lookup: None,
            why: Some(Why {
                rule: 1,
                name: Some("Callers".into()),
                variables: vec![("phone".into(), "+59899".into())],
                shown: Some(1_042),
            }),
        };
        assert_eq!(
            lines(&known),
            ["whyRuleNamed 2 Callers", "whyVariable phone +59899", "whyUrl https://h/5", "whyShown 42"]
        );
        known.why = None;
        let mut is_told = |configured, reasons, more, told: &[&str]| {
            known.record = RecordView::NoRule { configured, passed_over: reasons, more };
            assert_eq!(lines(&known), told);
        };
        is_told(false, vec![], Some(0), &["whyNotConfigured "]);
        is_told(true, vec![], Some(0), &["whyNoRules "]);
        is_told(true, vec![], None, &[]);
        let reason = |rule, name: Option<&str>| Reason {
            rule,
            name: name.map(str::to_owned),
            why: WhyNot::TooLong { name: "phone".into() },
        };
        let reasons = vec![reason(0, None), reason(1, Some("Callers"))];
        let told = ["1: notTooLong phone 8192", "2 (Callers): notTooLong phone 8192", "whyMoreMany 7"];
        is_told(true, reasons, Some(7), &told);
    }

    fn lines(known: &InteractionView) -> Vec<String> {
        let told = |text: &Text| format!("{} {}", text.key, text.fill.join(" "));
        let line = |step: &Step| match step {
            Step::Text(text) => told(text),
            Step::Reason(rule, why) => format!("{rule}: {}", told(why)),
        };
        steps(known).iter().map(line).collect()
    }
}
