//! Why a text is no instance's name.

use crate::origin::OriginError;
use std::fmt;

/// Why a text is no instance's name, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceError {
    /// Nothing was typed.
    Empty,
    /// Longer than a host's label, or a host, may be.
    TooLong,
    /// A character that no instance's name has.
    Character(char),
    /// A dot, where the name is one word.
    Dot,
    /// It begins or ends with a hyphen.
    Hyphen,
    /// It is no number.
    NotNumber,
    /// It is no host.
    Host(OriginError),
    /// A pasted address is none of this product.
    OtherAddress {
        /// Such as `https://acme.zendesk.com`.
        example: String,
    },
    /// The region is none of the product's.
    Region,
}

impl fmt::Display for InstanceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("write the name"),
            Self::TooLong => f.write_str("too long for a name"),
            Self::Character(c) => write!(f, "write the name alone; {c:?} cannot stand in it"),
            Self::Dot => f.write_str("write the first word alone, without dots"),
            Self::Hyphen => f.write_str("a name neither begins nor ends with a hyphen"),
            Self::NotNumber => f.write_str("write the number alone, digits only"),
            Self::Host(why) => why.fmt(f),
            Self::OtherAddress { example } => {
                write!(f, "this address is none of the product's; one looks like {example}")
            }
            Self::Region => f.write_str("choose one of the regions"),
        }
    }
}

impl std::error::Error for InstanceError {}
