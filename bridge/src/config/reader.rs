//! Walks the JSON and collects every error with its path.

use super::fields::Fields;
use super::json::Json;
use super::{ConfigError, MAX_ERRORS, MAX_NAME, suggest};
use std::collections::BTreeSet;

pub(super) struct Reader {
    path: String,
    errors: Vec<ConfigError>,
    /// Whether regular expressions stay uncompiled until their first use.
    pub lazy: bool,
}

impl Reader {
    pub fn new(lazy: bool) -> Self {
        Self { path: String::new(), errors: Vec::new(), lazy }
    }

    /// The errors, in the order of the file.
    pub fn into_errors(self) -> Vec<ConfigError> {
        self.errors
    }

    /// Reads without compiling anything, and without reporting errors.
    pub fn quietly<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let (lazy, errors) = (std::mem::replace(&mut self.lazy, true), self.errors.len());
        let result = read(self);
        self.lazy = lazy;
        self.errors.truncate(errors);
        result
    }

    /// Reports an error at the present path.
    pub fn error(&mut self, message: impl Into<String>) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(ConfigError { path: self.path.clone(), message: message.into() });
        } else if self.errors.len() == MAX_ERRORS {
            let message = format!("there are more errors; these are the first {MAX_ERRORS}");
            self.errors.push(ConfigError { path: String::new(), message });
        }
    }

    /// Reports a wrong type.
    pub fn wrong(&mut self, expected: &str, found: &Json<'_>) {
        self.error(format!("must be {expected}, and is {}", found.kind()));
    }

    /// Reads at the path of the field `key`.
    pub fn field<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'$';
        self.step(read, |path| {
            if key.is_empty() || !key.bytes().all(plain) {
                path.push('[');
                path.push_str(&serde_json::Value::from(key).to_string());
                path.push(']');
            } else {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
        })
    }

    /// Reads at the path of a list's element.
    pub fn index<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.step(read, |path| path.push_str(&format!("[{index}]")))
    }

    fn step<T>(&mut self, read: impl FnOnce(&mut Self) -> T, step: impl FnOnce(&mut String)) -> T {
        let length = self.path.len();
        step(&mut self.path);
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// The fields of an object, each name once. If a name is given twice, that is reported, and the first counts.
    pub fn fields<'j>(&mut self, json: &'j Json<'j>) -> Option<Vec<(&'j str, &'j Json<'j>)>> {
        let Json::Object(all) = json else {
            self.wrong("an object", json);
            return None;
        };
        let mut fields: Vec<(&str, &Json<'_>)> = Vec::with_capacity(all.len());
        // Nearly all objects have few fields, and a search through a few is cheaper than a set.
        let mut many = (all.len() > 32).then(BTreeSet::new);
        for (key, value) in all {
            let first = match &mut many {
                Some(seen) => seen.insert(&**key),
                None => fields.iter().all(|(known, _)| known != key),
            };
            if first {
                fields.push((key, value));
            } else {
                self.field(key, |r| r.error("given twice; keep one"));
            }
        }
        Some(fields)
    }

    /// Reports an unknown field.
    pub fn unknown(&mut self, key: &str, known: &Fields) {
        let names = || known.iter().map(|(name, _)| *name);
        let list = names().collect::<Vec<_>>().join(", ");
        let nearest = suggest::nearest(key, names())
            .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        self.field(key, |r| r.error(format!("unknown field{nearest} (known here: {list})")));
    }

    /// Reports a missing field.
    pub fn missing(&mut self, key: &str, what: &str) {
        self.field(key, |r| r.error(format!("missing; give {what}")));
    }

    pub fn string<'j>(&mut self, json: &'j Json<'_>) -> Option<&'j str> {
        let Json::String(text) = json else {
            self.wrong("a string", json);
            return None;
        };
        Some(text)
    }

    /// Reads one of a few words.
    pub fn word<T: Copy>(&mut self, json: &Json<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.string(json)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let nearest = suggest::nearest(text, known.iter().copied())
                .map_or_else(String::new, |word| format!("; did you mean `{word}`?"));
            self.error(format!("must be one of {}{nearest}", known.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// Reads a list of at most `max` entries.
    pub fn list<'j>(&mut self, json: &'j Json<'j>, max: usize) -> Option<&'j [Json<'j>]> {
        let Json::Array(list) = json else {
            self.wrong("a list", json);
            return None;
        };
        if list.len() > max {
            self.error(format!("has {} entries; at most {max} are allowed", list.len()));
            return None;
        }
        Some(list)
    }

    /// Reads every element at its path, so that all errors are found; `None` if any element has one.
    pub fn each<T>(
        &mut self,
        list: &[Json<'_>],
        mut read: impl FnMut(&mut Self, &Json<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut all = Some(Vec::with_capacity(list.len()));
        for (i, json) in list.iter().enumerate() {
            match (self.index(i, |r| read(r, json)), &mut all) {
                (Some(one), Some(all)) => all.push(one),
                (None, _) => all = None,
                (Some(_), None) => {}
            }
        }
        all
    }

    /// Reads a name for people.
    pub fn name(&mut self, json: &Json<'_>) -> Option<String> {
        let name = self.string(json)?;
        if name.chars().count() > MAX_NAME {
            self.error(format!("longer than {MAX_NAME} characters"));
            return None;
        }
        Some(name.to_owned())
    }
}
