//! The connection in one sentence, what to do about it, and the button that does that.

use bridge::view::View;
use bridge::wire::{Connection, PopupState};
use pages::Text;
use pages::interaction::host_of;
use webext::Error;

/// Good or bad news: the colour of the dot and of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Everything works.
    Good,
    /// The agent should know something; nothing is wrong.
    Info,
    /// The agent should do something.
    Warn,
    /// Something is broken.
    Bad,
}

impl Tone {
    /// As `data-tone` in the style.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Info => "info",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }
}

/// What the button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Open the first-run page.
    FirstRun,
    /// Open the settings.
    Settings,
    /// Request the browser's permission for these hosts.
    Allow(Vec<String>),
    /// Open this address in a new tab.
    Visit(String),
    /// Bring uContact's tab to the front.
    ShowUcontact,
    /// Open the side panel.
    OpenPanel,
    /// Load the popup again.
    Reload,
}

/// What the status card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its colour.
    pub tone: Tone,
    /// The sentence.
    pub title: Text,
    /// What to do, or what else the agent should know.
    pub detail: Option<Detail>,
    /// The addresses that the detail is about.
    pub hosts: Vec<String>,
    /// The button: what it does, its label, and its full name for screen readers if that says more.
    pub button: Option<(Action, Text, Option<Text>)>,
}

/// The second line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// A text of the catalogue.
    Text(Text),
    /// A page's own title.
    PageTitle(String),
}

impl Status {
    fn new(tone: Tone, title: Text) -> Self {
        Status { tone, title, detail: None, hosts: Vec::new(), button: None }
    }

    fn detail(mut self, text: Text) -> Self {
        self.detail = Some(Detail::Text(text));
        self
    }

    fn button(mut self, action: Action, label: Text) -> Self {
        self.button = Some((action, label, None));
        self
    }

    /// Whether the doctor's page says more about it.
    pub fn is_wrong(&self) -> bool {
        matches!(self.tone, Tone::Warn | Tone::Bad)
    }

    /// Whether the text and the button take the full width, because there is something to do.
    pub fn is_tall(&self) -> bool {
        self.tone != Tone::Good || matches!(self.detail, Some(Detail::Text(_)))
    }
}

/// What to show for a state. `refused` once the user has declined the browser's question. `None` leaves what is shown.
pub fn status(state: &PopupState, refused: bool) -> Option<Status> {
    Some(match &state.connection {
        Connection::Asking => return None,
        Connection::NoConfiguration => Status::new(Tone::Info, Text::new("noConfigurationTitle"))
            .detail(Text::new("noConfigurationDetail"))
            .button(Action::FirstRun, Text::new("setUp")),
        Connection::BadConfiguration { errors } => Status::new(Tone::Bad, Text::new("badConfigurationTitle"))
            .detail(Text::counted("badConfigurationOne", "badConfigurationMany", *errors))
            .button(Action::Settings, Text::new("seeErrors")),
        Connection::PermissionMissing { hosts } => Status {
            hosts: hosts.clone(),
            ..Status::new(Tone::Warn, Text::new("permissionTitle"))
                .detail(Text::new(if refused { "permissionRefused" } else { "permissionDetail" }))
                .button(Action::Allow(hosts.clone()), Text::new("allowAccess"))
        },
        Connection::NoPage { open } => {
            let status = Status::new(Tone::Warn, Text::new("noPageTitle")).detail(Text::new("noPageDetail"));
            match open {
                Some(url) => {
                    status.button(Action::Visit(url.clone()), Text::with("openHost", [host_of(url)]))
                }
                None => status,
            }
        }
        Connection::NoFrame { page, origin } => {
            Status::new(Tone::Warn, Text::with("noFrameTitle", [&page.host]))
                .detail(Text::with("noFrameDetail", [origin]))
                .button(Action::Settings, Text::new("openSettings"))
        }
        Connection::Sandboxed { page } => Status::new(Tone::Bad, Text::with("sandboxedTitle", [&page.host]))
            .detail(Text::new("sandboxedDetail")),
        Connection::Removed { page } => Status::new(Tone::Bad, Text::with("removedTitle", [&page.host]))
            .detail(Text::new("removedDetail"))
            .button(Action::OpenPanel, Text::new("openPanel")),
        Connection::Quiet { page, several } => shown_at(Tone::Info, "quietTitle", &page.host)
            .detail(trouble(&state.view, *several).unwrap_or_else(|| Text::new("quietDetail"))),
        Connection::Panel { spoken, several } => {
            let (tone, title) =
                if *spoken { (Tone::Good, "panelTitle") } else { (Tone::Info, "panelQuietTitle") };
            let status =
                Status::new(tone, Text::new(title)).button(Action::ShowUcontact, Text::new("showTab"));
            match trouble(&state.view, *several) {
                Some(trouble) => status.detail(trouble),
                None if *spoken => status,
                None => status.detail(Text::new("quietDetail")),
            }
        }
        Connection::PanelClosed => Status::new(Tone::Warn, Text::new("panelClosedTitle"))
            .detail(Text::new("panelClosedDetail"))
            .button(Action::OpenPanel, Text::new("openPanel")),
        Connection::Connected { page, several } => {
            let status = shown_at(Tone::Good, "connectedTitle", &page.host);
            match trouble(&state.view, *several) {
                Some(trouble) => status.detail(trouble),
                None if page.title.is_empty() || page.title == page.host => status,
                None => Status { detail: Some(Detail::PageTitle(page.title.clone())), ..status },
            }
        }
    })
}

/// What to show if the background cannot be followed.
pub fn lost(error: &Error) -> Status {
    match error {
        Error::Gone => Status::new(Tone::Bad, Text::new("goneTitle")).detail(Text::new("goneDetail")),
        other => Status::new(Tone::Bad, Text::new("lostTitle"))
            .detail(Text::with("lostDetail", [&other.to_string()]))
            .button(Action::Reload, Text::new("tryAgain")),
    }
}

fn shown_at(tone: Tone, title: &'static str, host: &str) -> Status {
    let label = Text::with("showTabOf", [host]);
    Status {
        button: Some((Action::ShowUcontact, Text::new("showTab"), Some(label))),
        ..Status::new(tone, Text::with(title, [host]))
    }
}

/// What else the agent should know: uContact is open several times, and each of them rings; or a message from uContact
/// was refused.
fn trouble(view: &View, several: usize) -> Option<Text> {
    let several = (several > 1).then(|| Text::with("severalFrames", [&several.to_string()]));
    several.or_else(|| view.last_refusal.as_deref().map(|why| Text::with("refusal", [why])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::wire::Page;

    fn state(connection: Connection) -> PopupState {
        PopupState { revision: 0, connection, view: View::default() }
    }

    fn page() -> Page {
        Page {
            tab: 7,
            title: "Contacts".to_owned(),
            host: "crm.acme.example:8443".to_owned(),
            site: "Creme".to_owned(),
        }
    }

    #[test]
    fn each_state_says_what_to_do() {
        let url = "https://crm.acme.example/".to_owned();
        let hosts = vec!["https://crm.acme.example/*".to_owned()];
        let origin = "https://acme.ucontactcloud.com".to_owned();
        for (connection, title, action) in [
            (Connection::NoConfiguration, "noConfigurationTitle", Some(Action::FirstRun)),
            (Connection::BadConfiguration { errors: 2 }, "badConfigurationTitle", Some(Action::Settings)),
            (
                Connection::PermissionMissing { hosts: hosts.clone() },
                "permissionTitle",
                Some(Action::Allow(hosts)),
            ),
            (Connection::NoPage { open: Some(url.clone()) }, "noPageTitle", Some(Action::Visit(url))),
            (Connection::NoPage { open: None }, "noPageTitle", None),
            (Connection::NoFrame { page: page(), origin }, "noFrameTitle", Some(Action::Settings)),
            (Connection::Sandboxed { page: page() }, "sandboxedTitle", None),
            (Connection::Removed { page: page() }, "removedTitle", Some(Action::OpenPanel)),
            (Connection::Quiet { page: page(), several: 1 }, "quietTitle", Some(Action::ShowUcontact)),
            (
                Connection::Connected { page: page(), several: 1 },
                "connectedTitle",
                Some(Action::ShowUcontact),
            ),
        ] {
            let shown = status(&state(connection), false).unwrap();
            assert_eq!(shown.title.key, title);
            assert_eq!(shown.button.map(|(action, ..)| action), action, "{title}");
            assert!(shown.detail.is_some(), "{title}");
        }
    }

    #[test]
    fn the_known_state_stays_while_pages_are_asked() {
        assert_eq!(status(&state(Connection::Asking), false), None);
    }

    #[test]
    fn a_declined_question_is_shown() {
        let missing = state(Connection::PermissionMissing { hosts: vec!["https://a/*".to_owned()] });
        let key = |refused| match status(&missing, refused).unwrap().detail {
            Some(Detail::Text(text)) => text.key,
            _ => "",
        };
        assert_eq!((key(false), key(true)), ("permissionDetail", "permissionRefused"));
    }

    #[test]
    fn a_refused_message_is_shown_if_it_matters() {
        let mut connected = state(Connection::Connected { page: page(), several: 1 });
        assert!(!status(&connected, false).unwrap().is_tall());
        connected.view.last_refusal = Some("data.guid: a number, not a string".to_owned());
        let shown = status(&connected, false).unwrap();
        assert_eq!(
            shown.detail,
            Some(Detail::Text(Text::with("refusal", ["data.guid: a number, not a string"])))
        );
        assert!(shown.is_tall());
    }

    #[test]
    fn an_updated_extension_has_another_text_than_a_silent_one() {
        assert_eq!(lost(&Error::Gone).title.key, "goneTitle");
        assert_eq!(lost(&Error::NoReceiver).button.map(|(action, ..)| action), Some(Action::Reload));
    }

    #[test]
    fn a_host_is_read_from_its_address() {
        for (url, host) in [
            ("https://crm.acme.example/a?b#c", "crm.acme.example"),
            ("http://localhost:8000", "localhost:8000"),
            ("http://[::1]:8000/x", "[::1]:8000"),
            ("https://a?b", "a"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
