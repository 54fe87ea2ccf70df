//! Each interaction as a row: what it is, how long it has been running, what became of its record.

use bridge::view::{InteractionView, LookupFailure, LookupOutcome, Match, RecordView, View};
use pages::Text;
use pages::interaction::{self, host_of};

/// At most so many ended interactions are listed. The others are only counted.
pub const ENDED_SHOWN: usize = 5;

/// The interactions of a view: those that are live, and those that have ended.
pub struct Lists<'v> {
    /// Live.
    pub live: Vec<&'v InteractionView>,
    /// Ended, at most [`ENDED_SHOWN`].
    pub ended: Vec<&'v InteractionView>,
    /// How many have ended and are not listed.
    pub more: usize,
}

/// Sorts a view's interactions into the two lists, and keeps their order.
pub fn lists(view: &View) -> Lists<'_> {
    let (live, mut ended): (Vec<_>, Vec<_>) = view.interactions.iter().partition(|i| i.finished.is_none());
    let more = ended.len().saturating_sub(ENDED_SHOWN);
    ended.truncate(ENDED_SHOWN);
    Lists { live, ended, more }
}

/// The shape of a channel in the popup's HTML, and the channel's name. An unknown channel is shown as uContact wrote
/// it.
pub fn channel(channel: &str) -> (&'static str, Option<Text>) {
    let icon = match channel.to_ascii_lowercase().as_str() {
        "telephony" => "#ch-telephony",
        "whatsapp" => "#ch-whatsapp",
        "sms" => "#ch-sms",
        "email" => "#ch-email",
        "webchat" => "#ch-webchat",
        "messenger" => "#ch-messenger",
        "instagram" => "#ch-instagram",
        _ => "#ch-other",
    };
    (icon, interaction::channel(channel))
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
    /// What the agent can do: the most likely first, at most two.
    pub buttons: Vec<Button>,
    /// The records to choose from.
    pub choices: Option<Choices<'v>>,
}

/// Records that match.
#[derive(Debug, PartialEq, Eq)]
pub struct Choices<'v> {
    /// Each with its address.
    pub matches: &'v [Match],
    /// There are more matches, which are not listed.
    pub more: bool,
    /// The agent has not chosen yet.
    pub open: bool,
}

/// A row's button.
#[derive(Debug, PartialEq, Eq)]
pub struct Button {
    /// Its label.
    pub label: Text,
    /// The key of its full name for screen readers, with the client as `$1`.
    pub full: &'static str,
    /// Whether this is what the agent should do now.
    pub primary: bool,
    /// What it does.
    pub act: Act,
}

/// What a row's button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Opens the record; if a lookup has failed, asks the CRM again.
    Open,
    /// Opens the CRM's first page.
    LogIn(String),
    /// Requests the browser's permission for this host.
    Allow(String),
    /// Opens this address: the record of an interaction that only the history knows.
    Visit(String),
}

impl Act {
    /// Its name in the HTML.
    pub fn name(&self) -> &'static str {
        match self {
            Act::Open => "open",
            Act::LogIn(_) => "log-in",
            Act::Allow(_) => "allow",
            Act::Visit(_) => "visit",
        }
    }
}

fn button(label: &'static str, full: &'static str, primary: bool, act: Act) -> Button {
    Button { label: Text::new(label), full, primary, act }
}

/// The text of a match in the chooser, and its address if the text alone does not tell it from others.
pub fn choice(found: &Match) -> (&str, Option<&str>) {
    let address = found.url.split_once("://").map_or(found.url.as_str(), |(_, rest)| rest);
    match &found.label {
        Some(label) => (label, address.find('/').map(|path| &address[path..])),
        None => (address, None),
    }
}

/// What to say of an interaction's record.
pub fn record(interaction: &InteractionView) -> Record<'_> {
    let lookup = interaction.lookup.as_ref();
    let outcome = lookup.and_then(|lookup| lookup.outcome.as_ref());
    let (tone, sign, text, buttons) = match outcome {
        Some(LookupOutcome::Failed { why }) => {
            failed(why, lookup.map_or("", |lookup| &lookup.home), &interaction.record)
        }
        _ => plain(&interaction.record, outcome),
    };
    let choices = lookup.filter(|lookup| !lookup.matches.is_empty()).map(|lookup| Choices {
        matches: &lookup.matches,
        more: lookup.more,
        open: interaction.record == RecordView::Choose,
    });
    Record { tone, sign, text, buttons, choices }
}

/// What to say of the record of an interaction that the desk does not keep any more.
pub fn kept_record(interaction: &InteractionView) -> Record<'_> {
    let visit = |url: &str| button("showRecord", "showRecordOf", false, Act::Visit(url.to_owned()));
    let buttons = interaction::record_url(&interaction.record).map(visit).into_iter().collect();
    Record { buttons, choices: None, ..record(interaction) }
}

type Said = (&'static str, &'static str, Text, Vec<Button>);

/// A record that was found, or is being opened.
fn plain(record: &RecordView, outcome: Option<&LookupOutcome>) -> Said {
    let show = || vec![button("showRecord", "showRecordOf", false, Act::Open)];
    let open = |primary| vec![button("openRecord", "openRecordOf", primary, Act::Open)];
    let again = || vec![button("tryAgain", "tryAgainOf", false, Act::Open)];
    let (tone, sign, buttons) = match record {
        RecordView::Opening { .. } | RecordView::LookingUp => ("wait", "#sign-wait", Vec::new()),
        // The lookup found no record, and the page for that case has opened.
        RecordView::Opened { .. } if outcome == Some(&LookupOutcome::None) => ("warn", "#sign-none", show()),
        RecordView::Opened { .. } => ("good", "#sign-done", show()),
        RecordView::Asked { .. } => ("ask", "#sign-record", open(true)),
        RecordView::Known { .. } => ("wait", "#sign-record", open(false)),
        RecordView::Failed { .. } => ("bad", "#sign-alert", again()),
        RecordView::NoRule { .. } => ("warn", "#sign-none", Vec::new()),
        RecordView::Choose => ("ask", "#sign-record", Vec::new()),
        RecordView::Nothing => ("warn", "#sign-none", again()),
    };
    (tone, sign, interaction::record(record, outcome), buttons)
}

/// A lookup that failed. If something has opened nevertheless, the text says so.
fn failed(why: &LookupFailure, home: &str, record: &RecordView) -> Said {
    let host = host_of(home);
    let again = |primary| button("tryAgain", "lookUpAgainOf", primary, Act::Open);
    let (text, first) = match why {
        LookupFailure::SignedOut => {
            let log_in = button("openToLogIn", "openToLogInOf", true, Act::LogIn(home.to_owned()));
            (Text::with("lookupSignedOut", [host]), Some(log_in))
        }
        LookupFailure::PermissionMissing { host: pattern } => {
            let allow = button("allowAccess", "allowAccessOf", true, Act::Allow(pattern.clone()));
            (Text::with("lookupPermission", [host]), Some(allow))
        }
        LookupFailure::Timeout => (Text::with("lookupTimeout", [host]), None),
        LookupFailure::Network => (Text::with("lookupNetwork", [host]), None),
        LookupFailure::Status { status } => (Text::with("lookupStatus", [host, &status.to_string()]), None),
        LookupFailure::TooLarge => (Text::with("lookupTooLarge", [host]), None),
        LookupFailure::NotJson => (Text::with("lookupNotJson", [host]), None),
        LookupFailure::Interrupted => (Text::with("lookupInterrupted", [host]), None),
    };
    if let RecordView::Opening { .. } = record {
        return ("wait", "#sign-wait", text, Vec::new());
    }
    let buttons = match first {
        Some(first) => vec![first, again(false)],
        None => vec![again(false)],
    };
    ("bad", "#sign-alert", text, buttons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::view::LookupView;
    use bridge::view::Opened;

    fn interaction(guid: &str, finished: Option<u64>) -> InteractionView {
        InteractionView {
            guid: guid.to_owned(),
            campaign: "Ventas".to_owned(),
            channel: "telephony".to_owned(),
            client_id: "59899123456".to_owned(),
            assigned: 1,
            finished,
            disposed: None,
            record: RecordView::NoRule { configured: true, passed_over: Vec::new(), more: Some(0) },
            lookup: None,
            why: None,
        }
    }

    #[test]
    fn ended_interactions_are_listed_apart_and_only_so_many() {
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
    fn channels_are_known_in_any_case_and_unknown_names_are_kept() {
        assert_eq!(channel("WhatsApp").0, "#ch-whatsapp");
        assert_eq!(channel("fax"), ("#ch-other", None));
    }

    fn with(record: RecordView) -> InteractionView {
        InteractionView { record, ..interaction("g", None) }
    }

    fn looked_up(record: RecordView, outcome: LookupOutcome, matches: Vec<Match>) -> InteractionView {
        let home = "https://crm.acme.example/".to_owned();
        let lookup = Some(LookupView { home, outcome: Some(outcome), matches, more: false });
        InteractionView { lookup, ..with(record) }
    }

    fn acts(interaction: &InteractionView) -> Vec<&'static str> {
        record(interaction).buttons.iter().map(|button| button.act.name()).collect()
    }

    #[test]
    fn a_record_that_waits_for_the_agent_is_the_primary_button() {
        let asked = with(RecordView::Asked { url: "https://crm.acme.example/persons/contact/42".to_owned() });
        let shown = record(&asked);
        assert_eq!(shown.text, Text::with("recordAsked", ["crm.acme.example"]));
        assert!(shown.buttons[0].primary);
    }

    #[test]
    fn every_record_with_an_address_can_be_opened_unless_it_is_opening() {
        let url = "https://crm.acme.example/1".to_owned();
        let can = |view: RecordView| !acts(&with(view)).is_empty();
        assert!(!can(RecordView::Opening { url: url.clone() }));
        for how in
            [Opened::Focused, Opened::Reused, Opened::Tab, Opened::Spared, Opened::Window, Opened::Behind]
        {
            assert!(can(RecordView::Opened { url: url.clone(), how }));
        }
        assert!(can(RecordView::Known { url: url.clone() }));
        assert!(can(RecordView::Failed { url, why: "no such tab".to_owned() }));
        assert!(!can(RecordView::NoRule { configured: true, passed_over: Vec::new(), more: Some(2) }));
        assert!(!can(RecordView::LookingUp) && can(RecordView::Nothing));
    }

    #[test]
    fn a_failed_lookup_says_what_helps() {
        let failed = |why| looked_up(RecordView::Nothing, LookupOutcome::Failed { why }, Vec::new());
        assert_eq!(acts(&failed(LookupFailure::SignedOut)), ["log-in", "open"]);
        let host = "https://crm.acme.example/*".to_owned();
        assert_eq!(acts(&failed(LookupFailure::PermissionMissing { host })), ["allow", "open"]);
        let slow = failed(LookupFailure::Timeout);
        assert_eq!(acts(&slow), ["open"]);
        assert_eq!(record(&slow).text, Text::with("lookupTimeout", ["crm.acme.example"]));
        // The page for no match has opened, which is not called a record.
        let url = "https://crm.acme.example/search".to_owned();
        let opened = RecordView::Opened { url, how: Opened::Tab };
        let out =
            looked_up(opened.clone(), LookupOutcome::Failed { why: LookupFailure::SignedOut }, Vec::new());
        assert_eq!(record(&out).text.key, "lookupSignedOut");
        assert_eq!(record(&looked_up(opened, LookupOutcome::None, Vec::new())).text.key, "recordNoneOpened");
    }

    #[test]
    fn the_choices_stay_after_the_agent_has_chosen() {
        let url = "https://crm.acme.example/1".to_owned();
        let matches = vec![Match { label: None, url: url.clone() }; 2];
        let choosing = looked_up(RecordView::Choose, LookupOutcome::Many, matches.clone());
        assert!(record(&choosing).choices.is_some_and(|choices| choices.open));
        let opened = RecordView::Opened { url, how: Opened::Tab };
        let chosen = looked_up(opened, LookupOutcome::Many, matches);
        assert!(record(&chosen).choices.is_some_and(|choices| !choices.open && choices.matches.len() == 2));
    }
}
