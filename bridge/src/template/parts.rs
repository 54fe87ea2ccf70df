//! A template's text and its parts (RFC 6570, 2).

use crate::address::triplet;

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Literal(&'a str),
    Expression { operator: Operator, variables: Vec<Spec<'a>> },
}

/// One variable of an expression. The explode modifier (`*`) means nothing here, because all values are strings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spec<'a> {
    pub name: &'a str,
    /// `{name:3}`: only so many characters of the value.
    pub prefix: Option<usize>,
}

/// An operator (RFC 6570, 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Simple,
    Reserved,
    Fragment,
    Label,
    Path,
    Parameter,
    Query,
    QueryMore,
}

impl Operator {
    fn split(expression: &str) -> (Self, &str) {
        let operator = match expression.as_bytes().first() {
            Some(b'+') => Self::Reserved,
            Some(b'#') => Self::Fragment,
            Some(b'.') => Self::Label,
            Some(b'/') => Self::Path,
            Some(b';') => Self::Parameter,
            Some(b'?') => Self::Query,
            Some(b'&') => Self::QueryMore,
            _ => return (Self::Simple, expression),
        };
        (operator, &expression[1..])
    }

    /// What stands before the first variable, and between two variables.
    pub fn separators(self) -> (&'static str, &'static str) {
        match self {
            Self::Simple | Self::Reserved => ("", ","),
            Self::Fragment => ("#", ","),
            Self::Label => (".", "."),
            Self::Path => ("/", "/"),
            Self::Parameter => (";", ";"),
            Self::Query => ("?", "&"),
            Self::QueryMore => ("&", "&"),
        }
    }

    /// Whether the variable's name stands before its value.
    pub fn is_named(self) -> bool {
        matches!(self, Self::Parameter | Self::Query | Self::QueryMore)
    }

    /// Whether reserved characters in a value stay as they are.
    pub fn is_reserved(self) -> bool {
        matches!(self, Self::Reserved | Self::Fragment)
    }
}

/// Splits a template into its parts, or returns an error message.
pub(super) fn parts(template: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        literal(before, &mut parts)?;
        let (inner, more) =
            after.split_once('}').ok_or_else(|| format!("`{{{after}` has no closing brace"))?;
        parts.push(expression(inner).map_err(|why| format!("`{{{inner}}}`: {why}"))?);
        rest = more;
    }
    literal(rest, &mut parts)?;
    Ok(parts)
}

fn literal<'a>(text: &'a str, parts: &mut Vec<Part<'a>>) -> Result<(), String> {
    for (at, c) in text.char_indices() {
        match c {
            '}' => return Err("there is a closing brace without an opening one".to_owned()),
            '%' if triplet(&text.as_bytes()[at..]).is_none() => {
                return Err(
                    "after a `%` must come two hexadecimal digits; a percent sign is `%25`".to_owned()
                );
            }
            '"' | '<' | '>' | '\\' | '^' | '`' | '|' | '\0'..=' ' | '\x7F'..='\u{9F}' => {
                return Err(format!("percent-encode the character {c:?}"));
            }
            _ => {}
        }
    }
    if !text.is_empty() {
        parts.push(Part::Literal(text));
    }
    Ok(())
}

fn expression(inner: &str) -> Result<Part<'_>, String> {
    let (operator, list) = Operator::split(inner);
    if let Some(c) = list.chars().next().filter(|c| "=,!@|".contains(*c)) {
        return Err(format!("the operator {c:?} has no meaning"));
    }
    let variables = list.split(',').map(spec).collect::<Result<_, _>>()?;
    Ok(Part::Expression { operator, variables })
}

fn spec(text: &str) -> Result<Spec<'_>, String> {
    let (name, prefix) = match text.split_once(':') {
        Some((name, digits)) => {
            let good =
                digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
            let length = if good { digits.parse().ok() } else { None };
            (name, Some(length.ok_or("after the `:` must come a number from 1 to 9999")?))
        }
        None => (text.strip_suffix('*').unwrap_or(text), None),
    };
    if name.is_empty() {
        return Err("there is no variable's name".to_owned());
    }
    if name.split('.').all(is_name) {
        Ok(Spec { name, prefix })
    } else {
        Err(format!("`{name}` is no variable's name"))
    }
}

/// Whether this is a name: one or more letters, digits, underscores and percent-encodings.
fn is_name(name: &str) -> bool {
    let mut rest = name.as_bytes();
    while let Some(first) = rest.first() {
        rest = match first {
            b'%' if triplet(rest).is_some() => &rest[3..],
            b if b.is_ascii_alphanumeric() || *b == b'_' => &rest[1..],
            _ => return false,
        };
    }
    !name.is_empty()
}
