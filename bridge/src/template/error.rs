//! What can be wrong with a template, and with its values.

use super::{MAX_TEMPLATE, MAX_URL};
use crate::origin::OriginError;
use std::fmt;

/// Why a text is no template of a record's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// Its scheme or host.
    Origin(OriginError),
    /// An expression stands in the scheme, host or port.
    ExpressionInHost,
    /// There is no `/` after the host.
    NoPath,
    /// A literal part of the path is `.` or `..`.
    DotSegment,
    /// It does not follow RFC 6570.
    Syntax {
        /// What is wrong.
        why: String,
    },
    /// Longer than [`MAX_TEMPLATE`].
    TooLong {
        /// How long, in bytes.
        bytes: usize,
    },
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Origin(error) => error.fmt(f),
            Self::ExpressionInHost => f.write_str(
                "an expression may stand only after the first / of the path; write the scheme and host out",
            ),
            Self::NoPath => f.write_str("write a / after the host"),
            Self::DotSegment => f.write_str("leave out the path segments . and ..; a browser removes them"),
            Self::Syntax { why } => write!(f, "not an RFC 6570 template: {why}"),
            Self::TooLong { bytes } => write!(f, "{bytes} bytes long; at most {MAX_TEMPLATE} are allowed"),
        }
    }
}

impl std::error::Error for TemplateError {}

/// Why a template makes no address from these values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpandError {
    /// A variable has no value.
    Missing {
        /// Its name.
        name: String,
    },
    /// A variable is empty.
    Empty {
        /// Its name.
        name: String,
    },
    /// A segment of the path came out as `.` or `..`.
    DotSegment,
    /// The address is longer than [`MAX_URL`].
    TooLong,
    /// The address would leave the template's origin. This cannot happen.
    LedAway,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "the variable `{name}` has no value"),
            Self::Empty { name } => write!(f, "the variable `{name}` is empty"),
            Self::DotSegment => {
                f.write_str("a segment of the path comes out as . or .., which leads to another page")
            }
            Self::TooLong => write!(f, "the address is longer than {MAX_URL} bytes"),
            Self::LedAway => f.write_str("the address would leave the template's host"),
        }
    }
}

impl std::error::Error for ExpandError {}
