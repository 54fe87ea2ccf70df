//! Why a text is no name of an instance.

use crate::origin::OriginError;
use std::fmt;

/// Why a text is no name of an instance, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceError {
    /// Nothing was typed.
    Empty,
    /// The text is longer than a host's label, or a host, may be.
    TooLong,
    /// A character that no such name can have.
    Character(char),
    /// A dot, but the name is a single word.
    Dot,
    /// It begins or ends with a hyphen.
    Hyphen,
    /// It is no number.
    NotNumber,
    /// It is no host.
    Host(OriginError),
    /// A pasted address that does not belong to this product.
    OtherAddress {
        /// An address of the product, such as `https://acme.zendesk.com`.
        example: String,
    },
    /// The product does not have this region.
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
