//! From the places of a value to a template.

use super::phone::{self, Variable};
use super::{Place, Read, Taught, TeachError, prove, rule, site};
use crate::mapping::Mapping;

/// The template with the variable at `places`, up to `cut`, proven on `examples`.
pub(super) fn taught(
    read: &Read,
    places: &[Place],
    cut: Option<usize>,
    variable: Option<Variable>,
    examples: &[&Read],
) -> Result<Taught, TeachError> {
    let address = &read.address;
    let end = cut.unwrap_or(address.units.len());
    let name = if variable.is_some() { phone::NAME } else { "clientId" };
    let mut url = address.origin.to_string();
    let mut from = 0;
    for place in places {
        url.push_str(&address.literal(from, place.start));
        let operator = if address.is_simple(*place) { "" } else { "+" };
        url.push_str(&format!("{{{operator}{name}}}"));
        from = place.end;
    }
    url.push_str(&address.literal(from, end));
    let site = site(address);
    let rule = rule(&site, url, variable);
    let mapping = Mapping { site, rule };
    for example in examples {
        prove::prove(&mapping, example)?;
    }
    Ok(Taught {
        mapping,
        kept: address.slice(from, end).to_owned(),
        dropped: address.slice(end, address.units.len()).to_owned(),
    })
}
