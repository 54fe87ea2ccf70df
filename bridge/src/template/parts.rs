//! A template's parts. The text was validated by `iri_string`, so taking it apart needs no errors.

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Literal(&'a str),
    Expression { operator: Operator, variables: Vec<Spec<'a>> },
}

/// One variable of an expression. Its explode modifier (`*`) means nothing for strings, and all values are strings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spec<'a> {
    pub name: &'a str,
    /// `{name:3}`: only that many characters of the value.
    pub prefix: Option<usize>,
}

/// RFC 6570, 2.2.
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

    /// What comes before the first variable, and between two.
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

    /// Does the variable's name stand before its value?
    pub fn is_named(self) -> bool {
        matches!(self, Self::Parameter | Self::Query | Self::QueryMore)
    }

    /// Do reserved characters stand for themselves in a value?
    pub fn is_reserved(self) -> bool {
        matches!(self, Self::Reserved | Self::Fragment)
    }
}

/// Takes a valid template apart.
pub(super) fn parts(template: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((literal, more)) = rest.split_once('{') {
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        let (expression, more) = more.split_once('}').unwrap_or((more, ""));
        let (operator, list) = Operator::split(expression);
        let variables = list.split(',').map(spec).collect();
        parts.push(Part::Expression { operator, variables });
        rest = more;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

fn spec(text: &str) -> Spec<'_> {
    match text.split_once(':') {
        Some((name, length)) => Spec { name, prefix: length.parse().ok() },
        None => Spec { name: text.strip_suffix('*').unwrap_or(text), prefix: None },
    }
}
