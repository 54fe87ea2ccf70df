//! Finds a client's number that the address has in another format.

use super::{CHANCE, Place, Read, TeachError};
use crate::mapping::NewLet;

/// The variable's name.
pub(super) const NAME: &str = "phone";
/// Longest country code or trunk prefix. If more digits differ, the numbers are alike by chance.
const LONGEST_PREFIX: usize = 6;

/// How the number in the address is made from the client's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variable {
    /// The prefix to remove.
    take: String,
    /// The prefix to put on, with a `+` if the address has one.
    put: String,
    /// How many digits stay: fewest and most.
    stay: (usize, usize),
    /// Whether a client's number had a `+`.
    plus: bool,
}

impl Variable {
    pub fn into_let(self) -> NewLet {
        let Self { take, put, stay: (least, most), plus } = self;
        let same = take.is_empty() && put.trim_start_matches('+').is_empty();
        // A `+` may be missing or added in every number, except in one that begins with zero: that is dialled so, and
        // has no `+`.
        let plus = if plus || same || !(take.is_empty() || take.starts_with('0')) { r"\+?" } else { "" };
        let digits = match (same, least == most) {
            // The number may have any length.
            (true, _) => r"\d+".to_owned(),
            (false, true) => format!(r"\d{{{least}}}"),
            (false, false) => format!(r"\d{{{least},{most}}}"),
        };
        NewLet {
            from: "clientId".to_owned(),
            pattern: format!("^{plus}{take}({digits})$"),
            to: format!("{put}$1"),
        }
    }
}

/// The number of one example in its address.
pub(super) struct Found {
    pub places: Vec<Place>,
    pub variable: Variable,
}

/// A number in an address with the same end as the client's.
struct Candidate {
    places: Vec<Place>,
    digits: String,
    plus: bool,
    /// How many digits at the end are the same.
    common: usize,
}

/// Finds the number in one example; `None` if the client's id is no number, or the address has no similar number.
pub(super) fn in_one(read: &Read) -> Result<Option<Found>, TeachError> {
    let Some((plus, digits)) = number(&read.id) else { return Ok(None) };
    let Some(found) = only(read, digits)? else { return Ok(None) };
    let cut = Cut::at(digits, &found, found.common);
    let variable = Variable { stay: (found.common, found.common), plus, take: cut.take, put: cut.put };
    Ok(Some(Found { places: found.places, variable }))
}

type Both = (Vec<Place>, Vec<Place>, Variable);

/// Finds the numbers in two examples, and one rule that makes both from both clients' numbers.
pub(super) fn in_two(first: &Read, second: &Read) -> Result<Option<Both>, TeachError> {
    let (Some((plus_a, a)), Some((plus_b, b))) = (number(&first.id), number(&second.id)) else {
        return Ok(None);
    };
    let (Some(x), Some(y)) = (only(first, a)?, only(second, b)?) else { return Ok(None) };
    // The longest common end may have a digit too many, which is the same by chance.
    for i in (CHANCE..=x.common).rev() {
        let cut = Cut::at(a, &x, i);
        let other = (CHANCE..=y.common).rev().find(|j| Cut::at(b, &y, *j) == cut);
        if let Some(j) = other {
            let stay = (i.min(j), i.max(j));
            let variable = Variable { take: cut.take, put: cut.put, stay, plus: plus_a || plus_b };
            return Ok(Some((x.places, y.places, variable)));
        }
    }
    Err(TeachError::NumberFormats)
}

#[derive(Debug, PartialEq, Eq)]
struct Cut {
    take: String,
    put: String,
}

impl Cut {
    fn at(client: &str, found: &Candidate, common: usize) -> Self {
        let plus = if found.plus { "+" } else { "" };
        Self {
            take: client[..client.len() - common].to_owned(),
            put: format!("{plus}{}", &found.digits[..found.digits.len() - common]),
        }
    }
}

/// The digits of a number, and whether a `+` stands before them.
fn number(id: &str) -> Option<(bool, &str)> {
    let digits = id.strip_prefix('+').unwrap_or(id);
    let good = digits.len() >= CHANCE && digits.bytes().all(|b| b.is_ascii_digit());
    good.then_some((digits.len() < id.len(), digits))
}

/// The only number of the address with the same end as `digits`. It may be there several times.
fn only(read: &Read, digits: &str) -> Result<Option<Candidate>, TeachError> {
    let mut found = candidates(read, digits);
    match found.len() {
        0 => Ok(None),
        1 => Ok(found.pop()),
        times => Err(TeachError::Ambiguous { id: read.id.clone(), times }),
    }
}

fn candidates(read: &Read, client: &str) -> Vec<Candidate> {
    let units = &read.address.units;
    let mut found: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let length = units[at..].iter().take_while(|unit| unit.byte.is_ascii_digit()).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let (start, end) = (at, at + length);
        at = end;
        let letter = |unit: Option<&super::address::Unit>| unit.is_some_and(|u| u.byte.is_ascii_alphabetic());
        if letter(units[..start].last()) || letter(units.get(end)) {
            continue;
        }
        let digits: String = units[start..end].iter().map(|unit| unit.byte as char).collect();
        let common = digits.bytes().rev().zip(client.bytes().rev()).take_while(|(a, b)| a == b).count();
        let longest = digits.len().max(client.len()) - common;
        if common < CHANCE || longest > LONGEST_PREFIX {
            continue;
        }
        // A percent-encoded plus belongs to the number. A plain one is a space, or belongs to the product's address.
        let plus = units[..start].last().is_some_and(|unit| unit.byte == b'+' && unit.encoded);
        let place = Place { start: start - usize::from(plus), end, soft: false };
        match found.iter_mut().find(|known| known.digits == digits && known.plus == plus) {
            Some(known) => known.places.push(place),
            None => found.push(Candidate { places: vec![place], digits, plus, common }),
        }
    }
    found
}
