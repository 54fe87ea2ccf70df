//! Is uContact connected, and where; or what is wrong.

use bridge::config::Config;
use bridge::wire::{Connection, Page, PopupState};
use webext::content::{Found, FrameState};
use webext::tabs::Tab;

use super::survey::{Host, survey};
use crate::context::Context;
use crate::ports::Browser;

/// The connection as it is now.
pub(crate) async fn now(cx: &Context<impl Browser>) -> Connection {
    let Some(origin) = cx.config().map(|config| config.ucontact.origin.to_string()) else {
        return match cx.in_force.errors() {
            0 => Connection::NoConfiguration,
            errors => Connection::BadConfiguration { errors },
        };
    };
    let page = |tab: &Tab| page(cx, tab);
    let survey = survey(cx, false).await;
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
    let missing = cx.browser.missing(&cx.in_force.pages()).await;
    if !missing.is_empty() {
        return Connection::PermissionMissing { hosts: missing };
    }
    match (found, first) {
        (Some((Host::Tab(tab), Found { frame: FrameState::Removed, .. })), _) => {
            Connection::Removed { page: page(&tab) }
        }
        (Some((Host::Tab(tab), _)), _) => Connection::Sandboxed { page: page(&tab) },
        _ if cx.in_force.has_panel() => Connection::PanelClosed,
        (_, Some(page)) => Connection::NoFrame { page, origin },
        (_, None) => Connection::NoPage { open: cx.config().and_then(|config| home(&config)) },
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

/// An address of the first site whose pattern names one host.
fn home(config: &Config) -> Option<String> {
    let patterns = config.sites.iter().flat_map(|site| &site.pages);
    patterns.map(|pattern| pattern.host_permission()).find_map(|host| {
        let root = host.strip_suffix('*')?;
        (!root.contains('*')).then(|| root.to_owned())
    })
}
