//! Is uContact connected, and where; or what is wrong.

use webext::content::{Found, FrameState};
use webext::tabs::Tab;
use webext::wire::{Connection, Page, PopupState};
use webext::{permissions, time};

use crate::{settings, shell, survey};

/// The connection as it is now.
pub(crate) async fn now() -> Connection {
    let Some(origin) = shell::with_desk(|desk| desk.config().map(|c| c.ucontact.origin.to_string())) else {
        return match settings::errors() {
            0 => Connection::NoConfiguration,
            errors => Connection::BadConfiguration { errors },
        };
    };
    let survey = survey::survey().await;
    let first = survey.first().map(|(tab, _)| page(tab));
    let found = survey::best(survey, None);
    if let Some((tab, Found { frame: frame @ (FrameState::Spoken | FrameState::There), .. })) = &found {
        let page = page(tab);
        return match frame {
            FrameState::Spoken => Connection::Connected { page },
            _ => Connection::Quiet { page },
        };
    }
    let pages = settings::pages();
    let missing = permissions::missing(&pages).await;
    if !missing.is_empty() {
        return Connection::PermissionMissing { hosts: missing };
    }
    match (found, first) {
        (Some((tab, _)), _) => Connection::Sandboxed { page: page(&tab) },
        (None, Some(page)) => Connection::NoFrame { page, origin },
        (None, None) => Connection::NoPage { open: shell::with_desk(|desk| home(desk.config()?)) },
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
fn home(config: &bridge::config::Config) -> Option<String> {
    let patterns = config.sites.iter().flat_map(|site| &site.pages);
    patterns.map(|pattern| pattern.host_permission()).find_map(|host| {
        let root = host.strip_suffix('*')?;
        (!root.contains('*')).then(|| root.to_owned())
    })
}
