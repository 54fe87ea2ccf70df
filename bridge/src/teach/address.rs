//! An address in units, in which a value is found in every notation.

use super::Place;
use crate::address::{canonical, encode, is_reserved, is_unreserved, triplet};
use crate::origin::{self, Origin, OriginError};

/// One byte of an address, plain or percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub byte: u8,
    /// Whether a browser writes the byte as `%XX`; false for every byte that needs no encoding, however it is
    /// written.
    pub encoded: bool,
    start: usize,
    end: usize,
}

impl Unit {
    /// Whether both are the same byte, in any notation.
    pub fn same(self, other: Self) -> bool {
        (self.byte, self.encoded) == (other.byte, other.encoded)
    }

    /// Whether it separates parts of an address, so that a record's address may end before it.
    pub fn is_separator(self) -> bool {
        !self.encoded && matches!(self.byte, b'/' | b'?' | b'#' | b'&')
    }

    fn is_word(self) -> bool {
        self.byte.is_ascii_alphanumeric() || self.byte >= 0x80
    }
}

/// An address. The units are those of path, query and fragment.
pub(super) struct Address {
    pub origin: Origin,
    pub text: String,
    pub units: Vec<Unit>,
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let (origin, rest) = origin::split(text)?;
        let from = text.len() - rest.len();
        let mut units = Vec::with_capacity(rest.len());
        let bytes = text.as_bytes();
        let mut at = from;
        while let Some(&first) = bytes.get(at) {
            let (byte, length) = triplet(&bytes[at..]).map_or((first, 1), |byte| (byte, 3));
            // By the same rule as `canonical`, by which records are compared.
            let stands = is_unreserved(byte) || (length == 1 && is_reserved(byte) && byte != b'\'');
            units.push(Unit { byte, encoded: !stands, start: at, end: at + length });
            at += length;
        }
        Ok(Self { origin, text: text.to_owned(), units })
    }

    /// The text of these units, as it was written.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        let (Some(first), Some(last)) = (self.units.get(start), self.units[..end].last()) else { return "" };
        self.text.get(first.start..last.end).unwrap_or_default()
    }

    /// Where `value` stands with no letter or digit next to it.
    pub fn whole_places(&self, value: &str) -> Vec<Place> {
        let whole = |place: &Place| {
            !self.units[..place.start].last().is_some_and(|unit| unit.is_word())
                && !self.units.get(place.end).is_some_and(|unit| unit.is_word())
        };
        let mut places: Vec<Place> = Vec::new();
        for place in self.find(|unit, byte| unit == byte, value).into_iter().filter(whole) {
            if places.last().is_none_or(|last| last.end <= place.start) {
                places.push(place);
            }
        }
        places
    }

    fn find(&self, equal: impl Fn(u8, u8) -> bool, value: &str) -> Vec<Place> {
        let value = value.as_bytes();
        let windows = self.units.windows(value.len().max(1)).enumerate();
        let found =
            windows.filter(|(_, units)| units.iter().zip(value).all(|(unit, byte)| equal(unit.byte, *byte)));
        found
            .map(|(start, _)| {
                let end = start + value.len();
                Place { start, end, soft: self.goes_on(end) }
            })
            .collect()
    }

    /// Whether the word goes on at `end`, after a hyphen or the like. A file extension does not count.
    fn goes_on(&self, end: usize) -> bool {
        let Some(unit) = self.units.get(end) else { return false };
        match unit.byte {
            b'.' => {
                let rest = &self.units[end + 1..];
                let letters = rest.iter().take_while(|unit| unit.byte.is_ascii_alphabetic()).count();
                letters == 0 || rest.get(letters).is_some_and(|unit| !unit.is_separator())
            }
            b'-' | b'_' | b'~' | b'+' | b' ' | b'*' | b'!' | b'$' | b'@' | b'%' => true,
            _ => false,
        }
    }

    /// The part of the address between two separators that contains this place.
    pub fn word_at(&self, place: Place) -> String {
        let before = self.units[..place.start].iter().rposition(|unit| unit.is_separator());
        let after = self.units[place.end..].iter().position(|unit| unit.is_separator());
        let end = after.map_or(self.units.len(), |at| place.end + at);
        self.slice(before.map_or(0, |at| at + 1), end).to_owned()
    }

    /// The first word that contains `value`.
    pub fn find_anywhere(&self, value: &str) -> Option<String> {
        self.find(|unit, byte| unit == byte, value).first().map(|place| self.word_at(*place))
    }

    /// `value` as it stands in the address in another letter case.
    pub fn find_other_case(&self, value: &str) -> Option<String> {
        let found = self.find(|unit, byte| unit.eq_ignore_ascii_case(&byte), value);
        found.first().map(|place| self.slice(place.start, place.end).to_owned())
    }

    /// Whether `value` stands in the address percent-encoded twice.
    pub fn has_encoded_twice(&self, value: &str) -> bool {
        let mut once = String::new();
        for byte in value.bytes() {
            if is_unreserved(byte) {
                once.push(byte as char);
            } else {
                encode(byte, &mut once);
            }
        }
        once.contains('%') && !self.find(|unit, byte| unit.eq_ignore_ascii_case(&byte), &once).is_empty()
    }

    /// Whether the notation at this place is the one of `{x}`, and not of `{+x}`.
    pub fn is_simple(&self, place: Place) -> bool {
        self.units[place.start..place.end].iter().all(|unit| unit.encoded || is_unreserved(unit.byte))
    }

    /// These units as a literal of a template.
    pub fn literal(&self, start: usize, end: usize) -> String {
        let mut literal = String::new();
        let text = self.slice(start, end);
        for (at, c) in text.char_indices() {
            let never = matches!(
                c,
                '{' | '}' | '"' | '<' | '>' | '\\' | '^' | '`' | '|' | '\0'..=' ' | '\x7F'..='\u{9F}'
            );
            let lone = c == '%' && triplet(&text.as_bytes()[at..]).is_none();
            if never || lone {
                c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| encode(byte, &mut literal));
            } else {
                literal.push(c);
            }
        }
        literal
    }

    /// Whether both addresses are the same, in any notation.
    pub fn is_same(&self, other: &Self) -> bool {
        self.origin == other.origin && canonical(self.rest()) == canonical(other.rest())
    }

    fn rest(&self) -> &str {
        self.slice(0, self.units.len())
    }
}
