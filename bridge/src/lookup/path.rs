//! JSONPath, RFC 9535, by `serde_json_path`, without `match()` and `search()`: their regular expressions would add
//! several hundred kilobytes to the background.
//!
//! That crate panics on a text that ends in the middle of an escape (`'\u`: it takes streaming parsers for complete
//! ones), parses nested filters in exponential time, and a path such as `$..*..*` selects more than any memory
//! holds. What real answers need is far simpler, so a path is bounded in shape; with
//! [`MAX_NODES`](super::MAX_NODES) that bounds the time a selection takes.

use serde_json::Value;
use serde_json_path::JsonPath;
use std::cell::OnceCell;

/// Longest path, in bytes.
pub const MAX_PATH: usize = 512;
/// Deepest nesting of brackets and parentheses.
const MAX_DEPTH: usize = 4;
/// Most selectors in all brackets beyond the first of each.
const MAX_COMMAS: usize = 8;
/// Most `&&` and `||`.
const MAX_OPERATORS: usize = 8;

/// A JSONPath, parsed when it is first needed.
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    parsed: OnceCell<Result<JsonPath, String>>,
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Path {}

impl Path {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), parsed: OnceCell::new() }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it was parsed, without an error.
    pub(crate) fn is_parsed(&self) -> bool {
        matches!(self.parsed.get(), Some(Ok(_)))
    }

    /// The parsed path, or why there is none.
    pub(crate) fn get(&self) -> Result<&JsonPath, &str> {
        let parse = || {
            bounded(&self.text)?;
            JsonPath::parse(&self.text).map_err(|e| e.to_string())
        };
        self.parsed.get_or_init(parse).as_ref().map_err(String::as_str)
    }

    /// The values that it selects, in order.
    pub(crate) fn select<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        self.get().map(|path| path.query(value).all()).unwrap_or_default()
    }
}

/// Whether its shape is one whose cost is bounded; an error is in words.
fn bounded(text: &str) -> Result<(), String> {
    if text.len() > MAX_PATH {
        return Err(format!("{} bytes long; at most {MAX_PATH} are allowed", text.len()));
    }
    if !text.starts_with('$') {
        return Err("a JSONPath begins with $, such as `$.results[*]`".to_owned());
    }
    let (mut depth, mut descents, mut commas, mut operators) = (0_usize, 0, 0, 0);
    let mut quote = None;
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        if let Some(open) = quote {
            match c {
                '\\' => drop(rest.next()),
                _ if c == open => quote = None,
                _ => {}
            }
            continue;
        }
        let after = &text[at..];
        match c {
            '\'' | '"' => quote = Some(c),
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            ',' => commas += 1,
            '$' if at > 0 => {
                return Err("a $ inside a filter would search the whole answer for each result; \
                            compare with @ and literals"
                    .to_owned());
            }
            '.' if after.starts_with("..") => descents += 1,
            '&' if after.starts_with("&&") => operators += 1,
            '|' if after.starts_with("||") => operators += 1,
            _ => {}
        }
        for (have, most, what) in [
            (depth, MAX_DEPTH, "levels of brackets"),
            (descents, 1, "`..`"),
            (commas, MAX_COMMAS, "commas"),
            (operators, MAX_OPERATORS, "`&&` and `||`"),
        ] {
            if have > most {
                return Err(format!("more than {most} {what}: it could keep the worker busy for too long"));
            }
        }
    }
    match quote {
        // Not only a kindness: see the head of this file.
        Some(quote) => Err(format!("a {quote} is not closed")),
        None => Ok(()),
    }
}
