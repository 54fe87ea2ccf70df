//! Why a message is refused.

use std::fmt;

/// Why a message is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is JSON, but its `event` is none of uContact's. Another program sent it; it is ignored silently.
    NotUcontact,
    /// It is not JSON.
    NotJson {
        /// What the JSON parser says, with line and column.
        why: String,
    },
    /// It is longer than [`super::MAX_MESSAGE`].
    TooLarge {
        /// How long it is, in bytes.
        bytes: usize,
    },
    /// A field is not there, or is `null`.
    Missing {
        /// The event's name.
        event: &'static str,
        /// The field, such as `data.guid`.
        field: &'static str,
    },
    /// A field is empty and must not be.
    Empty {
        /// The event's name.
        event: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field has the wrong type.
    WrongType {
        /// The event's name.
        event: &'static str,
        /// The field.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A field is too long.
    TooLong {
        /// The event's name.
        event: &'static str,
        /// The field.
        field: &'static str,
        /// How long it is, in characters, or entries of a list.
        length: usize,
        /// How long it may be.
        max: usize,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUcontact => f.write_str("not one of uContact's events"),
            Self::NotJson { why } => write!(f, "not JSON: {why}"),
            Self::TooLarge { bytes } => {
                write!(f, "the message is {bytes} bytes long, more than {}", super::MAX_MESSAGE)
            }
            Self::Missing { event, field } => write!(f, "{event}: {field} is missing"),
            Self::Empty { event, field } => write!(f, "{event}: {field} is empty"),
            Self::WrongType { event, field, expected, found } => {
                write!(f, "{event}: {field} must be {expected}, and is {found}")
            }
            Self::TooLong { event, field, length, max } => {
                write!(f, "{event}: {field} is {length} long, more than {max}")
            }
        }
    }
}

impl std::error::Error for Refusal {}
