//! The browsers' manifests, derived from the one `manifest.json`.
//!
//! JSON has no comments, so the reasons are here:
//!
//! - `permissions`: `storage` for the configuration, `scripting` to register the content script for the configured
//!   pages, `notifications` to ask an agent who looks elsewhere to choose among several records, `contextMenus` for the
//!   entries on configured pages; in Firefox `webRequest`, to hear from the browser why the doctor's own request to
//!   uContact failed (none warns at installation in either browser). Not in Chromium: there the permission alone, without
//!   a listener, leads every request of every page through the browser's process; a navigation begins 5 ms later. No
//!   `tabs`: the tabs that matter are on hosts that were granted, and those show their address without it.
//! - `optional_host_permissions`: nothing is granted at installation; the options page asks for the configured hosts.
//!   `http` only for this machine, as the configuration allows it.
//! - `content_security_policy`: our pages run our own files and nothing else; wasm needs `'wasm-unsafe-eval'`.
//!   `connect-src` has to leave open which CRM is asked: that is decided in Rust, by the configuration's literal
//!   origins, and by the browser, which lets us read no host that was not granted.
//! - `side_panel` (with the permission of that name) and `sidebar_action`: the same page in the browser's own side.
//!   `frame-src` is as open as `connect-src`: uContact may be anywhere, and only the configured address is loaded.
//! - `incognito`: one background would serve private windows too, and write what is said there into a journal that
//!   outlives them; and a record could open in the wrong window, logged in as nobody. (`split` is unknown to Firefox.)
//! - `storage`: without a schema Chromium hands no policy over; Firefox wants none. `cargo xtask schema` writes it.
//! - `minimum_chrome_version`: since 148 `browser.*` is native there. `strict_min_version`: from 140 on Firefox shows
//!   `data_collection_permissions` at installation; it sends nothing to us, hence `none`.
//! - `key`: the public half of a key that nobody has, so that an unpacked build has one id everywhere ([`CHROME_ID`]).
//! - `version` is not there: it is the workspace's.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

/// The id that Chromium gives the unpacked build, from the manifest's `key`.
pub const CHROME_ID: &str = "dmlgaoohendgoekdhhkafndogdccdgga";

/// The hosts of the end-to-end tests, because a test cannot answer a permission prompt.
const E2E_HOSTS: [&str; 5] = [
    "http://localhost/*",
    "http://127.0.0.1/*",
    "http://[::1]/*",
    "https://127.0.0.1/*",
    "https://localhost/*",
];

/// A browser that we ship to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chrome, Chromium, Edge.
    Chrome,
    /// Firefox.
    Firefox,
}

impl Browser {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chrome, Self::Firefox];

    /// Its name in the paths of what is built.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
        }
    }
}

/// The manifest for `browser`, as text; `e2e` grants the loopback hosts at installation.
pub fn derive(source: &str, browser: Browser, e2e: bool) -> Result<String> {
    let mut manifest: Map<String, Value> = serde_json::from_str(source).context("manifest.json")?;
    if manifest.contains_key("version") || manifest.contains_key("host_permissions") {
        bail!(
            "manifest.json: the build adds `version` and, for the tests, `host_permissions`: take them out"
        );
    }
    manifest.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    if e2e {
        manifest.insert("host_permissions".to_owned(), json!(E2E_HOSTS));
    }
    match browser {
        Browser::Chrome => {
            take(&mut manifest, "browser_specific_settings")?;
            take(&mut manifest, "sidebar_action")?;
            take_from(&mut manifest, "background", "scripts")?;
        }
        Browser::Firefox => {
            // Only for Chromium; the add-on linter warns about each.
            take(&mut manifest, "key")?;
            take(&mut manifest, "minimum_chrome_version")?;
            take(&mut manifest, "storage")?;
            take(&mut manifest, "side_panel")?;
            let permissions = manifest.get_mut("permissions").and_then(Value::as_array_mut);
            let permissions = permissions.context("manifest.json: permissions")?;
            permissions.retain(|name| name != "sidePanel");
            permissions.push("webRequest".into());
            take_from(&mut manifest, "background", "service_worker")?;
        }
    }
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

fn take(manifest: &mut Map<String, Value>, key: &str) -> Result<Value> {
    manifest.remove(key).with_context(|| format!("manifest.json: {key} is missing"))
}

fn take_from(manifest: &mut Map<String, Value>, outer: &str, key: &str) -> Result<Value> {
    manifest
        .get_mut(outer)
        .and_then(Value::as_object_mut)
        .and_then(|inner| inner.remove(key))
        .with_context(|| format!("manifest.json: {outer}.{key} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};

    const SOURCE: &str = include_str!("../../../manifest.json");

    fn derived(browser: Browser, e2e: bool) -> Value {
        serde_json::from_str(&derive(SOURCE, browser, e2e).unwrap()).unwrap()
    }

    #[test]
    fn the_key_gives_the_id() {
        let key = derived(Browser::Chrome, false)["key"].as_str().unwrap().to_owned();
        let der = base64::engine::general_purpose::STANDARD.decode(key).unwrap();
        // The first 128 bits of the key's SHA-256, in hexadecimal with the digits a to p.
        let id: String = Sha256::digest(der)[..16]
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|digit| char::from(b'a' + digit))
            .collect();
        assert_eq!(id, CHROME_ID);
    }

    #[test]
    fn each_browser_gets_its_own_keys_and_not_the_others() {
        let (chrome, firefox) = (derived(Browser::Chrome, false), derived(Browser::Firefox, false));
        assert_eq!(chrome["background"], json!({"service_worker": "background.js"}));
        assert_eq!(firefox["background"], json!({"scripts": ["background.js"]}));
        assert!(chrome.get("browser_specific_settings").is_none() && chrome.get("key").is_some());
        assert!(firefox.get("key").is_none() && firefox.get("minimum_chrome_version").is_none());
        assert_eq!(chrome["storage"], json!({"managed_schema": crate::schema::FILE}));
        assert!(firefox.get("storage").is_none());
        assert!(chrome.get("side_panel").is_some() && chrome.get("sidebar_action").is_none());
        assert!(firefox.get("side_panel").is_none() && firefox.get("sidebar_action").is_some());
        assert_eq!(chrome["version"], env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn least_permissions_and_loopback_only_for_the_tests() {
        for browser in Browser::ALL {
            let (shipped, e2e) = (derived(browser, false), derived(browser, true));
            let own = if browser == Browser::Chrome { "sidePanel" } else { "webRequest" };
            let least = ["storage", "scripting", "notifications", "contextMenus", own];
            assert_eq!(shipped["permissions"], json!(least));
            assert!(shipped.get("host_permissions").is_none());
            assert_eq!(e2e["host_permissions"], json!(E2E_HOSTS));
            let mut rest = e2e.as_object().unwrap().clone();
            rest.remove("host_permissions");
            assert_eq!(Value::Object(rest), shipped, "otherwise the tests see what is shipped");
        }
    }

    #[test]
    fn a_source_that_lost_a_key_is_refused() {
        for lost in ["key", "background", "browser_specific_settings"] {
            let mut source: Map<String, Value> = serde_json::from_str(SOURCE).unwrap();
            source.remove(lost);
            let source = serde_json::to_string(&source).unwrap();
            assert!(Browser::ALL.iter().any(|browser| derive(&source, *browser, false).is_err()), "{lost}");
        }
    }
}
