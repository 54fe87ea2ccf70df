//! Known CRMs: the admin types the name of an instance, and gets a site and a rule. The data is in `presets.json`.

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
    /// Its name in code, and in what a page remembers.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// The vendor's document about the format of addresses.
    pub document: Option<String>,
    /// Where the format comes from, if there is no such document.
    pub observed: Option<String>,
    /// What the admin types.
    pub instance: Asked,
    /// What the admin chooses, if the vendor has a host for each region. The usual one stands first.
    #[serde(default)]
    pub regions: Vec<String>,
    /// A record's address: a template, with placeholders for the instance and the region.
    url: String,
    /// Addresses of records, copied from the product.
    pub examples: Vec<Recorded>,
}

/// What the admin types.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Asked {
    /// What kind of name it is.
    pub kind: Kind,
    /// An example, such as `acme`.
    pub example: String,
}

/// The address of a record, copied from the product.
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

/// All presets, sorted by name.
#[must_use]
pub fn all() -> Vec<Preset> {
    // A test reads the data, so there is no error here.
    serde_json::from_str(DATA).unwrap_or_default()
}

/// The name of the known product at this host, if there is one.
pub(crate) fn product_at(host: &str) -> Option<String> {
    let fits = |preset: &Preset| match preset.instance.kind {
        Kind::Host => false,
        _ => preset.regions_or_none().any(|region| preset.instance_in(host, region).is_some()),
    };
    all().into_iter().find(fits).map(|preset| preset.name)
}

impl Preset {
    /// The site and the rule for an instance. `region` is one of [`Preset::regions`]. If the admin pasted a whole
    /// address in place of the name, its region counts instead.
    ///
    /// # Errors
    /// Why `typed` is no name of an instance, and what to do.
    pub fn apply(&self, typed: &str, region: Option<&str>) -> Result<Mapping, InstanceError> {
        let Instance { name, region, origin } = self.read(typed, region)?;
        let url = match &origin {
            // A host, maybe with a port; `http` on this computer.
            Some(origin) => self.url.replace(&format!("https://{INSTANCE}"), &origin.to_string()),
            None => self.url.replace(INSTANCE, &name).replace(REGION, region.as_deref().unwrap_or_default()),
        };
        let home = Origin::of_url(&url).map_err(InstanceError::Host)?;
        let site =
            NewSite { name: self.name.chars().take(MAX_NAME).collect(), pages: vec![home.host_permission()] };
        Ok(Mapping { site, rule: NewRule { name: self.name.clone(), lets: BTreeMap::new(), url } })
    }

    /// What stands before and after the instance's name in an address. A form shows these around its input field.
    #[must_use]
    pub fn around(&self, region: Option<&str>) -> (String, String) {
        let region = region.or(self.regions.first().map(String::as_str)).unwrap_or_default();
        let url = self.url.replace(REGION, region);
        let (before, after) = url.split_once(INSTANCE).unwrap_or((&url, ""));
        // What follows after the next `/` does not help to find the name.
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
