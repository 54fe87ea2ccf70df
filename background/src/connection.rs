//! Is uContact connected, and where; or what is wrong.

use bridge::config::{Config, Softphone};
use bridge::wire::{Connection, Page, PopupState};
use webext::content::{Found, FrameState};
use webext::tabs::Tab;
use webext::{permissions, time};

use crate::survey::Host;
use crate::{settings, shell, survey};

/// The connection as it is now.
pub(crate) async fn now() -> Connection {
    let Some(origin) = shell::with_desk(|desk| desk.config().map(|c| c.ucontact.origin.to_string())) else {
        return match settings::errors() {
            0 => Connection::NoConfiguration,
            errors => Connection::BadConfiguration { errors },
        };
    };
    let survey = survey::survey(false).await;
    let (first, several) = (survey.first().map(page), survey.count());
    let found = survey.best(None);
    match &found {
        Some((Host::Panel, found)) => {
            return Connection::Panel { spoken: found.frame == FrameState::Spoken, several };
        }
        Some((Host::Tab(tab), Found { frame: FrameState::Spoken, .. })) => {
            return Connection::Connected { page: page(tab), several };
        }
        Some((Host::Tab(tab), Found { frame: FrameState::There, .. })) => {
            return Connection::Quiet { page: page(tab), several };
        }
        _ => {}
    }
    let pages = settings::pages();
    let missing = permissions::missing(&pages).await;
    if !missing.is_empty() {
        return Connection::PermissionMissing { hosts: missing };
    }
    let has_panel = |config: &Config| config.sites.iter().any(|site| site.softphone == Softphone::Panel);
    match (found, first) {
        (Some((Host::Tab(tab), Found { frame: FrameState::Removed, .. })), _) => {
            Connection::Removed { page: page(&tab) }
        }
        (Some((Host::Tab(tab), _)), _) => Connection::Sandboxed { page: page(&tab) },
        _ if shell::with_desk(|desk| desk.config().is_some_and(has_panel)) => Connection::PanelClosed,
        (_, Some(page)) => Connection::NoFrame { page, origin },
        (_, None) => Connection::NoPage { open: shell::with_desk(|desk| home(desk.config()?)) },
    }
}

/// The whole state that pages show.
pub(crate) fn state(connection: Connection) -> PopupState {
    let view = shell::with_desk(|desk| desk.view(time::now()));
    PopupState { revision: settings::revision(), connection, view }
}

fn page(tab: &Tab) -> Page {
    let url = tab.url.as_deref().unwrap_or_default();
    let host =
        url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    Page {
        tab: tab.id,
        title: tab.title.clone(),
        host: host.to_owned(),
        site: settings::site_of(url).unwrap_or_default(),
    }
}

/// An address of the first site whose pattern names one host.
fn home(config: &Config) -> Option<String> {
    let patterns = config.sites.iter().flat_map(|site| &site.pages);
    patterns.map(|pattern| pattern.host_permission()).find_map(|host| {
        let root = host.strip_suffix('*')?;
        (!root.contains('*')).then(|| root.to_owned())
    })
}
