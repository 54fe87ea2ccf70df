//! The configuration: reading, checking, putting in force.

use bridge::config::{Config, Softphone};
use bridge::pattern::MatchPattern;
use js_sys::JSON;
use wasm_bindgen::JsValue;
use webext::content::Settings;
use webext::wire::ConfigError;
use webext::{Error, storage};

use crate::{complain, regexp, scripts, shell, turn};

/// The key in `storage.local` of the configuration, the object of config-v1.
pub(crate) const CONFIG: &str = "config";

thread_local! {
    /// The text of what is stored, and its errors if it has any.
    static STORED: std::cell::RefCell<(Option<String>, Vec<ConfigError>)> = Default::default();
}

/// Puts in force what was [`stored`] when the worker stopped. It was checked when it was saved, so its
/// regular expressions are compiled when they are needed: a worker that wakes for a call has no time for 10,000.
pub(crate) fn load(json: Option<String>) {
    let (config, errors) = parsed(json.as_deref().map(Config::load));
    STORED.with_borrow_mut(|stored| *stored = (json, errors));
    shell::with_desk(|desk| desk.set_config(config));
}

/// Takes up what was stored by another hand, unless it has errors: then the one in force stays so.
pub(crate) async fn reload() {
    let _one = turn::take(turn::Of::Configuration).await;
    let Ok(json) = stored().await else { return };
    if STORED.with_borrow(|stored| stored.0 == json) {
        return;
    }
    let (config, errors) = parsed(json.as_deref().map(Config::parse));
    let broken = !errors.is_empty();
    STORED.with_borrow_mut(|stored| *stored = (json, errors));
    if broken && shell::with_desk(|desk| desk.config().is_some()) {
        return;
    }
    shell::with_desk(|desk| desk.set_config(config));
    scripts::renew_now().await;
}

/// The text of the stored configuration, if there is one.
///
/// # Errors
/// When it cannot be read, which does not mean that there is none; complained of already.
pub(crate) async fn stored() -> Result<Option<String>, Error> {
    let value = storage::local(CONFIG).await;
    let value = value.inspect_err(|error| complain("the configuration cannot be read", error))?;
    Ok(if value.is_object() { JSON::stringify(&value).ok().map(String::from) } else { None })
}

type Outcome = Result<Config, Vec<bridge::config::ConfigError>>;

fn parsed(outcome: Option<Outcome>) -> (Option<Config>, Vec<ConfigError>) {
    match outcome {
        None => (None, Vec::new()),
        Some(Ok(config)) => (Some(config), Vec::new()),
        Some(Err(errors)) => (None, on_the_wire(errors)),
    }
}

/// The text in force or stored, as it was saved.
pub(crate) fn json() -> Option<String> {
    let text = STORED.with_borrow(|stored| stored.0.clone())?;
    let value = JSON::parse(&text).ok()?;
    JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &2.into()).ok().map(String::from)
}

/// How many errors the stored configuration has, if it is not in force for that reason.
pub(crate) fn errors() -> usize {
    STORED.with_borrow(|stored| stored.1.len())
}

/// Checks a configuration's text and, if it is without errors, stores it and puts it in force.
pub(crate) async fn save(text: &str) -> Result<Vec<ConfigError>, Error> {
    let config = match Config::parse(text) {
        Ok(config) => config,
        Err(errors) => return Ok(on_the_wire(errors)),
    };
    let value = JSON::parse(text.trim_start_matches('\u{feff}'))?;
    let _one = turn::take(turn::Of::Configuration).await;
    scripts::out_of_step().await?;
    storage::set_local(&[(CONFIG, &value)]).await?;
    let json = JSON::stringify(&value).ok().map(String::from);
    STORED.with_borrow_mut(|stored| *stored = (json, Vec::new()));
    shell::with_desk(|desk| desk.set_config(Some(config)));
    scripts::renew_now().await;
    Ok(Vec::new())
}

/// What content scripts must know of a configuration: of its pages only the `granted`, so that a script in an open
/// page falls silent when its permission is taken back.
pub(crate) fn settings(config: &Config, granted: &[String]) -> Settings {
    let is_granted = |page: &&MatchPattern| granted.iter().any(|known| known == page.as_str());
    let sites = config.sites.iter().map(|site| {
        let pages = site.pages.iter().filter(is_granted).map(regexp::of).collect();
        (pages, site.softphone == Softphone::Inject)
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

pub(crate) fn on_the_wire(errors: Vec<bridge::config::ConfigError>) -> Vec<ConfigError> {
    errors.into_iter().map(|error| ConfigError { path: error.path, message: error.message }).collect()
}
