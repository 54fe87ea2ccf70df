//! Why nothing can be learnt from examples.

use crate::origin::OriginError;
use std::fmt;

/// Why nothing can be learnt from the examples, and what to do. `example` is 1 or 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeachError {
    /// There is no address.
    NoAddress {
        /// Which example.
        example: u8,
    },
    /// There is no client's id, or it is longer than an id of uContact's may be.
    NoClientId {
        /// Which example.
        example: u8,
    },
    /// The address is longer than a template may be.
    TooLong {
        /// Which example.
        example: u8,
    },
    /// The bridge may not open this address.
    Address {
        /// Which example.
        example: u8,
        /// What is wrong with it.
        why: OriginError,
    },
    /// The id is not in the address.
    NotFound {
        /// Which example.
        example: u8,
        /// The id.
        id: String,
    },
    /// The id is in the host, where a template cannot have a variable.
    InHost {
        /// The id.
        id: String,
    },
    /// The id is in the address only as part of a longer word or number.
    WithinWord {
        /// Which example.
        example: u8,
        /// The id.
        id: String,
        /// The word.
        word: String,
    },
    /// The id is in the address in another letter case.
    LetterCase {
        /// The id.
        id: String,
        /// How the address writes it.
        found: String,
    },
    /// The id is in the address percent-encoded twice.
    EncodedTwice {
        /// Which example.
        example: u8,
    },
    /// The word goes on after the id (`42-jane`), and one example cannot show whether the rest belongs to every
    /// record.
    WordGoesOn {
        /// The word.
        word: String,
    },
    /// The id is found several times, and is so short that some of these may be chance.
    Ambiguous {
        /// The id.
        id: String,
        /// How many times.
        times: usize,
    },
    /// Both examples have the same client.
    SameClient,
    /// Both examples have the same address, but not the same client.
    SameAddress,
    /// The examples have different hosts.
    OtherHost {
        /// The first one's origin.
        first: String,
        /// The second one's origin.
        second: String,
    },
    /// The addresses differ before the id.
    DifferBefore {
        /// What the first has.
        first: String,
        /// What the second has.
        second: String,
    },
    /// The addresses differ after the id, within the same part.
    DifferWithin {
        /// What the first has.
        first: String,
        /// What the second has.
        second: String,
    },
    /// No single rule makes both numbers in the addresses from both clients' numbers.
    NumberFormats,
    /// The rule that was found does not lead back to the example.
    NotProven {
        /// Which example.
        example: u8,
        /// Why.
        why: String,
    },
}

impl fmt::Display for TeachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAddress { .. } => {
                f.write_str("open a client's record in the CRM and paste its address from the address bar")
            }
            Self::NoClientId { .. } => f.write_str("write the client's id as uContact tells it"),
            Self::TooLong { .. } => f.write_str("the address is too long for a template; 8192 bytes are the most"),
            Self::Address { why, .. } => why.fmt(f),
            Self::NotFound { id, .. } => write!(
                f,
                "`{id}` does not stand in the address; show the record of this very client, or write the id that \
                 stands there"
            ),
            Self::InHost { id } => write!(
                f,
                "`{id}` stands in the host, which must be the same for all records; show an address that has the id \
                 in its path"
            ),
            Self::WithinWord { id, word, .. } => write!(
                f,
                "`{id}` stands in the address only within `{word}`; write the whole of the id"
            ),
            Self::LetterCase { id, found } => write!(
                f,
                "the address has `{found}` where the id is `{id}`; a rule cannot change letter case, so both must be \
                 written alike"
            ),
            Self::EncodedTwice { .. } => f.write_str(
                "the id stands in the address percent-encoded twice, which no template can do; show another address \
                 of the record",
            ),
            Self::WordGoesOn { word } => write!(
                f,
                "the id is followed by more of the same word in `{word}`; add a second record, to show what belongs \
                 to every address"
            ),
            Self::Ambiguous { id, times } => write!(
                f,
                "`{id}` stands in the address {times} times; add a second record, to show which of them is the client"
            ),
            Self::SameClient => f.write_str("both examples are of the same client; the second must be another one"),
            Self::SameAddress => f.write_str("both examples have the same address; show the second client's record"),
            Self::OtherHost { first, second } => write!(
                f,
                "the examples are on two hosts, {first} and {second}; show two records of one CRM"
            ),
            Self::DifferBefore { first, second } => write!(
                f,
                "before the id, the addresses differ in `{first}` and `{second}`; open both records in the same way, \
                 or show an address without it"
            ),
            Self::DifferWithin { first, second } => write!(
                f,
                "behind the id, the addresses differ in `{first}` and `{second}`, which cannot be left out; show an \
                 address without it"
            ),
            Self::NumberFormats => f.write_str(
                "the two numbers become those in the addresses in two different ways; show two numbers in the same \
                 format",
            ),
            Self::NotProven { why, .. } => {
                write!(f, "no rule was found that leads back to the record ({why}); show another address of it")
            }
        }
    }
}

impl std::error::Error for TeachError {}
