//! The configuration: reading, checking, putting in force. The agent's own, or the administrator's policy.

mod keep;
pub(crate) mod policy;

use std::cell::Cell;
use std::rc::Rc;

use bridge::config::{Config, ConfigError};
use webext::Error;

use crate::context::{Changed, Context};
use crate::in_force::{Policy, Sources};
use crate::ports::{Browser, Stored as InStorage};
use crate::session;
use crate::turn::Gate;

/// The key in `storage.local` of the configuration, the object of config-v1.
const CONFIG: &str = "config";

/// Reads, checks and stores the configuration.
pub(crate) struct Configuration<B: Browser> {
    cx: Rc<Context<B>>,
    /// Open once the browser has told the policy, or has taken too long.
    policy_known: Gate,
    /// The policy has changed since this worker started: what was told at the start may be old.
    policy_changed: Cell<bool>,
    /// How many saves there were; names the last one.
    saves: Cell<u32>,
}

/// What was in `storage.local` when the worker started.
#[derive(Default)]
pub(crate) struct Stored {
    /// The text of the agent's own configuration.
    own: Option<String>,
    /// The last good policy, where there was a policy, and if one was ever good.
    policy: Option<Option<String>>,
}

/// What became of a save.
pub(crate) enum Saved {
    /// It is stored and in force.
    InForce,
    /// It has these errors; nothing was saved.
    Errors(Vec<ConfigError>),
    /// A policy is in force; nothing was saved.
    Managed,
}

impl<B: Browser> Configuration<B> {
    /// Nothing has been read yet.
    pub fn new(cx: &Rc<Context<B>>) -> Rc<Self> {
        Rc::new(Self {
            cx: cx.clone(),
            policy_known: Gate::default(),
            policy_changed: Cell::default(),
            saves: Cell::default(),
        })
    }

    /// What is stored. Where it cannot be read, which does not mean that there is nothing, that is complained of.
    pub async fn stored(self: &Rc<Self>) -> Stored {
        let values = self.cx.browser.local(&[CONFIG, keep::SAVED, policy::KEY]).await;
        let mut values = match values {
            Ok(values) => values.into_iter(),
            Err(error) => {
                self.cx.complain("the configuration cannot be read", &error);
                return Stored::default();
            }
        };
        let mut next = || values.next().unwrap_or_default();
        let (config, saved, policy) = (next(), next(), next());
        let policy = match policy {
            InStorage::Json(json) => Some(policy::last_good(&json)),
            _ => None,
        };
        Stored { own: self.own_text(config, saved), policy }
    }

    /// Puts in force what was [`stored`](Self::stored) when the worker stopped. It was checked when it was saved, so its
    /// regular expressions are compiled when they are needed: a worker that wakes for a call has no time for 10,000.
    /// Whether the policy is still the same is seen afterwards, by [`Self::heed`].
    pub fn load(&self, stored: Stored) {
        let text = stored.policy.as_ref().unwrap_or(&stored.own);
        let (config, errors) = parsed(text.as_deref().map(Config::load));
        let sources = match stored.policy {
            Some(good) => {
                let policy = Some(Policy { stands: None, good, errors });
                Sources { own: (stored.own, Vec::new()), policy }
            }
            None => Sources { own: (stored.own, errors), policy: None },
        };
        self.cx.in_force.change(|known| *known = sources);
        self.cx.put_in_force(config);
    }

    /// Takes up the administrator's policy as it stands: its text, or none. The caller has the turn for the
    /// configuration. Answers whether another configuration is in force; where that cannot be written down, it is so all
    /// the same, until the worker sleeps.
    async fn heed(&self, policy: Option<String>) -> bool {
        let known = self.cx.in_force.sources(|sources| sources.policy.clone());
        let Some(text) = policy else {
            return known.is_some() && self.without_policy().await;
        };
        let stands = Some(text.clone());
        match known {
            Some(Policy { stands: before, .. }) if before == stands => return false,
            // The usual start. What is wrong with the policy, if anything, was found when it was loaded.
            Some(Policy { stands: None, good, .. }) if good == stands => {
                self.cx.in_force.change(|sources| {
                    sources.policy.iter_mut().for_each(|policy| policy.stands = good.clone());
                });
                return false;
            }
            _ => {}
        }
        let (config, errors) = parsed(Some(Config::parse(&text)));
        let first = known.is_none();
        let good = if config.is_some() { stands.clone() } else { known.and_then(|known| known.good) };
        // Under any policy, even an invalid one, the agent's configuration is never used.
        let changes = config.is_some() || first;
        if changes {
            self.complain_of(policy::remember(&self.cx.browser, good.as_deref()).await);
        }
        let errors = errors.into_iter().map(policy::explained).collect();
        self.cx.in_force.change(|sources| sources.policy = Some(Policy { stands, good, errors }));
        if changes {
            self.cx.put_in_force(config);
        } else {
            self.cx.changed(Changed::Desk);
        }
        changes
    }

    /// The policy has been taken back: the agent's own configuration serves again.
    async fn without_policy(&self) -> bool {
        self.complain_of(policy::forget(&self.cx.browser).await);
        let config = self.cx.in_force.change(|sources| {
            sources.policy = None;
            let (config, errors) = parsed(sources.own.0.as_deref().map(Config::load));
            sources.own.1 = errors;
            config
        });
        self.cx.put_in_force(config);
        true
    }

    fn complain_of(&self, written: Result<(), Error>) {
        if let Err(error) = written {
            self.cx.complain("the policy cannot be written down", &error);
        }
    }

    /// Checks a configuration's text and, if it is without errors, stores it and puts it in force. Under a policy nothing
    /// is saved. Content scripts are out of step afterwards.
    ///
    /// # Errors
    /// The browser's words, where it cannot be stored; then it is not in force either.
    pub async fn save(self: &Rc<Self>, text: &str) -> Result<Saved, Error> {
        // The policy may become known between two saves: the later one must not overtake the earlier one here.
        let _save = self.cx.turns.saves.wait().await;
        self.policy_known().await;
        let _one = self.cx.turns.configuration.wait().await;
        if self.cx.in_force.sources(|sources| sources.policy.is_some()) {
            return Ok(Saved::Managed);
        }
        let config = match self.cx.config() {
            Some(before) => Config::parse_after(text, &before),
            None => Config::parse(text),
        };
        let config = match config {
            Ok(config) => config,
            Err(errors) => return Ok(Saved::Errors(errors)),
        };
        session::scripts_out_of_step(&self.cx.browser).await?;
        let text = self.write(text.trim_start_matches('\u{feff}')).await?;
        self.cx.in_force.change(|sources| sources.own = (Some(text), Vec::new()));
        self.cx.put_in_force(Some(config));
        self.store_object_later();
        Ok(Saved::InForce)
    }
}

fn parsed(outcome: Option<Result<Config, Vec<ConfigError>>>) -> (Option<Config>, Vec<ConfigError>) {
    match outcome {
        None => (None, Vec::new()),
        Some(Ok(config)) => (Some(config), Vec::new()),
        Some(Err(errors)) => (None, errors),
    }
}
