//! How texts are matched and changed: globs, regular expressions, replacements.

use crate::glob;
use std::cell::OnceCell;

/// A pattern for a whole text. `*` matches any run of characters; letter case is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    text: String,
    folded: String,
}

impl Glob {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), folded: fold(text) }
    }

    /// The pattern as the configuration writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the pattern matches this text, which went through [`fold`].
    pub(crate) fn matches_folded(&self, folded: &str) -> bool {
        glob::matches(&self.folded, folded)
    }

    /// The pattern itself, folded, if it has no `*` and so matches one text only.
    pub(crate) fn literal(&self) -> Option<&str> {
        (!self.folded.contains('*')).then_some(&self.folded)
    }
}

/// The same text for all spellings that differ in letter case only.
///
/// Each character is folded alone, so that a `*` may stand anywhere. The upper case comes first, so that `ß` equals `SS`,
/// and the two Greek sigmas are equal.
pub(crate) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// A regular expression in the dialect of `regex-lite`. It is compiled at its first use.
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

/// Longest value of a rule's own variable, in bytes.
pub const MAX_VALUE: usize = 8 * 1024;
/// Longest regular expression, in bytes.
pub const MAX_REGEX: usize = 4 * 1024;
/// Most memory that a compiled regular expression may take, in bytes. This bounds the time of a search.
const MAX_COMPILED: usize = 256 * 1024;

impl Regex {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceCell::new() }
    }

    /// The expression as the configuration writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the expression is compiled already, without an error.
    pub(crate) fn is_compiled(&self) -> bool {
        matches!(self.compiled.get(), Some(Ok(_)))
    }

    /// The compiled expression, or the reason why it does not compile.
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

/// What a `let` makes of a match: text with groups of the regular expression in it, such as `0$1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Number(usize),
    Name(String),
}

impl Replacement {
    /// Parses a replacement. `$1`, `${1}` and `${name}` stand for groups, `$$` for a dollar sign.
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

    /// An error message for the first group that `regex` does not have.
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

    /// The reverse of [`Replacement::expand`]: the texts of the groups in this value, in order. `None` if the replacement
    /// cannot have made the value, or if two groups stand side by side, so that nobody knows where one ends.
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

    /// The value for this match; `None` if it is longer than [`MAX_VALUE`].
    pub(crate) fn expand(&self, captures: &regex_lite::Captures<'_>) -> Option<String> {
        let mut value = String::new();
        for piece in &self.0 {
            // A group that took no part in the match is empty.
            let group = |found: Option<regex_lite::Match<'_>>| found.map_or("", |m| m.as_str()).to_owned();
            match piece {
                Piece::Text(text) => value.push_str(text),
                Piece::Number(n) => value.push_str(&group(captures.get(*n))),
                Piece::Name(name) => value.push_str(&group(captures.name(name))),
            }
            if value.len() > MAX_VALUE {
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
