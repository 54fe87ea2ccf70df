//! Opening records: the screen pop.

use std::cell::RefCell;

use bridge::config::WhileTyping;
use bridge::desk::How;
use bridge::record::{same_origin, shows};
use bridge::view::{Millis, Opened};
use futures_util::future::{join, join_all};
use wasm_bindgen::JsValue;
use webext::content::{Ask, Busy};
use webext::tabs::{self, Tab};
use webext::{Error, time};

use crate::shell;

/// How long a tab may take to say that it may be led elsewhere, in milliseconds; silence for longer means no.
const LIMIT: u32 = 300;

/// How many tabs of a CRM are asked before a new one is opened.
const MOST_ASKED: usize = 8;

/// For how long a tab counts as showing what it was led to, whatever it says, in milliseconds: Firefox tells a new
/// tab's address only when it has loaded.
const ON_ITS_WAY: Millis = 10_000;

thread_local! {
    static LED: RefCell<Vec<(i32, String, Millis)>> = const { RefCell::new(Vec::new()) };
}

/// Shows a record to the agent. `again`: it may have been done before the worker stopped, so whatever already shows
/// it will do. `asked`: the agent has asked for it, and sees it whatever he types; otherwise it opens behind what he is
/// typing in, unless the configuration says that it does not.
///
/// One at a time, so that the next one sees what this one opened.
pub(crate) async fn record(url: &str, how: How, again: bool, asked: bool) -> Result<Opened, Error> {
    let _one = crate::turn::take(crate::turn::Of::Records).await;
    let polite = shell::with_desk(|desk| desk.config().is_none_or(|c| c.while_typing == WhileTyping::Behind));
    let may_yield = polite && !asked;
    let (mut neighbour, mut spared) = (None, false);
    if how == How::Reuse || again {
        let open = tabs::all().await?;
        // A tab may close between the question and the use: then the next best will do.
        if let Some(tab) = open.iter().find(|tab| is_showing(tab, url)) {
            if !tab.active && typing(may_yield).await {
                return Ok(Opened::Behind);
            }
            if tabs::focus(tab).await.is_ok() {
                return Ok(Opened::Focused);
            }
        }
        if how == How::Reuse {
            let free = free(&open, url).await;
            (neighbour, spared) = (free.neighbour, free.unsaved);
            if let Some(tab) = free.tab {
                let (led_there, typing) = join(tabs::lead(tab, url), typing(may_yield)).await;
                if led_there.is_ok() {
                    led(tab.id, url);
                    return Ok(shown(tab, typing, Opened::Reused).await);
                }
            }
        }
    }
    if how == How::Window {
        let behind = typing(may_yield).await;
        tabs::create_window(url, !behind).await?;
        return Ok(if behind { Opened::Behind } else { Opened::Window });
    }
    // It loads while the agent's page is asked.
    let (tab, typing) = join(tabs::create_behind(url), typing(may_yield)).await;
    let Some(tab) = tab? else { return Ok(Opened::Tab) };
    led(tab.id, url);
    if let Some(Tab { group: Some(group), window, .. }) = neighbour
        && window == tab.window
    {
        tabs::put_into_group(tab.id, group).await;
    }
    Ok(shown(&tab, typing, if spared { Opened::Spared } else { Opened::Tab }).await)
}

/// Shows a tab that has been led to the record, unless the agent is typing.
async fn shown(tab: &Tab, typing: bool, how: Opened) -> Opened {
    if typing {
        return Opened::Behind;
    }
    // It may have closed meanwhile.
    drop(tabs::focus(tab).await);
    how
}

/// Whether the agent is typing, in the page in front. One that cannot be asked, or does not answer in time, is no page
/// of the CRM's.
async fn typing(may_yield: bool) -> bool {
    if !may_yield {
        return false;
    }
    let Some(tab) = tabs::in_front().await else { return false };
    tabs::send(tab.id, &Ask::Typing.to_js(), LIMIT).await.is_ok_and(|typing| typing.is_truthy())
}

/// Whether a tab shows the record, or will: where it is on its way to another address, that one counts.
fn is_showing(tab: &Tab, url: &str) -> bool {
    let destination = on_its_way(tab).or_else(|| tab.pending.clone()).or_else(|| tab.url.clone());
    destination.is_some_and(|at| shows(&at, url))
}

/// Where we led this tab a moment ago, if it has not arrived.
fn on_its_way(tab: &Tab) -> Option<String> {
    let now = time::now();
    let to = LED.with_borrow_mut(|led| {
        led.retain(|(_, _, at)| now.saturating_sub(*at) < ON_ITS_WAY);
        led.iter().rev().find(|(id, _, _)| *id == tab.id).map(|(_, url, _)| url.clone())
    })?;
    let arrived = tab.url.as_deref().is_some_and(|at| shows(at, &to));
    (!arrived).then_some(to)
}

fn led(tab: i32, url: &str) {
    LED.with_borrow_mut(|led| led.push((tab, url.to_owned(), time::now())));
}

/// What was found among the tabs of a CRM.
struct Free<'a> {
    /// One that may be led elsewhere.
    tab: Option<&'a Tab>,
    /// There is one that may not, because something in it is not saved.
    unsaved: bool,
    /// The one that a new tab stands for, else one in a group: the new tab belongs there, too.
    neighbour: Option<Tab>,
}

/// A tab of the record's CRM that may be led elsewhere, in the agent's window before others: one that hosts uContact's
/// frame or holds unsaved input says no, one that cannot be asked is left alone, and so is one that the agent has pinned.
async fn free<'a>(open: &'a [Tab], url: &str) -> Free<'a> {
    let of_the_crm = |tab: &&Tab| tab.url.as_deref().is_some_and(|at| same_origin(at, url)) && !tab.discarded;
    // The document that would answer is about to go, and the record it goes for must not be lost.
    let settled = |tab: &&Tab| tab.pending.is_none() && on_its_way(tab).is_none();
    let ask = Ask::Guard.to_js();
    // The first that is in front is in the window that was looked at last.
    let window = open.iter().find(|tab| tab.active).map(|tab| tab.window);
    let mut tabs: Vec<&Tab> = open.iter().filter(of_the_crm).filter(settled).collect();
    tabs.sort_by_key(|tab| Some(tab.window) != window);
    tabs.truncate(MOST_ASKED);
    // All at once: one that is too busy to answer must not hold up the next.
    let answers = join_all(tabs.iter().map(|tab| tabs::send(tab.id, &ask, LIMIT))).await;
    let is_free = |answer: &Result<JsValue, Error>| answer.as_ref().is_ok_and(|busy| !busy.is_truthy());
    let is_unsaved =
        |answer: &Result<JsValue, Error>| answer.as_ref().is_ok_and(|busy| *busy == Busy::Unsaved.to_js());
    let free = tabs.iter().zip(&answers).find(|(tab, answer)| !tab.pinned && is_free(answer));
    let unsaved = answers.iter().position(is_unsaved);
    let neighbour =
        unsaved.map(|at| tabs[at]).or_else(|| tabs.iter().find(|tab| tab.group.is_some()).copied());
    Free { tab: free.map(|(tab, _)| *tab), unsaved: unsaved.is_some(), neighbour: neighbour.cloned() }
}
