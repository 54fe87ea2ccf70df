//! The files in `docs/admin.md` work: each contains the same configuration, in the notation of its system.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

use bridge::config::{Config, for_policy};
use serde_json::{Map, Value, json};

const DOCS: &str = include_str!("../../docs/admin.md");
const MANIFEST: &str = include_str!("../../manifest.json");
const BUILD: &str = include_str!("../../xtask/src/build/manifest.rs");

/// The code blocks in this language, in their order.
fn blocks(language: &str) -> Vec<&'static str> {
    let parts = DOCS.split("\n```").skip(1).step_by(2);
    parts.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n')).collect()
}

fn json_blocks() -> Vec<Value> {
    blocks("json").into_iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The configuration that all files contain.
fn configuration() -> Value {
    json_blocks().swap_remove(0)
}

fn chrome_id() -> &'static str {
    let (_, rest) = BUILD.split_once("CHROME_ID: &str = \"").unwrap();
    rest.split('"').next().unwrap()
}

fn gecko_id() -> String {
    let manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["browser_specific_settings"]["gecko"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_configuration_is_good_and_in_a_policys_shape() {
    let config = configuration();
    Config::parse(&config.to_string()).unwrap();
    assert_eq!(for_policy(&config), config);
}

#[test]
fn the_json_files_carry_it() {
    // The last block gives the extension its address in Firefox. The end-to-end tests use it.
    let [_, linux, google, firefox, _] = json_blocks().try_into().unwrap();
    assert_eq!(linux["3rdparty"]["extensions"], json!({ chrome_id(): configuration() }));
    assert!(linux["ExtensionSettings"][chrome_id()].is_object());
    let values: Map<String, Value> = google
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, policy)| (name.clone(), policy["Value"].clone()))
        .collect();
    assert_eq!(Value::Object(values), configuration());
    let policies = &firefox["policies"];
    assert_eq!(policies["3rdparty"]["Extensions"], json!({ gecko_id(): configuration() }));
    assert!(policies["ExtensionSettings"][gecko_id()].is_object());
}

#[test]
fn the_registry_files_carry_it() {
    let files = blocks("reg");
    assert_eq!(files.len(), 2);
    for (file, vendor) in files.into_iter().zip(["Google\\Chrome", "Microsoft\\Edge"]) {
        let root = format!("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\{vendor}\\");
        let (forced, policy) = file.split_once(&format!("{root}3rdparty\\extensions\\")).unwrap();
        assert!(forced.contains(&format!("{root}ExtensionInstallForcelist]\n\"1\"=\"{};", chrome_id())));
        let values = policy.strip_prefix(&format!("{}\\policy]\n", chrome_id())).unwrap();
        let values: Map<String, Value> = values.lines().filter(|line| !line.is_empty()).map(value).collect();
        assert_eq!(Value::Object(values), configuration(), "{vendor}");
    }
}

/// A value of a registry file, as Chromium reads it: an object or a list is JSON in a text.
fn value(line: &str) -> (String, Value) {
    let (name, value) = line.split_once('=').unwrap();
    let value = match value.strip_prefix("dword:") {
        Some(hex) => json!(u32::from_str_radix(hex, 16).unwrap()),
        None => {
            // A registry file escapes quotation marks and backslashes as JSON does.
            let text: String = serde_json::from_str(value).unwrap();
            if text.starts_with(['{', '[']) { serde_json::from_str(&text).unwrap() } else { json!(text) }
        }
    };
    (name.trim_matches('"').to_owned(), value)
}

#[test]
fn the_profile_carries_it() {
    let [profile] = blocks("xml").try_into().unwrap();
    let mut tags = profile.split_once("<dict>").unwrap().1;
    let profile = dict(&mut tags);
    let payloads = profile["PayloadContent"].as_array().unwrap();
    let of_type = |wanted: &str| payloads.iter().find(|payload| payload["PayloadType"] == wanted).unwrap();
    assert!(of_type("com.google.Chrome")["ExtensionSettings"][chrome_id()].is_object());
    let mut config = of_type(&format!("com.google.Chrome.extensions.{}", chrome_id())).clone();
    config.as_object_mut().unwrap().retain(|name, _| !name.starts_with("Payload"));
    assert_eq!(config, configuration());
}

/// Reads a dictionary of a property list. Its opening tag has been read.
fn dict(rest: &mut &str) -> Value {
    let mut fields = Map::new();
    while let Some(Value::String(key)) = element(rest) {
        fields.insert(key, element(rest).unwrap());
    }
    Value::Object(fields)
}

/// Reads the next element; `None` at the end of the enclosing element.
fn element(rest: &mut &str) -> Option<Value> {
    let (tag, after) = rest.trim_start().strip_prefix('<').unwrap().split_once('>').unwrap();
    *rest = after;
    let mut text = || {
        let (text, after) = rest.split_once("</").unwrap();
        *rest = after.split_once('>').unwrap().1;
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    };
    Some(match tag {
        "dict" => dict(rest),
        "array" => std::iter::from_fn(|| element(rest)).collect(),
        "key" | "string" => json!(text()),
        "integer" => json!(text().parse::<u32>().unwrap()),
        end => {
            assert!(end.starts_with('/'), "<{end}>");
            return None;
        }
    })
}

#[test]
fn every_id_is_ours() {
    let ids = DOCS
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 32 && word.bytes().all(|byte| (b'a'..=b'p').contains(&byte)));
    assert!(ids.clone().count() > 5 && ids.clone().all(|id| id == chrome_id()));
    assert!(DOCS.contains(&format!("`{}`", gecko_id())));
}
