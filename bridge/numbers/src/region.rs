//! The region whose national formats are read.

use rlibphonenumber as lib;
use std::fmt;
use std::str::FromStr;

/// A region with a numbering plan, by its ISO 3166 code of two upper-case letters, such as `UY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region(pub(crate) lib::Region);

/// Why a text is no region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegionError {
    /// Not two letters from A to Z, in upper case.
    Form,
    /// Such letters, but no region with phone numbers has them.
    Unknown(String),
}

impl fmt::Display for RegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("a region is two upper-case letters, as in ISO 3166: UY"),
            Self::Unknown(code) => write!(f, "no region with phone numbers has the code {code}"),
        }
    }
}

impl std::error::Error for RegionError {}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(code: &str) -> Result<Self, RegionError> {
        // The library takes any two letters, and lower-case ones too.
        if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(RegionError::Form);
        }
        let unknown = || RegionError::Unknown(code.to_owned());
        let region = lib::Region::from_code(code).map_err(|_| unknown())?;
        if !crate::plan::knows(region) {
            return Err(unknown());
        }
        Ok(Self(region))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The configuration's reader must not lean on this crate, and has a list of its own.
    #[test]
    fn the_configuration_knows_the_same() {
        let source = include_str!("../../src/config/read_contacts.rs");
        let list =
            source.split_once("REGIONS: &str = \"").and_then(|(_, rest)| rest.split_once("\";")).unwrap().0;
        let listed: Vec<&str> = list.split_ascii_whitespace().filter(|code| *code != "\\").collect();
        let all = ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}")));
        let known: Vec<String> = all.filter(|code| code.parse::<Region>().is_ok()).collect();
        assert_eq!(listed, known);
    }

    #[test]
    fn codes() {
        ["UY", "AR", "BR", "MX", "ES", "US", "GB"]
            .iter()
            .for_each(|c| assert!(c.parse::<Region>().is_ok(), "{c}"));
        for bad in ["", "U", "uy", "Uy", "URY", "U1", "ÑÑ", "001", " UY"] {
            assert_eq!(bad.parse::<Region>(), Err(RegionError::Form), "{bad}");
        }
        // UK is reserved, and no code; AQ has no plan of its own.
        for bad in ["ZZ", "UK", "AQ", "XX"] {
            assert_eq!(bad.parse::<Region>(), Err(RegionError::Unknown(bad.to_owned())), "{bad}");
        }
    }
}
