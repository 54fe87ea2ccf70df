//! From the CRM's answer to matches, or to what is wrong with the answer.

use super::{Field, LABEL, MAX_LABEL, MAX_MATCH_URL, MAX_MATCHES, MAX_NODES, MAX_RESULTS, Outcome, Request};
use crate::matching::MAX_VALUE;
use crate::view::{LookupFailure, Match};
use crate::why_not::shown;
use serde_json::Value;

const NO_CONTENT: u16 = 204;

/// The part of an answer before its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its status.
    pub status: u16,
    /// Its `Content-Type`, as the server wrote it.
    pub content_type: Option<String>,
}

impl Head {
    /// The failure that the head shows already, so that nobody need read the body.
    #[must_use]
    pub fn failure(&self) -> Option<LookupFailure> {
        match self.status {
            401 | 403 => Some(LookupFailure::SignedOut),
            200..=299 => None,
            status => Some(LookupFailure::Status { status }),
        }
    }

    /// Whether the head says that the body is a web page. This alone proves nothing: PHP says so by default.
    #[must_use]
    pub fn is_page(&self) -> bool {
        let mime = self.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default();
        matches!(&*mime.trim().to_ascii_lowercase(), "text/html" | "application/xhtml+xml")
    }
}

impl Request {
    /// Reads an answer.
    #[must_use]
    pub fn read(&self, head: &Head, body: &[u8]) -> Outcome {
        if let Some(why) = head.failure() {
            return Outcome::Failed { why };
        }
        // Zoho CRM, for one, answers so if it found nothing.
        if head.status == NO_CONTENT {
            return Outcome::Found { matches: Vec::new(), more: false, passed_over: 0, why: None };
        }
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        match serde_json::from_slice::<Value>(body) {
            Ok(value) if nodes(&value, MAX_NODES).is_none() => {
                Outcome::Failed { why: LookupFailure::TooLarge }
            }
            Ok(value) => self.matches(&value),
            // A CRM shows its login page if the agent is signed out, some with a wrong `Content-Type`.
            Err(_) if head.is_page() || is_page(body) => Outcome::Failed { why: LookupFailure::SignedOut },
            Err(_) => Outcome::Failed { why: LookupFailure::NotJson },
        }
    }

    fn matches(&self, answer: &Value) -> Outcome {
        let results = self.lookup.results.select(answer);
        let (mut matches, mut passed_over, mut why): (Vec<Match>, usize, Option<String>) =
            (Vec::new(), 0, None);
        let mut more = results.len() > MAX_RESULTS;
        for result in results.into_iter().take(MAX_RESULTS) {
            match self.one(result) {
                // Some searches list the best match twice.
                Ok(found) if matches.iter().any(|known| known.url == found.url) => {}
                Ok(_) if matches.len() == MAX_MATCHES => {
                    more = true;
                    break;
                }
                Ok(found) => matches.push(found),
                Err(reason) => {
                    passed_over += 1;
                    why.get_or_insert(reason);
                }
            }
        }
        Outcome::Found { matches, more, passed_over, why }
    }

    /// One result as a match, or why it is no match.
    fn one(&self, result: &Value) -> Result<Match, String> {
        let mut variables = self.variables.clone();
        let mut label = None;
        for field in &self.lookup.fields {
            let value = value(field, result)?;
            if field.name == LABEL {
                label = Some(tidy(&value));
            }
            variables.set(&field.name, value);
        }
        let url = self.record.expand(&variables).map_err(|error| format!("url: {error}"))?;
        if url.len() > MAX_MATCH_URL {
            return Err(format!("url: longer than {MAX_MATCH_URL} bytes"));
        }
        Ok(Match { label: label.filter(|label| !label.is_empty()), url })
    }
}

fn value(field: &Field, result: &Value) -> Result<String, String> {
    let (name, from) = (&field.name, field.from.as_str());
    let text = field
        .from
        .text(result)
        .ok_or_else(|| format!("lookup.let.{name}: there is no text or whole number at `{from}`"))?;
    if text.len() > MAX_VALUE {
        return Err(format!("lookup.let.{name}: the value is longer than {MAX_VALUE} bytes"));
    }
    let Some(change) = &field.change else { return Ok(text) };
    let regex =
        change.regex.get().map_err(|why| format!("lookup.let.{name}.match does not compile: {why}"))?;
    let captures = regex.captures(&text).ok_or_else(|| {
        format!("lookup.let.{name}: the value is {}, not `{}`", shown(&text), change.regex.as_str())
    })?;
    change
        .to
        .expand(&captures)
        .ok_or_else(|| format!("lookup.let.{name}: the value is longer than {MAX_VALUE} bytes"))
}

/// A label on one line, without invisible characters, cut to [`MAX_LABEL`].
fn tidy(text: &str) -> String {
    let blank = |c: char| if c.is_control() { ' ' } else { c };
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).map(blank).collect();
    let mut label = String::new();
    for word in visible.split_whitespace() {
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(word);
        if let Some((end, _)) = label.char_indices().nth(MAX_LABEL) {
            label.truncate(end);
            label.push('…');
            break;
        }
    }
    label
}

/// Invisible characters that turn the reading direction, or make two texts look the same that are not. Those that
/// join letters (U+200C, U+200D) stay: Persian and emoji need them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// How many of the `left` values are left after those in `value`; `None` if these are too many.
fn nodes(value: &Value, left: usize) -> Option<usize> {
    let left = left.checked_sub(1)?;
    match value {
        Value::Array(list) => list.iter().try_fold(left, |left, value| nodes(value, left)),
        Value::Object(fields) => fields.values().try_fold(left, |left, value| nodes(value, left)),
        _ => Some(left),
    }
}

/// Whether this begins like a web page.
fn is_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let begins =
        |with: &str| start.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with.as_bytes()));
    begins("<!doctype html") || begins("<html") || begins("<head") || begins("<!--")
}
