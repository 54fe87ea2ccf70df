//! The schema of the administrator's policy, as Chromium needs it (`storage.managed_schema` in the manifest).
//!
//! Chromium knows a small part of JSON Schema: each schema has exactly one `type`, and there are no alternatives
//! (<https://developer.chrome.com/docs/extensions/mv3/manifest/storage>). Chromium removes what does not fit, without
//! a word (measured with 148): for a wrong type anywhere it removes the whole top-level field, and it leaves out
//! every unknown field; `chrome://policy` then only says "Not set". So the schema demands as little as possible, and
//! [`Config::parse`](super::Config::parse) says what is wrong:
//!
//! - the word of a choice may be any text, a number may be any number, and no field is required;
//! - an unknown field passes if it has the same type as the first field of its object;
//! - if a configuration can say something in two ways, the policy must use the longer one: [`for_policy`].

use super::fields::{Fields, Kind, TOP};
use serde_json::{Map, Value, json};

/// The schema.
#[must_use]
pub fn managed_schema() -> Value {
    let mut schema = object(TOP);
    if let Some(schema) = schema.as_object_mut() {
        // Chromium does not allow this at the top, where each field is a policy of its own.
        schema.remove("additionalProperties");
    }
    schema
}

fn object(fields: &Fields) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, kind)| ((*name).to_owned(), of(kind))).collect();
    let others = fields.first().map_or(json!({ "type": "string" }), |(_, kind)| of(kind));
    json!({ "type": "object", "properties": properties, "additionalProperties": others })
}

fn of(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Words(words) => json!({ "type": "string", "description": words.join(", ") }),
        Kind::List(of_what) => json!({ "type": "array", "items": of(of_what) }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Object(fields) => object(fields),
        Kind::Named(fields) | Kind::NamedShort(fields) => {
            json!({ "type": "object", "additionalProperties": object(fields) })
        }
    }
}

/// The same configuration as a policy must say it: a list where a single text would do (`when.campaign`,
/// `when.channel`), and an object where a pointer would do (`lookup.let`). What does not look like a configuration
/// stays as it is.
#[must_use]
pub fn for_policy(config: &Value) -> Value {
    long(config, &Kind::Object(TOP))
}

fn long(value: &Value, kind: &Kind) -> Value {
    match (kind, value) {
        (Kind::Texts, Value::String(_)) => json!([value]),
        (Kind::List(of_what), Value::Array(list)) => list.iter().map(|value| long(value, of_what)).collect(),
        (Kind::Object(fields), Value::Object(given)) => {
            let field = |(name, value): (&String, &Value)| {
                let kind = fields.iter().find(|(known, _)| known == name).map(|(_, kind)| kind);
                (name.clone(), kind.map_or_else(|| value.clone(), |kind| long(value, kind)))
            };
            Value::Object(given.iter().map(field).collect())
        }
        (Kind::NamedShort(fields), Value::Object(given)) => {
            let named = |(name, value): (&String, &Value)| match (value, fields.first()) {
                (Value::String(_), Some((first, _))) => (name.clone(), json!({ *first: value })),
                _ => (name.clone(), value.clone()),
            };
            Value::Object(given.iter().map(named).collect())
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// Every field there is, each in its shortest way.
    fn full() -> Value {
        json!({
            "version": 1,
            "ucontact": { "url": "https://u.example/" },
            "sites": [{ "name": "CRM", "pages": ["https://c.example/*"], "softphone": "inject",
                        "contacts": "text", "region": "UY", "contactsIn": ["main", "#notes"] }],
            "rules": [
                { "name": "by number",
                  "when": { "campaign": "Ventas*", "channel": "telephony", "clientId": "^\\d+$" },
                  "let": { "phone": { "from": "clientId", "match": "^0?(\\d+)$", "to": "$1" } },
                  "lookup": { "url": "https://c.example/api?q={phone}", "results": "$[*]",
                              "let": { "label": "/label",
                                       "id": { "from": "/url", "match": "(\\d+)$", "to": "$1" } } },
                  "url": "https://c.example/contact/{id}", "none": "https://c.example/new?phone={phone}",
                  "many": "https://c.example/search?q={phone}", "open": "ask" },
                { "when": { "campaign": ["a", "b"] }, "url": "https://c.example/{clientId}" }
            ],
            "open": "tab",
            "whileTyping": "front",
            "history": { "days": 7 }
        })
    }

    /// What Chromium's `storage.managed` makes of a value: `None` where the top-level field would be taken away.
    fn chromium(value: &Value, schema: &Value) -> Option<Value> {
        match (schema["type"].as_str()?, value) {
            ("string", Value::String(_)) | ("number", Value::Number(_)) => Some(value.clone()),
            ("array", Value::Array(list)) => {
                list.iter().map(|value| chromium(value, &schema["items"])).collect()
            }
            ("object", Value::Object(fields)) => {
                let known = |name: &String| schema["properties"].get(name);
                let others = schema.get("additionalProperties");
                let kept = fields.iter().filter_map(|(name, value)| {
                    let schema = known(name).or(others)?;
                    Some(chromium(value, schema).map(|value| (name.clone(), value)))
                });
                kept.collect::<Option<Map<_, _>>>().map(Value::Object)
            }
            _ => None,
        }
    }

    /// All of the schema's fields, by path.
    fn fields(schema: &Value, path: &str, found: &mut Vec<String>) {
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            found.push(format!("{path}.{name}"));
            fields(schema, &format!("{path}.{name}"), found);
        }
        if schema.get("items").is_some() {
            fields(&schema["items"], path, found);
        }
        if schema.get("properties").is_none() && schema.get("additionalProperties").is_some() {
            fields(&schema["additionalProperties"], &format!("{path}.*"), found);
        }
    }

    #[test]
    fn a_good_configuration_gets_through_unchanged_with_every_field() {
        let policy = for_policy(&full());
        assert_eq!(chromium(&policy, &managed_schema()).as_ref(), Some(&policy));
        assert!(chromium(&full(), &managed_schema()).is_none(), "the short ways do not fit");
        assert_eq!(for_policy(&policy), policy, "once is enough");
        let (short, long) = (Config::parse(&full().to_string()), Config::parse(&policy.to_string()));
        assert_eq!(format!("{:?}", short.unwrap()), format!("{:?}", long.unwrap()), "it means the same");
        // Take any field of the schema away from the configuration's text: it was there.
        let mut all = Vec::new();
        fields(&managed_schema(), "", &mut all);
        assert!(all.len() > 20, "{all:?}");
        let text = policy.to_string();
        for field in &all {
            let name = field.rsplit('.').next().unwrap();
            assert!(text.contains(&format!("\"{name}\":")), "{field} is not in this test's configuration");
        }
    }

    #[test]
    fn chromium_keeps_the_rules_for_schemas() {
        fn check(schema: &Value) {
            let words = ["type", "properties", "additionalProperties", "items", "description"];
            let fields = schema.as_object().unwrap();
            assert!(fields.keys().all(|key| words.contains(&key.as_str())), "{schema}");
            assert!(fields["type"].is_string(), "{schema}");
            let inner = fields.get("properties").and_then(Value::as_object).into_iter().flatten();
            inner.for_each(|(_, schema)| check(schema));
            fields.get("items").into_iter().chain(fields.get("additionalProperties")).for_each(check);
        }
        let schema = managed_schema();
        check(&schema);
        assert!(schema.get("additionalProperties").is_none() && schema["type"] == "object");
    }

    #[test]
    fn mistakes_get_through_to_those_who_explain_them() {
        for (at, bad, path) in [
            ("/open", json!("tabb"), "open"),
            ("/version", json!(1.5), "version"),
            ("/sites/0/softphone", json!("dock"), "sites[0].softphone"),
            ("/rules/0/open", json!(""), "rules[0].open"),
        ] {
            let mut policy = for_policy(&full());
            *policy.pointer_mut(at).unwrap() = bad;
            let seen = chromium(&policy, &managed_schema()).unwrap();
            let errors = Config::parse(&seen.to_string()).err().unwrap();
            assert_eq!(errors[0].path, path, "{errors:?}");
        }
        let mut policy = for_policy(&full());
        policy["rules"][0]["when"]["chanel"] = json!(["sms"]);
        policy["sites"][0]["softfone"] = json!("find");
        let seen = chromium(&policy, &managed_schema()).unwrap();
        let errors = Config::parse(&seen.to_string()).err().unwrap();
        let paths: Vec<&str> = errors.iter().map(|error| error.path.as_str()).collect();
        // Chromium sorts an object's fields by name.
        assert_eq!(paths, ["rules[0].when.chanel", "sites[0].softfone"]);
    }
}
