//! Teaching by example: from the address of a record and the client's id to a site and a rule.
//!
//! The id is looked for in the address, in every notation that a browser may use, and its place becomes the
//! template's variable. Nothing is proposed without proof: run on the example, the rule must lead to an address that
//! shows the same record ([`crate::record::shows`]), and the template run backwards must give the id again.

mod address;
mod align;
mod build;
mod error;
mod name;
mod phone;
mod prove;

use crate::mapping::{Mapping, NewRule, NewSite};
use crate::message::MAX_CLIENT_ID;
use crate::template::MAX_TEMPLATE;
use address::Address;
use std::collections::BTreeMap;

pub use error::TeachError;

/// A record that the admin gives as an example.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Example {
    /// Its address, copied from the address bar.
    pub url: String,
    /// The client's id, as uContact sends it.
    pub client_id: String,
}

/// What the examples teach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// The site and the rule.
    pub mapping: Mapping,
    /// What follows the id in the address and belongs to every record's address (`/view`, `?tab=notes`); may be
    /// empty.
    pub kept: String,
    /// What follows the id in the first example and was left out, because it differs in the second; may be empty.
    pub dropped: String,
}

/// A shorter id may stand in an address by chance.
const CHANCE: usize = 6;

/// Learns a site and a rule from one record, or from two of the same kind.
///
/// From one record, everything around the id is kept as it is. A second record shows what belongs to every record:
/// what differs after the id is left out, from the last separator on; a difference before the id is an error.
///
/// # Errors
/// What is wrong with the examples and what to do.
pub fn teach(first: &Example, second: Option<&Example>) -> Result<Taught, TeachError> {
    let first = read(first, 1)?;
    let Some(second) = second else { return from_one(&first) };
    from_two(&first, &read(second, 2)?)
}

/// An example that was read without an error.
struct Read {
    address: Address,
    id: String,
    /// Where the id stands as a whole word.
    exact: Vec<Place>,
    number: u8,
}

/// Where a value stands in an address, as a range of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    start: usize,
    end: usize,
    /// The word goes on after the value: `42-jane`.
    soft: bool,
}

fn read(example: &Example, number: u8) -> Result<Read, TeachError> {
    let (url, id) = (example.url.trim(), example.client_id.trim());
    if url.is_empty() {
        return Err(TeachError::NoAddress { example: number });
    }
    if id.is_empty() || id.chars().count() > MAX_CLIENT_ID {
        return Err(TeachError::NoClientId { example: number });
    }
    if url.len() > MAX_TEMPLATE {
        return Err(TeachError::TooLong { example: number });
    }
    let address = Address::parse(url).map_err(|why| TeachError::Address { example: number, why })?;
    let exact = address.whole_places(id);
    Ok(Read { address, id: id.to_owned(), exact, number })
}

fn from_one(read: &Read) -> Result<Taught, TeachError> {
    if read.exact.is_empty() {
        let Some(found) = phone::in_one(read)? else { return Err(missing(read)) };
        return build::taught(read, &found.places, None, Some(found.variable), &[read]);
    }
    if let Some(soft) = read.exact.iter().find(|place| place.soft) {
        // After a long id, the rest of the word may be the client's name.
        let hard: Vec<Place> = read.exact.iter().copied().filter(|place| !place.soft).collect();
        if hard.is_empty() || read.id.chars().count() >= CHANCE {
            return Err(TeachError::WordGoesOn { word: read.address.word_at(*soft) });
        }
        return one(read, &hard);
    }
    one(read, &read.exact)
}

fn one(read: &Read, places: &[Place]) -> Result<Taught, TeachError> {
    if places.len() > 1 && read.id.chars().count() < CHANCE {
        return Err(TeachError::Ambiguous { id: read.id.clone(), times: places.len() });
    }
    build::taught(read, places, None, None, &[read])
}

fn from_two(first: &Read, second: &Read) -> Result<Taught, TeachError> {
    if first.address.origin != second.address.origin {
        return Err(TeachError::OtherHost {
            first: first.address.origin.to_string(),
            second: second.address.origin.to_string(),
        });
    }
    if first.id == second.id {
        return Err(TeachError::SameClient);
    }
    if first.exact.is_empty() || second.exact.is_empty() {
        let Some((a, b, variable)) = phone::in_two(first, second)? else {
            return Err(missing(if first.exact.is_empty() { first } else { second }));
        };
        let aligned = align::align((first, &a), (second, &b))?;
        return build::taught(first, &aligned.places, aligned.cut, Some(variable), &[first, second]);
    }
    let aligned = align::align((first, &first.exact), (second, &second.exact))?;
    build::taught(first, &aligned.places, aligned.cut, None, &[first, second])
}

/// Why the id was not found.
fn missing(read: &Read) -> TeachError {
    let (example, id) = (read.number, read.id.clone());
    let (address, lower) = (&read.address, read.id.to_ascii_lowercase());
    if address.origin.host().contains(&lower) {
        return TeachError::InHost { id };
    }
    if let Some(word) = address.find_anywhere(&read.id) {
        return TeachError::WithinWord { example, id, word };
    }
    if let Some(found) = address.find_other_case(&read.id) {
        return TeachError::LetterCase { id, found };
    }
    if address.has_encoded_twice(&read.id) {
        return TeachError::EncodedTwice { example };
    }
    TeachError::NotFound { example, id }
}

/// The site of an address: all pages of its host.
fn site(address: &Address) -> NewSite {
    NewSite { name: name::guess(address.origin.host()), pages: vec![address.origin.host_permission()] }
}

fn rule(site: &NewSite, url: String, variable: Option<phone::Variable>) -> NewRule {
    let lets = variable.map(|v| (phone::NAME.to_owned(), v.into_let()));
    NewRule { name: site.name.clone(), lets: lets.into_iter().collect::<BTreeMap<_, _>>(), url }
}

#[cfg(test)]
mod tests;
