//! What an admin types for an instance: its name, or one of its addresses, which is reduced to the name.

use super::{INSTANCE, InstanceError, Preset, REGION};
use crate::origin::{self, Origin, OriginError, Scheme};
use serde::Deserialize;

/// What kind of name an instance has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// One label of a host: `acme` of `acme.zendesk.com`.
    Label,
    /// Salesforce's: a label, maybe with the sandbox and its kind, `acme--uat.sandbox`.
    SalesforceDomain,
    /// An account's number.
    Number,
    /// A host, maybe with a port.
    Host,
}

/// An instance that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The name, as it is put into addresses.
    pub name: String,
    /// The region: the chosen one, or the one of a pasted address.
    pub region: Option<String>,
    /// The origin, if the instance's name is a host.
    pub(super) origin: Option<Origin>,
}

/// The kinds of Salesforce orgs that have a label of their own in the host.
const SALESFORCE_KINDS: [&str; 8] =
    ["demo", "develop", "free", "patch", "sandbox", "scratch", "stage", "trailblaze"];

impl Preset {
    /// Reads what the admin typed or pasted.
    ///
    /// # Errors
    /// Why the text is no name of an instance.
    pub fn read(&self, typed: &str, region: Option<&str>) -> Result<Instance, InstanceError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(InstanceError::Empty);
        }
        let region = match region {
            Some(region) if self.regions.iter().any(|known| known == region) => Some(region.to_owned()),
            Some(_) => return Err(InstanceError::Region),
            None => self.regions.first().cloned(),
        };
        if self.instance.kind == Kind::Host {
            return host(typed);
        }
        let lower = typed.to_ascii_lowercase();
        if lower.starts_with("https://") || lower.starts_with("http://") {
            return self.reduce(typed);
        }
        // A whole host without the scheme is clear, too.
        let hosts =
            self.regions_or_none().find_map(|region| Some((self.instance_in(&lower, region)?, region)));
        if let Some((name, region)) = hosts {
            return self.checked(&name, region.map(str::to_owned));
        }
        self.checked(typed, region)
    }

    /// Reads the name from a pasted address of the product.
    fn reduce(&self, typed: &str) -> Result<Instance, InstanceError> {
        let (origin, rest) = origin::split(typed).map_err(InstanceError::Host)?;
        let other = || InstanceError::OtherAddress { example: self.example_address() };
        if origin.scheme() != Scheme::Https || origin.port().is_some() {
            return Err(other());
        }
        for region in self.regions_or_none() {
            let name = match self.in_path(region) {
                Some((host, before)) if host == origin.host() => {
                    let after = rest.strip_prefix(before.as_str());
                    after.map(|after| after.chars().take_while(char::is_ascii_digit).collect::<String>())
                }
                Some(_) => None,
                None => self.instance_in(origin.host(), region),
            };
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                return self.checked(&name, region.map(str::to_owned));
            }
        }
        Err(other())
    }

    /// The instance's name in a host of the product.
    pub(super) fn instance_in(&self, host: &str, region: Option<&str>) -> Option<String> {
        let url = self.url.replace(REGION, region.unwrap_or_default());
        let authority = url.strip_prefix("https://")?.split('/').next()?;
        match authority.split_once(INSTANCE) {
            Some((before, after)) => {
                let name = host.strip_prefix(before)?.strip_suffix(after)?;
                (!name.is_empty()).then(|| name.to_owned())
            }
            // The name is in the path.
            None => (host == authority).then(String::new),
        }
    }

    /// The host, and what stands before the name in the path; `None` if the name is not in the path.
    fn in_path(&self, region: Option<&str>) -> Option<(String, String)> {
        let url = self.url.replace(REGION, region.unwrap_or_default());
        let (before, _) = url.strip_prefix("https://")?.split_once(INSTANCE)?;
        let slash = before.find('/')?;
        Some((before[..slash].to_owned(), before[slash..].to_owned()))
    }

    fn example_address(&self) -> String {
        let (before, after) = self.around(None);
        format!("{before}{}{after}", self.instance.example)
    }

    fn checked(&self, name: &str, region: Option<String>) -> Result<Instance, InstanceError> {
        let name = match self.instance.kind {
            Kind::Number => {
                // Zoho's own pages write the number with `org` in front.
                let digits = name.strip_prefix("org").unwrap_or(name);
                let good = digits.bytes().all(|b| b.is_ascii_digit()) && (1..=20).contains(&digits.len());
                good.then(|| digits.to_owned())
                    .ok_or_else(|| bad(name).unwrap_or(InstanceError::NotNumber))?
            }
            Kind::SalesforceDomain => match name.split_once('.') {
                Some((first, kind)) if SALESFORCE_KINDS.contains(&kind) => {
                    format!("{}.{kind}", label(first)?)
                }
                _ => label(name)?,
            },
            _ => label(name)?,
        };
        Ok(Instance { name, region, origin: None })
    }
}

/// A character that no name of any kind can have.
fn bad(name: &str) -> Option<InstanceError> {
    let never = |c: &char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    name.chars().find(never).map(InstanceError::Character)
}

/// One label of a host.
fn label(name: &str) -> Result<String, InstanceError> {
    if let Some(error) = bad(name) {
        return Err(error);
    }
    if name.contains('.') {
        return Err(InstanceError::Dot);
    }
    if name.len() > 63 {
        return Err(InstanceError::TooLong);
    }
    if name.is_empty() {
        return Err(InstanceError::Empty);
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Err(InstanceError::Hyphen);
    }
    Ok(name.to_ascii_lowercase())
}

/// A host, maybe with a port, alone or as part of an address.
fn host(typed: &str) -> Result<Instance, InstanceError> {
    let lower = typed.to_ascii_lowercase();
    let origin = if lower.starts_with("https://") || lower.starts_with("http://") {
        Origin::of_url(typed).map_err(InstanceError::Host)?
    } else {
        // `:`, `[` and `]` are for ports and IPv6. The underscore is in the host names of many companies.
        let never = |c: &char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':' | '[' | ']'));
        if let Some(c) = typed.chars().find(never) {
            let letter = c.is_alphabetic();
            return Err(if letter {
                InstanceError::Host(OriginError::NotAscii)
            } else {
                InstanceError::Character(c)
            });
        }
        // What runs on this computer usually has no certificate.
        let local = Origin::parse(&format!("http://{typed}"));
        local.or_else(|_| Origin::parse(&format!("https://{typed}"))).map_err(InstanceError::Host)?
    };
    if origin.host().split('.').any(|label| label.starts_with('-') || label.ends_with('-')) {
        return Err(InstanceError::Hyphen);
    }
    let name = origin.to_string();
    let name = name.split_once("://").map_or(name.as_str(), |(_, host)| host).to_owned();
    Ok(Instance { name, region: None, origin: Some(origin) })
}
