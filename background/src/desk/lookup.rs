//! Asking the CRM, with the agent's session.

use bridge::config::Config;
use bridge::lookup::{self, Head, MAX_ANSWER, Outcome, Request, WITHIN};
use bridge::message::Assigned;
use bridge::rules::{self, Decision};
use bridge::view::{LookupFailure, Millis};
use bridge::wire::Tried;
use webext::fetch::{Credentials, Fault};

use crate::context::Context;
use crate::ports::{Browser, Response as _};

/// Asks, and reads the answer. Lookups run side by side.
pub(super) async fn ask(cx: &Context<impl Browser>, request: &Request) -> Outcome {
    let host = request.origin().host_permission();
    // Without it the browser would ask all the same, as a stranger, and hide the answer.
    if !cx.browser.is_granted(&host).await {
        return Outcome::Failed { why: LookupFailure::PermissionMissing { host } };
    }
    let end = cx.now() + Millis::from(WITHIN);
    let mut answer = once(cx, &request.url, WITHIN).await;
    if matches!(answer, Err(Fault::Unreachable)) {
        let left = end.saturating_sub(cx.now()).min(Millis::from(WITHIN)) as u32;
        if left > 0 {
            answer = once(cx, &request.url, left).await;
        }
    }
    let why = match answer {
        Ok((head, body)) => return request.read(&head, &body),
        // An API leads nowhere: it is to the login page.
        Err(Fault::Redirected) => LookupFailure::SignedOut,
        Err(Fault::TimedOut) => LookupFailure::Timeout,
        Err(Fault::TooLarge) => LookupFailure::TooLarge,
        Err(Fault::Unreachable) => LookupFailure::Network,
    };
    Outcome::Failed { why }
}

/// An answer; its body is left alone where the head says enough.
async fn once(cx: &Context<impl Browser>, url: &str, limit: u32) -> Result<(Head, Vec<u8>), Fault> {
    let response = cx.browser.get(url, Credentials::Include, "application/json", limit).await?;
    let head = response.head();
    let body = match head.failure() {
        Some(_) => Vec::new(),
        None => match response.body(MAX_ANSWER).await {
            // A page is no answer, however long it is.
            Err(Fault::TooLarge) if head.is_page() => Vec::new(),
            body => body?,
        },
    };
    Ok((head, body))
}

/// What a configuration makes of an event, the CRM being asked; nothing is opened. The text is parsed first, so that
/// only its literal origins are ever asked.
pub(crate) async fn try_out(cx: &Context<impl Browser>, json: &str, event: &Assigned) -> Tried {
    let config = match Config::parse(json) {
        Ok(config) => config,
        Err(errors) => return Tried::Invalid { errors },
    };
    match rules::decide(&config, event) {
        Decision::None => Tried::NoRule,
        Decision::Rule { index, url, .. } => Tried::Record { rule: index, url },
        Decision::Lookup { index, request, .. } => {
            let outcome = ask(cx, &request).await;
            let lookup::Request { url, none, many, .. } = *request;
            Tried::Lookup { rule: index, asked: url, outcome, none, many }
        }
    }
}
