//! Templates run backwards.
//!
//! A value that a simple operator expanded has no plain delimiter in it. So a run of unreserved characters and
//! percent-encodings contains it as a whole. If the template has one variable per run, the value is exactly what is
//! left of the run without its literal start and end.

use super::parts::Part;
use super::{Template, Variables};
use crate::address::{canonical, encode, is_reserved, is_unreserved, triplet};
use crate::origin;

/// What the address must continue with.
enum Token<'a> {
    Literal(String),
    Value {
        name: &'a str,
        /// Whether the value can be read here. If only its beginning stands here, or a form that does not reveal all
        /// of it, it is read at another place, and compared at the end.
        whole: bool,
        /// Whether the value may contain delimiters, so that it reaches to the end of the address.
        reserved: bool,
        /// Whether this is `{;x}`, where an empty value has no `=`.
        parameter: bool,
        /// The literal at the end of its run (or of the address, if `reserved`).
        tail: String,
    },
}

pub(super) fn is_recognisable(template: &Template) -> bool {
    compile(template).is_some()
}

pub(super) fn recognise(template: &Template, url: &str) -> Option<Variables> {
    let tokens = compile(template)?;
    let (origin, rest) = origin::split(url).ok()?;
    if origin != template.origin {
        return None;
    }
    let canonical_rest = canonical(rest);
    let mut rest = &*canonical_rest;
    let mut variables = Variables::default();
    for token in &tokens {
        match token {
            Token::Literal(literal) => rest = rest.strip_prefix(literal.as_str())?,
            Token::Value { name, whole, reserved, parameter, tail } => {
                if *parameter {
                    match rest.strip_prefix('=') {
                        Some(more) => rest = more,
                        None => {
                            set(&mut variables, name, String::new())?;
                            continue;
                        }
                    }
                }
                let run = if *reserved { rest } else { &rest[..run_length(rest)] };
                let encoded = run.strip_suffix(tail.as_str())?;
                if *whole {
                    set(&mut variables, name, decode(encoded, *reserved)?)?;
                }
                rest = &rest[encoded.len()..];
            }
        }
    }
    // The proof is the way back. It also checks prefixes, and values that no expansion makes (an empty segment).
    let again = template.expand(&variables).ok()?;
    let (_, again) = origin::split(&again).ok()?;
    (rest.is_empty() && canonical(again) == canonical_rest).then_some(variables)
}

/// Sets a value. A name that stands in two places must have the same value in both.
fn set(variables: &mut Variables, name: &str, value: String) -> Option<()> {
    match variables.get(name) {
        Some(known) => (known == value).then_some(()),
        None => {
            variables.set(name, value);
            Some(())
        }
    }
}

/// The tokens of a template; `None` if nobody can know where a value ends.
fn compile(template: &Template) -> Option<Vec<Token<'_>>> {
    let parts = template.parts();
    let mut tokens = Vec::new();
    for part in &parts {
        match part {
            Part::Literal(literal) => push_literal(&mut tokens, &canonical(literal)),
            Part::Expression { operator, variables } => {
                let (first, between) = operator.separators();
                if operator.is_reserved() && variables.len() > 1 {
                    return None;
                }
                for (i, spec) in variables.iter().enumerate() {
                    push_literal(&mut tokens, if i == 0 { first } else { between });
                    let parameter = first == ";";
                    if operator.is_named() {
                        push_literal(&mut tokens, &canonical(spec.name));
                        push_literal(&mut tokens, if parameter { "" } else { "=" });
                    }
                    tokens.push(Token::Value {
                        name: spec.name,
                        whole: spec.prefix.is_none(),
                        reserved: operator.is_reserved(),
                        parameter,
                        tail: String::new(),
                    });
                }
            }
        }
    }
    set_tails(&mut tokens)?;
    find_values(&mut tokens).then_some(tokens)
}

/// Finds for each variable where its value can be read. Returns whether every variable has such a place.
fn find_values(tokens: &mut [Token<'_>]) -> bool {
    let mut exact = Vec::new();
    for token in &*tokens {
        if let Token::Value { name, whole: true, reserved: false, .. } = token {
            exact.push(*name);
        }
    }
    for token in tokens {
        if let Token::Value { name, whole, reserved, .. } = token {
            let elsewhere = exact.contains(name);
            // In a reserved expansion, a percent-encoding may come from the value or from the expansion.
            *whole &= !*reserved || !elsewhere;
            if !*whole && !elsewhere {
                return false;
            }
        }
    }
    true
}

/// Finds the literal tail of each value; `None` if another value comes before a delimiter.
fn set_tails(tokens: &mut [Token<'_>]) -> Option<()> {
    for i in 0..tokens.len() {
        let (done, after) = tokens.split_at_mut(i + 1);
        let Some(Token::Value { reserved, parameter, tail, .. }) = done.last_mut() else { continue };
        // Literals are merged, so at most one comes before the next value.
        let (literal, more) = match after {
            [] => continue,
            [Token::Literal(literal), more @ ..] => (literal.as_str(), more),
            [Token::Value { .. }, ..] => return None,
        };
        if *reserved {
            if !more.is_empty() {
                return None;
            }
            literal.clone_into(tail);
            continue;
        }
        let run = run_length(literal);
        if run == literal.len() && !more.is_empty() {
            return None;
        }
        literal[..run].clone_into(tail);
        // An empty parameter has no `=`. Then nobody can tell its name from the tail, or from a literal `=`.
        if *parameter && (run > 0 || literal.starts_with('=')) {
            return None;
        }
    }
    Some(())
}

fn push_literal(tokens: &mut Vec<Token<'_>>, text: &str) {
    if text.is_empty() {
        return;
    }
    match tokens.last_mut() {
        Some(Token::Literal(literal)) => literal.push_str(text),
        _ => tokens.push(Token::Literal(text.to_owned())),
    }
}

/// How many bytes at the start of a canonical text may be part of an expanded value.
fn run_length(text: &str) -> usize {
    text.bytes().position(|b| !is_unreserved(b) && b != b'%').unwrap_or(text.len())
}

/// The value that expands to `encoded`, which is canonical.
fn decode(encoded: &str, reserved: bool) -> Option<String> {
    let mut out = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        match triplet(rest) {
            // `{+x}` leaves reserved characters as they are, so an encoded one was encoded in the value. But `'` is
            // encoded by `canonical`. And `%25` before two digits does not come from a lone `%`, which would have
            // stayed as it is.
            Some(byte)
                if reserved
                    && ((is_reserved(byte) && byte != b'\'') || (byte == b'%' && two_digits(&rest[3..]))) =>
            {
                out.extend_from_slice(&rest[..3]);
                rest = &rest[3..];
            }
            Some(byte) => {
                out.push(byte);
                rest = &rest[3..];
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    if !reserved {
        return String::from_utf8(out).ok();
    }
    // Bytes that are not UTF-8 cannot come from the expansion.
    let mut value = String::with_capacity(out.len());
    for chunk in out.utf8_chunks() {
        value.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| encode(*byte, &mut value));
    }
    Some(value)
}

fn two_digits(bytes: &[u8]) -> bool {
    matches!(bytes, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}
