//! The configuration in force: what it is, what is wrong with it, and what the parts ask of it.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::rc::Rc;

use bridge::config::{Config, Contacts, Site, Softphone};
use bridge::pattern::MatchPattern;
use bridge::wire::{ConfigError, Managed};

/// The configuration in force, and what else may be.
#[derive(Default)]
pub(crate) struct InForce {
    config: RefCell<Option<Rc<Config>>>,
    sources: RefCell<Sources>,
    /// [`Self::revision`], once it was asked for.
    revision: Cell<Option<u32>>,
}

/// Where a configuration comes from.
#[derive(Default)]
pub(crate) struct Sources {
    /// The text of the agent's own configuration as it is stored, and its errors if it has any.
    pub own: (Option<String>, Vec<ConfigError>),
    /// The administrator's policy, where there is one: then that is in force, and nothing else.
    pub policy: Option<Policy>,
}

/// The administrator's policy.
#[derive(Clone, Default)]
pub(crate) struct Policy {
    /// Its text as it stands; `None` as long as the browser has not told it.
    pub stands: Option<String>,
    /// The text of the last that was without errors: this one is in force.
    pub good: Option<String>,
    /// The errors of the one that stands.
    pub errors: Vec<ConfigError>,
}

impl InForce {
    /// The configuration; `None` where none is in force.
    pub fn config(&self) -> Option<Rc<Config>> {
        self.config.borrow().clone()
    }

    /// Puts a configuration in force; the desk must be given the same.
    pub fn set_config(&self, config: Option<Rc<Config>>) {
        self.config.replace(config);
    }

    /// Looks at where a configuration may come from.
    pub fn sources<T>(&self, look: impl FnOnce(&Sources) -> T) -> T {
        look(&self.sources.borrow())
    }

    /// Changes where it comes from.
    pub fn change<T>(&self, change: impl FnOnce(&mut Sources) -> T) -> T {
        self.revision.set(None);
        change(&mut self.sources.borrow_mut())
    }

    /// Names what is configured, by the administrator or by the agent: the same after the worker has slept.
    pub fn revision(&self) -> u32 {
        self.revision.get().unwrap_or_else(|| {
            let hash = self.sources(|sources| {
                let known = sources.policy.as_ref().map(|policy| (&policy.good, &policy.errors));
                BuildHasherDefault::<DefaultHasher>::new().hash_one((known, &sources.own)) as u32
            });
            self.revision.set(Some(hash));
            hash
        })
    }

    /// The text in force or stored; under a policy the policy's last good one.
    pub fn text(&self) -> Option<String> {
        self.sources(|sources| match &sources.policy {
            Some(policy) => policy.good.clone(),
            None => sources.own.0.clone(),
        })
    }

    /// How many errors the configuration has that would be in force without them.
    pub fn errors(&self) -> usize {
        self.sources(|sources| match &sources.policy {
            // A policy that was never good has some, also while the browser has not told it again.
            Some(policy) => policy.errors.len().max(1),
            None => sources.own.1.len(),
        })
    }

    /// The administrator's policy, where there is one.
    pub fn managed(&self) -> Option<Managed> {
        self.sources(|sources| Some(Managed { errors: sources.policy.as_ref()?.errors.clone() }))
    }

    /// The match patterns of all configured pages.
    pub fn pages(&self) -> Vec<String> {
        let config = self.config.borrow();
        let sites = config.iter().flat_map(|config| &config.sites);
        sites.flat_map(|site| &site.pages).map(|page| page.as_str().to_owned()).collect()
    }

    /// Asks the configured site that an address belongs to.
    pub fn of_site<T>(&self, address: &str, ask: impl FnOnce(&Site) -> T) -> Option<T> {
        self.config.borrow().as_ref()?.site_of(address).map(ask)
    }

    /// Whether the extension places uContact's frame in the page at an address.
    pub fn has_dock(&self, address: &str) -> bool {
        self.of_site(address, |site| site.softphone == Softphone::Inject) == Some(true)
    }

    /// Whether numbers in the text of the page at an address are contactable.
    pub fn has_numbers(&self, address: &str) -> bool {
        self.of_site(address, |site| site.contacts == Contacts::Text) == Some(true)
    }

    /// Whether a site has uContact in the panel.
    pub fn has_panel(&self) -> bool {
        let config = self.config.borrow();
        let mut sites = config.iter().flat_map(|config| &config.sites);
        sites.any(|site| site.softphone == Softphone::Panel)
    }

    /// The name of the configured site an address belongs to: its own, else its first pattern.
    pub fn site_name(&self, address: &str) -> Option<String> {
        self.of_site(address, |site| {
            let name = site.name.clone().filter(|name| !name.is_empty());
            let first = || site.pages.first().map(|page| page.as_str().to_owned()).unwrap_or_default();
            name.unwrap_or_else(first)
        })
    }

    /// Whether an address is of a host that the configuration names pages of. A single-page application may have changed
    /// its path since its content script looked.
    pub fn is_of_configured_host(&self, address: &str) -> bool {
        let config = self.config.borrow();
        let of_host = |page: &MatchPattern| {
            MatchPattern::parse(&page.host_permission()).is_ok_and(|host| host.matches(address))
        };
        config.iter().flat_map(|config| &config.sites).flat_map(|site| &site.pages).any(of_host)
    }
}
