//! Expansion (RFC 6570, 3) of strings.
//!
//! This is our own, because `iri-string` 0.7.14 panics if `{+x}` or `{#x}` meets a character outside ASCII, and a
//! panic stops the background. The tests compare with that crate.

use super::parts::{Operator, Part, Spec};
use super::{ExpandError, MAX_URL, Variables};
use crate::address::{encode, is_reserved, is_unreserved, triplet};

/// Appends the expansion to `out`, up to [`MAX_URL`] bytes.
pub(super) fn expand(parts: &[Part<'_>], values: &Variables, out: &mut String) -> Result<(), ExpandError> {
    for part in parts {
        match part {
            Part::Literal(text) => append(text, true, None, out)?,
            Part::Expression { operator, variables } => {
                let (first, between) = operator.separators();
                for (i, spec) in variables.iter().enumerate() {
                    out.push_str(if i == 0 { first } else { between });
                    variable(*operator, spec, values, out)?;
                }
            }
        }
    }
    Ok(())
}

fn variable(
    operator: Operator,
    spec: &Spec<'_>,
    values: &Variables,
    out: &mut String,
) -> Result<(), ExpandError> {
    let name = || spec.name.to_owned();
    let value = values.get(spec.name).ok_or_else(|| ExpandError::Missing { name: name() })?;
    if operator.is_named() {
        out.push_str(spec.name);
        if !value.is_empty() || operator != Operator::Parameter {
            out.push('=');
        }
    } else if value.is_empty() {
        return Err(ExpandError::Empty { name: name() });
    }
    append(value, operator.is_reserved(), spec.prefix, out)
}

/// Appends a text, percent-encoded. With `reserved`, delimiters and percent-encodings in the text stay as they are,
/// and a percent-encoding counts as one character of `prefix`.
fn append(text: &str, reserved: bool, prefix: Option<usize>, out: &mut String) -> Result<(), ExpandError> {
    let mut rest = text;
    for _ in 0..prefix.unwrap_or(usize::MAX) {
        let Some(c) = rest.chars().next() else { break };
        let length = if reserved && triplet(rest.as_bytes()).is_some() { 3 } else { c.len_utf8() };
        let (unit, more) = rest.split_at(length);
        rest = more;
        let plain = |b: u8| is_unreserved(b) || (reserved && is_reserved(b));
        if length == 3 && c == '%' {
            out.push_str(unit);
        } else {
            for b in unit.bytes() {
                if plain(b) {
                    out.push(b as char);
                } else {
                    encode(b, out);
                }
            }
        }
        if out.len() > MAX_URL {
            return Err(ExpandError::TooLong);
        }
    }
    Ok(())
}
