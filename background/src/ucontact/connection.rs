//! Is uContact connected, and where; or what is wrong.

use bridge::connection::{Configuration, Decision, decide, home};
use bridge::wire::{Connection, Page, PopupState};
use webext::tabs::Tab;

use super::survey::{Survey, survey};
use crate::context::Context;
use crate::ports::Browser;

/// The connection as it is now.
pub(crate) async fn now(cx: &Context<impl Browser>) -> Connection {
    let configuration = match (cx.config(), cx.in_force.errors()) {
        (Some(config), _) => Configuration::of(&config),
        (None, 0) => Configuration::Nothing,
        (None, errors) => Configuration::Errors(errors),
    };
    let in_force = matches!(configuration, Configuration::InForce { .. });
    let survey = if in_force { survey(cx, false).await } else { Survey { panel: None, tabs: Vec::new() } };
    let answers = survey.answers();
    // A decision names a tab of the survey.
    let nowhere = Tab::default();
    let missing = if in_force && answers.usable() == 0 {
        cx.browser.missing(&cx.in_force.pages()).await
    } else {
        Vec::new()
    };
    let page = |at: usize| page(cx, survey.tabs.get(at).map(|(tab, _)| tab).unwrap_or(&nowhere));
    let config = || cx.config();
    match decide(configuration, &answers, !missing.is_empty()) {
        Decision::NoConfiguration => Connection::NoConfiguration,
        Decision::BadConfiguration { errors } => Connection::BadConfiguration { errors },
        Decision::Panel { spoken, several } => Connection::Panel { spoken, several },
        Decision::Connected { tab, several } => Connection::Connected { page: page(tab), several },
        Decision::Quiet { tab, several } => Connection::Quiet { page: page(tab), several },
        Decision::PermissionMissing => Connection::PermissionMissing { hosts: missing },
        Decision::Removed { tab } => Connection::Removed { page: page(tab) },
        Decision::Sandboxed { tab } => Connection::Sandboxed { page: page(tab) },
        Decision::PanelClosed => Connection::PanelClosed,
        Decision::NoFrame { tab } => {
            let origin = config().map(|config| config.ucontact.origin.to_string()).unwrap_or_default();
            Connection::NoFrame { page: page(tab), origin }
        }
        Decision::NoPage => Connection::NoPage { open: config().and_then(|config| home(&config)) },
    }
}

/// The whole state that pages show.
pub(crate) fn state(cx: &Context<impl Browser>, connection: Connection) -> PopupState {
    let view = cx.with_desk(|desk| desk.view(cx.now()));
    PopupState { revision: cx.in_force.revision(), connection, view }
}

fn page(cx: &Context<impl Browser>, tab: &Tab) -> Page {
    let url = tab.url.as_deref().unwrap_or_default();
    let host =
        url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    Page {
        tab: tab.id,
        title: tab.title.clone(),
        host: host.to_owned(),
        site: cx.in_force.site_name(url).unwrap_or_default(),
    }
}
