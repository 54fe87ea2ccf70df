//! JSON pointers, RFC 6901.

use serde_json::Value;

/// Longest pointer, in bytes.
pub const MAX_POINTER: usize = 1024;

/// A JSON pointer: `""` for the whole value, else steps that each begin with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer(String);

impl Pointer {
    /// Parses a pointer, or returns an error message.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_POINTER {
            return Err(format!("{} bytes long; at most {MAX_POINTER} are allowed", text.len()));
        }
        if !text.is_empty() && !text.starts_with('/') {
            return Err(format!("a JSON pointer begins with /: write `/{}`", text.trim_start_matches("$.")));
        }
        let known = |after: &str| after.starts_with(['0', '1']);
        if !text.split('~').skip(1).all(known) {
            return Err("in a JSON pointer write ~0 for ~, and ~1 for a / in a name".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// The pointer as the configuration writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the pointer points at: a text, or a whole number as text. `None` for anything else.
    pub(crate) fn text(&self, value: &Value) -> Option<String> {
        match value.pointer(&self.0)? {
            Value::String(text) => Some(text.clone()),
            // A floating-point number has lost digits by now, and no id is one.
            Value::Number(number) if !number.is_f64() => Some(number.to_string()),
            _ => None,
        }
    }
}
