//! Opening records: the screen pop.

use std::cell::RefCell;

use bridge::desk::How;
use bridge::record::{same_origin, shows};
use bridge::view::{Millis, Opened};
use futures_util::future::join_all;
use wasm_bindgen::JsValue;
use webext::content::Ask;
use webext::tabs::{self, Tab};
use webext::{Error, time};

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
/// it will do.
///
/// One at a time, so that the next one sees what this one opened.
pub(crate) async fn record(url: &str, how: How, again: bool) -> Result<Opened, Error> {
    let _one = crate::turn::take(crate::turn::Of::Records).await;
    if how == How::Reuse || again {
        let open = tabs::all().await?;
        // A tab may close between the question and the use: then the next best will do.
        if let Some(tab) = open.iter().find(|tab| is_showing(tab, url))
            && tabs::focus(tab).await.is_ok()
        {
            return Ok(Opened::Focused);
        }
        if how == How::Reuse
            && let Some(tab) = free(&open, url).await
            && tabs::lead(tab, url).await.is_ok()
        {
            led(tab.id, url);
            return Ok(Opened::Reused);
        }
    }
    if how == How::Window {
        tabs::create_window(url).await?;
        return Ok(Opened::Window);
    }
    if let Some(id) = tabs::create(url).await? {
        led(id, url);
    }
    Ok(Opened::Tab)
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

/// A tab of the record's CRM that may be led elsewhere: one that hosts uContact's frame or holds unsaved input says
/// no, and one that cannot be asked is left alone.
async fn free<'a>(open: &'a [Tab], url: &str) -> Option<&'a Tab> {
    let of_the_crm = |tab: &&Tab| tab.url.as_deref().is_some_and(|at| same_origin(at, url)) && !tab.discarded;
    // The document that would answer is about to go, and the record it goes for must not be lost.
    let settled = |tab: &&Tab| tab.pending.is_none() && on_its_way(tab).is_none();
    let ask = Ask::Guard.to_js();
    let tabs: Vec<&Tab> = open.iter().filter(of_the_crm).filter(settled).take(MOST_ASKED).collect();
    // All at once: one that is too busy to answer must not hold up the next.
    let answers = join_all(tabs.iter().map(|tab| tabs::send(tab.id, &ask, LIMIT))).await;
    let is_free = |answer: &Result<JsValue, Error>| answer.as_ref().is_ok_and(|busy| !busy.is_truthy());
    answers.iter().position(is_free).map(|first| tabs[first])
}
