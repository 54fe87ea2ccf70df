//! What a rule is made of, beside its template: conditions, regular expressions, replacements.

use crate::glob;
use std::cell::OnceCell;

/// A text in which `*` matches any run of characters, and letter case is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    text: String,
    folded: String,
}

impl Glob {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), folded: fold(text) }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Does it match a text that was [`fold`]ed?
    pub(crate) fn matches_folded(&self, folded: &str) -> bool {
        glob::matches(&self.folded, folded)
    }

    /// The one folded text that it matches, if it is one.
    pub(crate) fn literal(&self) -> Option<&str> {
        (!self.folded.contains('*')).then_some(&self.folded)
    }
}

/// One text for all letter cases. Character by character, so that a `*` may cut anywhere; by way of the upper case, so
/// that `ß` equals `SS`, and both Greek sigmas are one.
pub(crate) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// A regular expression (the `regex-lite` dialect), compiled when it is first needed.
#[derive(Debug, Clone)]
pub struct Regex {
    text: String,
    compiled: OnceCell<Result<regex_lite::Regex, String>>,
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Regex {}

/// Longest regular expression, in bytes.
pub const MAX_REGEX: usize = 4 * 1024;
/// Most memory of a compiled regular expression, in bytes: bounds the time a search can take.
const MAX_COMPILED: usize = 256 * 1024;

impl Regex {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceCell::new() }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it was compiled, without an error.
    pub(crate) fn is_compiled(&self) -> bool {
        matches!(self.compiled.get(), Some(Ok(_)))
    }

    /// The compiled expression, or why there is none.
    pub(crate) fn get(&self) -> Result<&regex_lite::Regex, &str> {
        let compile = || {
            if self.text.len() > MAX_REGEX {
                return Err(format!("longer than {MAX_REGEX} bytes"));
            }
            let built = regex_lite::RegexBuilder::new(&self.text).size_limit(MAX_COMPILED).build();
            built.map_err(|e| e.to_string())
        };
        self.compiled.get_or_init(compile).as_ref().map_err(String::as_str)
    }
}

/// The value of a `let`: text, with groups of its regular expression in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Number(usize),
    Name(String),
}

impl Replacement {
    /// Parses `$1`, `${1}`, `${name}`, and `$$` for a dollar sign.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            push_text(&mut pieces, before);
            if let Some(more) = after.strip_prefix('$') {
                push_text(&mut pieces, "$");
                rest = more;
                continue;
            }
            let (group, more) = match after.strip_prefix('{') {
                Some(inner) => inner.split_once('}').ok_or("a `${` is not closed by a `}`")?,
                None => after.split_at(after.bytes().take_while(u8::is_ascii_digit).count()),
            };
            if group.is_empty() {
                return Err(
                    "after a `$` must come a group: `$1` or `${name}`; write `$$` for a dollar sign".into()
                );
            }
            pieces.push(if group.bytes().all(|b| b.is_ascii_digit()) {
                Piece::Number(group.parse().map_err(|_| format!("there is no group {group}"))?)
            } else {
                Piece::Name(group.to_owned())
            });
            rest = more;
        }
        push_text(&mut pieces, rest);
        Ok(Self(pieces))
    }

    /// The first group that `regex` does not have, in words.
    pub(crate) fn unknown_group(&self, regex: &regex_lite::Regex) -> Option<String> {
        let last = regex.captures_len() - 1;
        self.0.iter().find_map(|piece| match piece {
            Piece::Number(n) if *n > last => {
                let digits = n.to_string();
                let hint =
                    (1..digits.len()).rev().find(|at| digits[..*at].parse().is_ok_and(|n: usize| n <= last));
                let hint = hint.map_or_else(String::new, |at| {
                    format!("; for group {} and then {}, write `${{{0}}}{1}`", &digits[..at], &digits[at..])
                });
                Some(format!("there is no group {n}; `match` has {last}{hint}"))
            }
            Piece::Name(name) if !regex.capture_names().flatten().any(|known| known == name) => {
                let known: Vec<&str> = regex.capture_names().flatten().collect();
                let known = if known.is_empty() { "no named group".to_owned() } else { known.join(", ") };
                Some(format!("there is no group `{name}`; `match` has {known}; write one as `(?<{name}>…)`"))
            }
            _ => None,
        })
    }

    /// The texts of its groups in a value that it made, in order; `None` where that cannot be told: it made no such value,
    /// or two groups stand side by side.
    pub(crate) fn groups(&self, value: &str) -> Option<Vec<String>> {
        let (mut rest, mut groups) = (value, Vec::new());
        let mut pieces = self.0.iter().peekable();
        while let Some(piece) = pieces.next() {
            if let Piece::Text(text) = piece {
                rest = rest.strip_prefix(text.as_str())?;
                continue;
            }
            let end = match pieces.peek() {
                None => rest.len(),
                Some(Piece::Text(text)) => rest.find(text.as_str())?,
                Some(_) => return None,
            };
            groups.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        rest.is_empty().then_some(groups)
    }

    /// The value; `None` if it grows beyond `max` bytes.
    pub(crate) fn expand(&self, captures: &regex_lite::Captures<'_>, max: usize) -> Option<String> {
        let mut value = String::new();
        for piece in &self.0 {
            // A group that took no part is empty.
            let group = |found: Option<regex_lite::Match<'_>>| found.map_or("", |m| m.as_str()).to_owned();
            match piece {
                Piece::Text(text) => value.push_str(text),
                Piece::Number(n) => value.push_str(&group(captures.get(*n))),
                Piece::Name(name) => value.push_str(&group(captures.name(name))),
            }
            if value.len() > max {
                return None;
            }
        }
        Some(value)
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}
