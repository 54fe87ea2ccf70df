//! What comes in: from content scripts and the panel, from the extension's pages, from the browser.

pub(crate) mod browser;
pub(crate) mod content;
pub(crate) mod pages;
mod show;

use std::rc::Rc;

use crate::context::Changed;
use crate::parts::Parts;
use crate::ports::Browser;

/// The administrator's policy, at the worker's start.
pub(crate) async fn policy_at_start<B: Browser>(parts: &Rc<Parts<B>>) {
    if parts.configuration.read_policy().await {
        other_configuration(parts).await;
    }
    parts.configuration.policy_is_known();
}

/// The administrator's policy has changed.
pub(crate) async fn policy_changed<B: Browser>(parts: &Rc<Parts<B>>) {
    if parts.configuration.read_policy_again().await {
        other_configuration(parts).await;
    }
}

/// Another configuration is in force: the scripts first, since whoever caused it waits for them.
async fn other_configuration<B: Browser>(parts: &Rc<Parts<B>>) {
    parts.scripts.bring_in_step().await;
    parts.cx.changed(Changed::Configuration);
}
