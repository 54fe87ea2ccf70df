//! Teaching by example: from the address of a record and the client's id to a site and a rule.
//!
//! The id is looked for in the address, in every way in which a browser may write it, and its place becomes the
//! template's variable. Nothing is proposed that has not been proven: the rule, run on the example, leads to an address
//! that [`crate::record::shows`] holds for the same, and the template run backwards gives the value again.

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

/// A record, as an admin shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Example {
    /// Its address, copied from the address bar.
    pub url: String,
    /// The client's id, as uContact tells it.
    pub client_id: String,
}

/// What was learnt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// The site and the rule.
    pub mapping: Mapping,
    /// What follows the id in the address and is part of every record's (`/view`, `?tab=notes`); may be empty.
    pub kept: String,
    /// What follows the id in the first example and was left out, because the second has something else; may be empty.
    pub dropped: String,
}

/// Ids shorter than this stand in an address by chance, too.
const CHANCE: usize = 6;

/// Learns from one record, or from two of the same kind.
///
/// With one, everything around the id is kept as it is. A second one proves what belongs to every record: what differs
/// behind the id is left out, from the last separator on; what differs before it is an error.
///
/// # Errors
/// What is wrong with the examples and what to do.
pub fn teach(first: &Example, second: Option<&Example>) -> Result<Taught, TeachError> {
    let first = read(first, 1)?;
    let Some(second) = second else { return from_one(&first) };
    from_two(&first, &read(second, 2)?)
}

/// An example whose address and id are sound.
struct Read {
    address: Address,
    id: String,
    /// Whole places of the id itself.
    exact: Vec<Place>,
    number: u8,
}

/// Where a value stands, as a range of the address' units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    start: usize,
    end: usize,
    /// The word goes on behind it: `42-jane`.
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
        // A long id with a word behind it: what follows may be the client's name.
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

/// The site of an address: every page of its host.
fn site(address: &Address) -> NewSite {
    NewSite { name: name::guess(address.origin.host()), pages: vec![address.origin.host_permission()] }
}

fn rule(site: &NewSite, url: String, variable: Option<phone::Variable>) -> NewRule {
    let lets = variable.map(|v| (phone::NAME.to_owned(), v.into_let()));
    NewRule { name: site.name.clone(), lets: lets.into_iter().collect::<BTreeMap<_, _>>(), url }
}

#[cfg(test)]
mod tests;
