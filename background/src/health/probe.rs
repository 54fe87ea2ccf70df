//! Does uContact's address answer, and may the CRM's pages hold it in a frame?

use bridge::config::Ucontact;
use bridge::framing::{self, Ancestor, Answer, CSP, Engine, XFO};
use bridge::wire::{Framing, Probe};
use webext::fetch::{Credentials, Fault};

use crate::context::Context;
use crate::ports::{Browser, Response as _};

/// How long to wait for the answer, in milliseconds.
pub(super) const LIMIT: u32 = 5_000;

/// What a page is asked for as.
pub(super) const ACCEPT: &str = "text/html,*/*;q=0.8";

/// Asks the address once, and nobody else: no redirect is followed, the body is not read.
pub(crate) async fn probe(
    cx: &Context<impl Browser>,
    url: &str,
    pages: &[String],
    credentials: Credentials,
) -> Probe {
    let ucontact = match Ucontact::parse(url) {
        Ok(ucontact) => ucontact,
        Err(message) => return Probe::BadAddress { message },
    };
    let host = ucontact.origin.host_permission();
    if !cx.browser.is_granted(&host).await {
        return Probe::PermissionMissing { host };
    }
    let ancestors = ancestors(cx, pages).await;
    let asked = cx.browser.get(&ucontact.url, credentials, ACCEPT, LIMIT).await;
    let response = match asked {
        Ok(response) => response,
        Err(Fault::TimedOut) => return Probe::TimedOut,
        Err(Fault::Redirected) => return Probe::Redirected,
        Err(Fault::Unreachable | Fault::TooLarge) => return Probe::Unreachable,
    };
    let status = response.status();
    if !(200..300).contains(&status) {
        return Probe::Status { status };
    }
    let (csp, xfo) = (response.header(CSP), response.header(XFO));
    let answer = Answer { url: &ucontact.url, csp: csp.as_deref(), xfo: xfo.as_deref() };
    let engine = engine(cx);
    let frames = ancestors.iter().map(|ancestor| Framing {
        ancestor: ancestor.to_string(),
        refusal: framing::refusal(engine, answer, ancestor),
    });
    Probe::Reachable { frames: frames.collect() }
}

/// Whose reading of headers counts here.
pub(crate) fn engine(cx: &Context<impl Browser>) -> Engine {
    if cx.browser.url("").starts_with("moz-") { Engine::Firefox } else { Engine::Chromium }
}

/// The origins of these pages. A pattern tells no port, but the open tabs that match it do.
pub(super) async fn ancestors(cx: &Context<impl Browser>, pages: &[String]) -> Vec<Ancestor> {
    let configured = cx.in_force.pages();
    let mut found = Vec::new();
    let own = cx.browser.url("");
    for page in if pages.is_empty() { &configured } else { pages } {
        let open = match page.starts_with(&own) {
            true => Vec::new(),
            // Without the permission no tab shows its address.
            false => cx.browser.tabs_matching(std::slice::from_ref(page)).await.unwrap_or_default(),
        };
        let mut origins: Vec<Ancestor> =
            open.iter().filter_map(|tab| Ancestor::of_url(tab.url.as_deref()?)).collect();
        if origins.is_empty() {
            origins.extend(Ancestor::of_url(page));
        }
        for origin in origins {
            if !found.contains(&origin) {
                found.push(origin);
            }
        }
    }
    found
}
