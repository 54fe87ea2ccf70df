//! An interaction in words.

use bridge::view::{InteractionView, LookupOutcome, Opened, RecordView};

use crate::{Text, clock};

/// The channel's name; `None` for one that nobody knows, which is shown as uContact wrote it.
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

/// What became of a record; `outcome` is that of its lookup.
pub fn record(record: &RecordView, outcome: Option<&LookupOutcome>) -> Text {
    Text::new(match record {
        RecordView::Opening { .. } => "recordOpening",
        // What opened is no record then, but the page for that case.
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

/// Why this record: from the event by way of rule and variables to the tab, a line each.
pub fn why(interaction: &InteractionView) -> Vec<Text> {
    let event = [&interaction.channel, &interaction.campaign, &clock::moment(interaction.assigned)];
    [Text::with("whyEvent", event.map(String::as_str))].into_iter().chain(steps(interaction)).collect()
}

/// All but the first line, which needs the browser's clock.
fn steps(interaction: &InteractionView) -> Vec<Text> {
    let mut lines = Vec::new();
    if let RecordView::NoRule { reasons } = &interaction.record {
        lines.extend(reasons.iter().map(|reason| Text::with("whyReason", [reason])));
    }
    let Some(why) = &interaction.why else { return lines };
    let number = (why.rule + 1).to_string();
    lines.push(match &why.name {
        Some(name) => Text::with("whyRuleNamed", [&number, name]),
        None => Text::with("whyRule", [&number]),
    });
    lines.extend(why.variables.iter().map(|(name, value)| Text::with("whyVariable", [name, value])));
    if let Some(url) = record_url(&interaction.record) {
        lines.push(Text::with("whyUrl", [url]));
    }
    if let Some(shown) = why.shown {
        lines.push(Text::with("whyShown", [&shown.saturating_sub(interaction.assigned).to_string()]));
    }
    lines
}

/// The host of an address, with its port; the address itself where it has none.
pub fn host_of(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::view::Why;

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
        known.record = RecordView::NoRule { reasons: vec!["rules[0]: no".into()] };
        known.why = None;
        assert_eq!(lines(&known), ["whyReason rules[0]: no"]);
    }

    fn lines(known: &InteractionView) -> Vec<String> {
        let told = |text: Text| format!("{} {}", text.key, text.fill.join(" "));
        steps(known).into_iter().map(told).collect()
    }
}
