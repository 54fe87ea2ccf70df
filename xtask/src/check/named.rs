//! Every file that a manifest or a page names is shipped.

use super::Faults;
use crate::build::tree::Files;
use crate::parts;
use serde_json::Value;

/// A string in the manifest with one of these endings is a file's name.
const ENDINGS: [&str; 7] = [".css", ".html", ".js", ".json", ".png", ".svg", ".wasm"];

/// Faults of one browser's folder.
pub fn faults(files: &Files) -> Faults {
    let mut faults = Faults::new();
    let mut want = |name: &str, by: &str| {
        if !files.contains_key(name) {
            faults.push(format!("{name}, named by {by}, is not shipped"));
        }
    };
    let manifest: Value = match files.get("manifest.json").map(|bytes| serde_json::from_slice(bytes)) {
        Some(Ok(manifest)) => manifest,
        Some(Err(error)) => return vec![format!("manifest.json: {error}")],
        None => return vec!["manifest.json is not shipped".to_owned()],
    };
    strings(&manifest, &mut |text| {
        if ENDINGS.iter().any(|ending| text.ends_with(ending)) {
            want(text.trim_start_matches('/'), "manifest.json");
        }
    });
    if let Some(locale) = manifest["default_locale"].as_str() {
        want(&format!("_locales/{locale}/messages.json"), "default_locale");
    }
    // Only the code names many of them: `scripting` registers scripts, the doctor runs files of its own.
    for name in parts::files() {
        want(&name, "xtask/src/parts.rs");
    }
    for (page, html) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = String::from_utf8_lossy(html);
        for tag in tags(&html) {
            match reference(tag) {
                Some(link) if link.starts_with('#') => {}
                Some(link) => want(&resolve(page, link), page),
                None if is(tag, "script") => want("(a file for its inline script)", page),
                None => {}
            }
        }
    }
    faults
}

/// Calls `each` with every string in `value`.
fn strings(value: &Value, each: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, each)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The inside of each opening tag. This reads only our own pages, so it need not know all of HTML.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter(|tag| !tag.starts_with(['!', '/'])).filter_map(|tag| tag.split('>').next())
}

fn is(tag: &str, name: &str) -> bool {
    tag.split_ascii_whitespace().next().is_some_and(|first| first.eq_ignore_ascii_case(name))
}

/// The file that a tag loads, if it loads one.
fn reference(tag: &str) -> Option<&str> {
    let attribute = match tag {
        tag if is(tag, "script") || is(tag, "img") || is(tag, "iframe") => " src=\"",
        tag if is(tag, "link") || is(tag, "use") || is(tag, "image") => " href=\"",
        _ => return None,
    };
    let (_, rest) = tag.split_once(attribute)?;
    rest.split('"').next()
}

/// `../pages/base.css#x` in `popup/popup.html` → `pages/base.css`. An address on another server stays as it is, and
/// is reported as missing, because nothing may be loaded from outside.
fn resolve(page: &str, link: &str) -> String {
    let link = link.split(['?', '#']).next().unwrap_or(link);
    if link.contains(':') || link.starts_with("//") {
        return link.to_owned();
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    if link.starts_with('/') {
        parts.clear();
    }
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<!doctype html><link rel="stylesheet" href="../pages/base.css"><script src="popup.js" defer>
</script><img alt="" src="/icons/16.png"><use href="#shape"/><a href="nowhere.html">x</a>"##;

    fn good() -> Files {
        let manifest = r#"{"default_locale": "en", "icons": {"16": "icons/16.png"}, "storage": {"managed_schema": "schema.json"}, "background": {"scripts": ["background.js"]}}"#;
        let mut files = Files::from([
            ("manifest.json".to_owned(), manifest.into()),
            ("popup/popup.html".to_owned(), PAGE.into()),
        ]);
        for name in [
            "icons/16.png",
            "schema.json",
            "background.js",
            "_locales/en/messages.json",
            "popup/popup.js",
            "pages/base.css",
        ] {
            files.insert(name.to_owned(), Vec::new());
        }
        files.extend(parts::files().into_iter().map(|name| (name, Vec::new())));
        files
    }

    #[test]
    fn each_named_file_is_missed() {
        assert_eq!(faults(&good()), Faults::new());
        for name in good().keys().filter(|name| !name.ends_with(".html")) {
            let mut files = good();
            files.remove(name);
            let faults = faults(&files);
            assert!(!faults.is_empty(), "{name}");
            assert!(faults.iter().all(|fault| fault.contains(name.as_str())), "{faults:?}");
        }
    }

    #[test]
    fn inline_scripts_and_other_servers_are_faults() {
        for html in ["<script>let x;</script>", r#"<script src="https://cdn.example/x.js"></script>"#] {
            let mut files = good();
            files.insert("popup/popup.html".to_owned(), html.into());
            assert_eq!(faults(&files).len(), 1, "{html}");
        }
    }
}
