//! The administrator's policy: the configuration in `storage.managed`. It wins whole over the agent's own, and is
//! checked like it.
//!
//! A worker that starts does not wait for it: right after the browser's start Chromium takes seconds to tell it, while
//! a call may be ringing. What is in force until then is the last good policy, which is kept in `storage.local`.

use bridge::wire::ConfigError;
use serde::{Deserialize, Serialize};
use webext::Error;

use super::Configuration;
use crate::ports::{Browser, Value};
use crate::session;

/// The key in `storage.local`: an object while there is a policy, with its last good text, if it was ever good. Holds
/// what the administrator wrote, and nothing of a client.
pub(super) const KEY: &str = "policy";

/// How long the browser may take to tell the policy, in milliseconds; measured: under 4 seconds. After that the policy
/// is taken to be what it was.
const LIMIT: u32 = 15_000;

/// What stands under [`KEY`].
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    good: Option<String>,
}

/// What the browser tells: the policy's text, or that there is none.
struct Told(Option<String>);

impl<B: Browser> Configuration<B> {
    /// Comes back once the policy is known; later than the gate `ready` by seconds, if the browser has just started.
    pub async fn policy_known(&self) {
        self.policy_known.passed().await;
    }

    /// Asks for the policy at the worker's start, and heeds it once the browser tells and what was stored has been read.
    /// Answers whether another configuration is in force. Whoever waits for [`Self::policy_known`] waits until
    /// [`Self::policy_is_known`] is called.
    pub async fn read_policy(&self) -> bool {
        // Nobody's turn is held while the browser is still reading its policies.
        match self.ask_for_policy().await {
            Some(told) => self.heed_in_turn(Some(told)).await,
            None => false,
        }
    }

    /// What was asked for at the start is in force.
    pub fn policy_is_known(&self) {
        self.policy_known.open();
    }

    /// The browser says that the policy has changed. At once; then [`Self::read_policy_again`].
    pub fn policy_has_changed(&self) {
        self.policy_changed.set(true);
    }

    /// Reads a policy that has changed. Answers whether another configuration is in force.
    pub async fn read_policy_again(&self) -> bool {
        self.heed_in_turn(None).await
    }

    async fn heed_in_turn(&self, told: Option<Told>) -> bool {
        self.cx.ready.passed().await;
        let _one = self.cx.turns.configuration.wait().await;
        // After a change it is read in turn, so that the last one to get its turn sees the latest.
        let told = match told {
            Some(told) if !self.policy_changed.get() => Some(told),
            _ => self.ask_for_policy().await,
        };
        match told {
            Some(Told(policy)) => self.heed(policy).await,
            None => false,
        }
    }

    /// What the browser tells, if it tells in time.
    async fn ask_for_policy(&self) -> Option<Told> {
        match self.cx.browser.managed(LIMIT).await {
            Ok(policy) => Some(Told(policy.filter(|text| text != "{}"))),
            Err(error @ Error::TimedOut) => {
                self.cx.complain("the browser does not tell the policy", &error);
                None
            }
            // Firefox's way to say that there is none.
            Err(_) => Some(Told(None)),
        }
    }
}

/// The last good policy's text, from what stands under [`KEY`].
pub(super) fn last_good(json: &str) -> Option<String> {
    serde_json::from_str::<Kept>(json).unwrap_or_default().good
}

/// Writes down that there is a policy, and its last good text.
pub(super) async fn remember(browser: &impl Browser, good: Option<&str>) -> Result<(), Error> {
    session::scripts_out_of_step(browser).await?;
    let kept = Kept { good: good.map(str::to_owned) };
    let json = serde_json::to_string(&kept).map_err(|error| Error::Shape(error.to_string()))?;
    browser.set_local(&[(KEY, Value::Json(&json))]).await
}

/// Writes down that there is none.
pub(super) async fn forget(browser: &impl Browser) -> Result<(), Error> {
    session::scripts_out_of_step(browser).await?;
    browser.remove_local(KEY).await
}

/// An error of a policy, with what may be behind it: Chromium takes a whole field away, without a word, if anything in
/// it is of another type than `managed_schema.json` says.
pub(super) fn explained(mut error: ConfigError) -> ConfigError {
    let top = !error.path.is_empty() && !error.path.contains(['.', '[']);
    if top && error.message.starts_with("missing") {
        error.message.push_str(
            " (if it is in the policy, something in it has the wrong type, and the browser left it out: in a policy \
             `campaign` and `channel` are lists, also of one, and a lookup's variables are objects)",
        );
    }
    error
}
