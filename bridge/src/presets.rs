//! Known CRMs: the admin types the instance's name, and site and rule are there. The data is in `presets.json`.

mod error;
mod instance;

use crate::config::MAX_NAME;
use crate::mapping::{Mapping, NewRule, NewSite};
use crate::origin::Origin;
use serde::Deserialize;
use std::collections::BTreeMap;

pub use error::InstanceError;
pub use instance::{Instance, Kind};

const DATA: &str = include_str!("../presets.json");
/// Stands for the instance's name in `presets.json`.
const INSTANCE: &str = "{instance}";
/// Stands for the region.
const REGION: &str = "{region}";

/// A known CRM.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Preset {
    /// Names it in code and in what a page remembers.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// The vendor's document of its addresses' format.
    pub document: Option<String>,
    /// Where there is no such document: where the format comes from.
    pub observed: Option<String>,
    /// What the admin types.
    pub instance: Asked,
    /// What the admin chooses, where the vendor has hosts by region; the first is the usual one.
    #[serde(default)]
    pub regions: Vec<String>,
    /// A record's address: a template in which the instance and the region are still to be put in.
    url: String,
    /// Records' addresses as the product has them.
    pub examples: Vec<Recorded>,
}

/// What the admin types.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Asked {
    /// What it may be.
    pub kind: Kind,
    /// Such as `acme`.
    pub example: String,
}

/// A record's address as the product has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Recorded {
    /// The instance's name in it.
    pub instance: String,
    /// The region in it.
    pub region: Option<String>,
    /// The address.
    pub url: String,
    /// The record's id.
    pub client_id: String,
}

/// All of them, by name.
#[must_use]
pub fn all() -> Vec<Preset> {
    // A test reads it, too; there is no other.
    serde_json::from_str(DATA).unwrap_or_default()
}

/// The name of the product that is hosted at `host`, if one is.
pub(crate) fn product_at(host: &str) -> Option<String> {
    let fits = |preset: &Preset| match preset.instance.kind {
        Kind::Host => false,
        _ => preset.regions_or_none().any(|region| preset.instance_in(host, region).is_some()),
    };
    all().into_iter().find(fits).map(|preset| preset.name)
}

impl Preset {
    /// The site and the rule for an instance. `region` is one of [`Preset::regions`]; a whole address that was pasted
    /// for the instance's name tells its own.
    ///
    /// # Errors
    /// Why `typed` is no instance's name, and what to do.
    pub fn apply(&self, typed: &str, region: Option<&str>) -> Result<Mapping, InstanceError> {
        let Instance { name, region, origin } = self.read(typed, region)?;
        let url = match &origin {
            // A host, perhaps with a port; http on this machine.
            Some(origin) => self.url.replace(&format!("https://{INSTANCE}"), &origin.to_string()),
            None => self.url.replace(INSTANCE, &name).replace(REGION, region.as_deref().unwrap_or_default()),
        };
        let home = Origin::of_url(&url).map_err(InstanceError::Host)?;
        let site =
            NewSite { name: self.name.chars().take(MAX_NAME).collect(), pages: vec![home.host_permission()] };
        Ok(Mapping { site, rule: NewRule { name: self.name.clone(), lets: BTreeMap::new(), url } })
    }

    /// What stands before and behind the instance's name in an address, for a field to show around its input.
    #[must_use]
    pub fn around(&self, region: Option<&str>) -> (String, String) {
        let region = region.or(self.regions.first().map(String::as_str)).unwrap_or_default();
        let url = self.url.replace(REGION, region);
        let (before, after) = url.split_once(INSTANCE).unwrap_or((&url, ""));
        // What follows the host or the next segment says nothing about the name.
        let after = after.split('/').next().unwrap_or_default();
        (before.to_owned(), after.to_owned())
    }

    fn regions_or_none(&self) -> impl Iterator<Item = Option<&str>> {
        let none = self.regions.is_empty().then_some(None);
        none.into_iter().chain(self.regions.iter().map(|region| Some(region.as_str())))
    }
}

#[cfg(test)]
mod tests;
