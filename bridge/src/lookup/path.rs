//! JSONPath (RFC 9535), by the crate `serde_json_path`, without `match()` and `search()`: their regular expressions
//! would add several hundred kilobytes to the background.
//!
//! The crate panics on a text that ends in the middle of an escape (`'\u`), because it takes streaming parsers for
//! complete ones. It parses nested filters in exponential time, and a path such as `$..*..*` selects more than any
//! memory holds. Real answers need far simpler paths. So [`bounded`] limits a path's shape; together with
//! [`MAX_NODES`](super::MAX_NODES) this bounds the time of a selection.

use serde_json::Value;
use serde_json_path::JsonPath;
use std::cell::OnceCell;

/// Longest path, in bytes.
pub const MAX_PATH: usize = 512;
/// Deepest nesting of brackets and parentheses.
const MAX_DEPTH: usize = 4;
/// Most commas: selectors in brackets beyond the first.
const MAX_COMMAS: usize = 8;
/// Most `&&` and `||`.
const MAX_OPERATORS: usize = 8;

/// A JSONPath. It is parsed at its first use.
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

    /// The path as the configuration writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the path is parsed already, without an error.
    pub(crate) fn is_parsed(&self) -> bool {
        matches!(self.parsed.get(), Some(Ok(_)))
    }

    /// The parsed path, or an error message.
    pub(crate) fn get(&self) -> Result<&JsonPath, &str> {
        let parse = || {
            bounded(&self.text)?;
            JsonPath::parse(&self.text).map_err(|e| e.to_string())
        };
        self.parsed.get_or_init(parse).as_ref().map_err(String::as_str)
    }

    /// The values that the path selects, in order.
    pub(crate) fn select<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        self.get().map(|path| path.query(value).all()).unwrap_or_default()
    }
}

/// Checks that the path's shape bounds the cost of a selection; else an error message.
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
        // More than a better message: such a path would make the crate panic.
        Some(quote) => Err(format!("a {quote} is not closed")),
        None => Ok(()),
    }
}
