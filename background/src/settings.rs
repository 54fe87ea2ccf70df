//! The configuration: reading, checking, putting in force.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use bridge::config::{Config, ConfigError, Contacts, Softphone};
use bridge::pattern::MatchPattern;
use bridge::wire::{Checked, Managed};
use js_sys::JSON;
use wasm_bindgen::JsValue;
use webext::content::{Settings, SiteSettings};
use webext::{Error, js, storage};

use crate::saved::{self, SAVED};
use crate::{complain, policy, regexp, scripts, shell, turn};

/// The key in `storage.local` of the configuration, the object of config-v1.
pub(crate) const CONFIG: &str = "config";

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// What may be in force.
#[derive(Default)]
struct State {
    /// The text of the agent's own configuration as it is stored, and its errors if it has any.
    own: (Option<String>, Vec<ConfigError>),
    /// The administrator's policy, where there is one: then that is in force, and nothing else.
    policy: Option<Policy>,
    /// [`revision`], once it was asked for.
    revision: Cell<Option<u32>>,
}

/// The administrator's policy.
#[derive(Clone, Default)]
struct Policy {
    /// Its text as it stands; `None` as long as the browser has not told it.
    stands: Option<String>,
    /// The text of the last that was without errors: this one is in force.
    good: Option<String>,
    /// The errors of the one that stands.
    errors: Vec<ConfigError>,
}

/// What was in `storage.local` when the worker started.
#[derive(Default)]
pub(crate) struct Stored {
    /// The text of the agent's own configuration.
    own: Option<String>,
    /// The last good policy, where there was a policy, and if one was ever good.
    policy: Option<Option<String>>,
}

/// Puts in force what was [`stored`] when the worker stopped. It was checked when it was saved, so its
/// regular expressions are compiled when they are needed: a worker that wakes for a call has no time for 10,000.
/// Whether the policy is still the same is seen afterwards, by [`heed`].
pub(crate) fn load(stored: Stored) {
    let text = stored.policy.as_ref().unwrap_or(&stored.own);
    let (config, errors) = parsed(text.as_deref().map(Config::load));
    let state = match stored.policy {
        Some(good) => {
            let policy = Some(Policy { stands: None, good, errors });
            State { own: (stored.own, Vec::new()), policy, ..State::default() }
        }
        None => State { own: (stored.own, errors), ..State::default() },
    };
    STATE.set(state);
    shell::with_desk(|desk| desk.set_config(config));
}

/// Takes up the administrator's policy as it stands: its text, or none. The caller has the turn for it.
///
/// # Errors
/// The browser's words, when it cannot be written down; it is in force all the same, until the worker sleeps.
pub(crate) async fn heed(policy: Option<String>) -> Result<(), Error> {
    let known = STATE.with_borrow(|state| state.policy.clone());
    let Some(text) = policy else {
        return if known.is_some() { without_policy().await } else { Ok(()) };
    };
    let stands = Some(text.clone());
    match known {
        Some(Policy { stands: before, .. }) if before == stands => return Ok(()),
        // The usual start. What is wrong with it, if anything, was found when it was loaded.
        Some(Policy { stands: None, good, .. }) if good == stands => {
            change(|state| state.policy.iter_mut().for_each(|policy| policy.stands = good.clone()));
            return Ok(());
        }
        _ => {}
    }
    let (config, errors) = parsed(Some(Config::parse(&text)));
    let first = known.is_none();
    let good = if config.is_some() { stands.clone() } else { known.and_then(|known| known.good) };
    // The agent's own does not serve in the place of a policy, be that good or bad.
    let changes = config.is_some() || first;
    let written = if changes { policy::remember(good.as_deref()).await } else { Ok(()) };
    let errors = errors.into_iter().map(policy::explained).collect();
    change(|state| state.policy = Some(Policy { stands, good, errors }));
    if changes {
        shell::with_desk(|desk| desk.set_config(config));
        scripts::renew_now().await;
    } else {
        shell::tell();
    }
    written
}

/// The policy has been taken back: the agent's own configuration serves again.
async fn without_policy() -> Result<(), Error> {
    let forgotten = policy::forget().await;
    let config = change(|state| {
        state.policy = None;
        let (config, errors) = parsed(state.own.0.as_deref().map(Config::load));
        state.own.1 = errors;
        config
    });
    shell::with_desk(|desk| desk.set_config(config));
    scripts::renew_now().await;
    forgotten
}

/// What is stored.
///
/// # Errors
/// When it cannot be read, which does not mean that there is nothing; complained of already.
pub(crate) async fn stored() -> Result<Stored, Error> {
    let values = storage::local_all(&[CONFIG, SAVED, policy::KEY]).await;
    let values = values.inspect_err(|error| complain("the configuration cannot be read", error))?;
    let policy = js::get(&values, policy::KEY);
    Ok(Stored {
        own: saved::read(&values),
        policy: policy.is_object().then(|| js::get_string(&policy, policy::GOOD)),
    })
}

/// The JSON text of an object; `None` if it is none.
pub(crate) fn text_of(value: &JsValue) -> Option<String> {
    if value.is_object() { JSON::stringify(value).ok().map(String::from) } else { None }
}

type Outcome = Result<Config, Vec<ConfigError>>;

fn parsed(outcome: Option<Outcome>) -> (Option<Config>, Vec<ConfigError>) {
    match outcome {
        None => (None, Vec::new()),
        Some(Ok(config)) => (Some(config), Vec::new()),
        Some(Err(errors)) => (None, errors),
    }
}

/// The text in force or stored; under a policy its last good one.
pub(crate) fn json() -> Option<String> {
    let text = STATE.with_borrow(|state| match &state.policy {
        Some(policy) => policy.good.clone(),
        None => state.own.0.clone(),
    })?;
    let value = JSON::parse(&text).ok()?;
    JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &2.into()).ok().map(String::from)
}

/// Names what is configured, by the administrator or by the agent: the same after the worker has slept.
pub(crate) fn revision() -> u32 {
    STATE.with_borrow(|state| {
        state.revision.get().unwrap_or_else(|| {
            let known = state.policy.as_ref().map(|policy| (&policy.good, &policy.errors));
            let hash = BuildHasherDefault::<DefaultHasher>::new().hash_one((known, &state.own)) as u32;
            state.revision.set(Some(hash));
            hash
        })
    })
}

/// Changes what may be in force.
fn change<T>(change: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(|state| {
        state.revision.set(None);
        change(state)
    })
}

/// How many errors the configuration has that would be in force without them.
pub(crate) fn errors() -> usize {
    STATE.with_borrow(|state| match &state.policy {
        // One that was never good has some, also while the browser has not told it again.
        Some(policy) => policy.errors.len().max(1),
        None => state.own.1.len(),
    })
}

/// The administrator's policy, where there is one.
pub(crate) fn managed() -> Option<Managed> {
    STATE.with_borrow(|state| Some(Managed { errors: state.policy.as_ref()?.errors.clone() }))
}

fn is_managed() -> bool {
    STATE.with_borrow(|state| state.policy.is_some())
}

/// Checks a configuration's text and, if it is without errors, stores it and puts it in force. Under a policy nothing
/// is saved.
pub(crate) async fn save(text: &str) -> Result<Checked, Error> {
    policy::known().await;
    let _one = turn::take(turn::Of::Configuration).await;
    if is_managed() {
        let why = "your organisation's policy configures uContact Bridge; nothing was saved".to_owned();
        return Err(Error::Refused(why));
    }
    let config = shell::with_desk(|desk| match desk.config() {
        Some(before) => Config::parse_after(text, before),
        None => Config::parse(text),
    });
    let config = match config {
        Ok(config) => config,
        Err(errors) => return Ok(Checked { errors }),
    };
    let value = JSON::parse(text.trim_start_matches('\u{feff}'))?;
    scripts::out_of_step().await?;
    let text = saved::write(&value).await?;
    change(|state| state.own = (text, Vec::new()));
    shell::with_desk(|desk| desk.set_config(Some(config)));
    scripts::renew_now().await;
    saved::store_later();
    Ok(Checked::default())
}

/// What content scripts must know of a configuration: of its pages only the `granted`, so that a script in an open
/// page falls silent when its permission is taken back.
pub(crate) fn settings(config: &Config, granted: &[String]) -> Settings {
    let is_granted = |page: &&MatchPattern| granted.iter().any(|known| known == page.as_str());
    let sites = config.sites.iter().map(|site| SiteSettings {
        pages: site.pages.iter().filter(is_granted).map(regexp::of).collect(),
        inject: site.softphone == Softphone::Inject,
        links: site.contacts != Contacts::Off,
    });
    Settings {
        origin: config.ucontact.origin.to_string(),
        url: config.ucontact.url.clone(),
        sites: sites.collect(),
    }
}

/// Whether an address is of a host that the configuration names pages of. A single-page application may have changed
/// its path since its content script looked.
pub(crate) fn is_of_configured_host(address: &str) -> bool {
    shell::with_desk(|desk| {
        let sites = desk.config().map(|config| config.sites.as_slice()).unwrap_or_default();
        let of_host = |page: &MatchPattern| {
            MatchPattern::parse(&page.host_permission()).is_ok_and(|host| host.matches(address))
        };
        sites.iter().flat_map(|site| &site.pages).any(of_host)
    })
}

/// Whether the extension places uContact's frame in the page at an address.
pub(crate) fn has_dock(address: &str) -> bool {
    shell::with_desk(|desk| {
        let site = desk.config().and_then(|config| config.site_of(address));
        site.is_some_and(|site| site.softphone == Softphone::Inject)
    })
}

/// The name of the configured site an address belongs to: its own, else its first pattern.
pub(crate) fn site_of(address: &str) -> Option<String> {
    shell::with_desk(|desk| {
        let site = desk
            .config()?
            .sites
            .iter()
            .find(|site| site.pages.iter().any(|pattern| pattern.matches(address)))?;
        let name = site.name.clone().filter(|name| !name.is_empty());
        Some(
            name.unwrap_or_else(|| {
                site.pages.first().map(|page| page.as_str().to_owned()).unwrap_or_default()
            }),
        )
    })
}

/// The match patterns of all configured pages.
pub(crate) fn pages() -> Vec<String> {
    shell::with_desk(|desk| {
        let sites = desk.config().map(|config| config.sites.as_slice()).unwrap_or_default();
        sites.iter().flat_map(|site| &site.pages).map(|page| page.as_str().to_owned()).collect()
    })
}
