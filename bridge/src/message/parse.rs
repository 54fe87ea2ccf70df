//! Reads an [`Event`] from JSON text field by field, so that a refusal can name the field.

use super::*;
use serde_json::Map;

pub(super) fn event(json: &str) -> Result<Event, Refusal> {
    if json.len() > MAX_MESSAGE {
        return Err(Refusal::TooLarge { bytes: json.len() });
    }
    let value: Value = serde_json::from_str(json).map_err(|e| Refusal::NotJson { why: e.to_string() })?;
    let name = value.get("event").and_then(Value::as_str).ok_or(Refusal::NotUcontact)?;
    let event = EVENTS.into_iter().find(|known| *known == name).ok_or(Refusal::NotUcontact)?;
    let data = value.get("data").unwrap_or(&Value::Null);
    if event == "changedLanguage" {
        let language = required(event, "data", text(event, "data", Some(data), MAX_LANGUAGE)?)?;
        return Ok(Event::ChangedLanguage(language));
    }
    let data = match data {
        Value::Object(fields) => Data { event, fields },
        Value::Null => return Err(Refusal::Missing { event, field: "data" }),
        other => return Err(wrong(event, "data", "an object", other)),
    };
    Ok(match event {
        "assignedInteraction" => Event::AssignedInteraction(Assigned {
            guid: data.guid()?,
            campaign: data.text("data.campaign", MAX_CAMPAIGN)?,
            channel: data.text("data.channel", MAX_CHANNEL)?,
            client_id: data.text("data.clientId", MAX_CLIENT_ID)?,
        }),
        "finishedInteraction" => Event::FinishedInteraction {
            guid: data.guid()?,
            finish_date: data.text("data.finishDate", MAX_FINISH_DATE)?,
        },
        "sentDisposition" => Event::SentDisposition {
            guid: data.guid()?,
            comment: data.text("data.comment", MAX_COMMENT)?,
            levels_id: data.list("data.levelsId")?,
            levels_value: data.list("data.levelsValue")?,
        },
        _ => Event::ChangedTheme(Theme {
            dark: data.dark()?,
            primary: data.text("data.primary", MAX_PRIMARY)?,
        }),
    })
}

struct Data<'a> {
    event: &'static str,
    fields: &'a Map<String, Value>,
}

impl Data<'_> {
    /// A field by its path, `data.…`.
    fn get(&self, field: &str) -> Option<&Value> {
        self.fields.get(field.strip_prefix("data.").unwrap_or(field))
    }

    fn guid(&self) -> Result<String, Refusal> {
        let field = "data.guid";
        required(self.event, field, text(self.event, field, self.get(field), MAX_GUID)?)
    }

    fn text(&self, field: &'static str, max: usize) -> Result<String, Refusal> {
        Ok(text(self.event, field, self.get(field), max)?.unwrap_or_default())
    }

    fn list(&self, field: &'static str) -> Result<Vec<Value>, Refusal> {
        match self.get(field) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(list)) if list.len() > MAX_LEVELS => {
                Err(Refusal::TooLong { event: self.event, field, length: list.len(), max: MAX_LEVELS })
            }
            Some(Value::Array(list)) => Ok(list.clone()),
            Some(other) => Err(wrong(self.event, field, "a list", other)),
        }
    }

    fn dark(&self) -> Result<bool, Refusal> {
        let field = "data.dark";
        match self.get(field) {
            Some(Value::Bool(dark)) => Ok(*dark),
            None | Some(Value::Null) => Err(Refusal::Missing { event: self.event, field }),
            Some(other) => Err(wrong(self.event, field, "true or false", other)),
        }
    }
}

/// A text of at most `max` characters; `None` if it is missing or `null`.
fn text(
    event: &'static str,
    field: &'static str,
    value: Option<&Value>,
    max: usize,
) -> Result<Option<String>, Refusal> {
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(other) => return Err(wrong(event, field, "a string", other)),
    };
    // The number of bytes is known, and never smaller than the number of characters, which must be counted.
    if text.len() > max {
        let length = text.chars().count();
        if length > max {
            return Err(Refusal::TooLong { event, field, length, max });
        }
    }
    Ok(Some(text.clone()))
}

fn required(event: &'static str, field: &'static str, value: Option<String>) -> Result<String, Refusal> {
    match value {
        None => Err(Refusal::Missing { event, field }),
        Some(text) if text.is_empty() => Err(Refusal::Empty { event, field }),
        Some(text) => Ok(text),
    }
}

fn wrong(event: &'static str, field: &'static str, expected: &'static str, found: &Value) -> Refusal {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Refusal::WrongType { event, field, expected, found }
}
