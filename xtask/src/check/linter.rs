//! Mozilla's add-on linter, run on the Firefox build: no errors, and no warnings except those with a reason here.

use super::{Faults, linter_tool};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;

/// A warning that is correct but does no harm here: its code, the file, and why.
const JUSTIFIED: [(&str, &str, &str); 1] = [(
    "KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION",
    "manifest.json",
    "It speaks of Firefox for Android, where the extension is not offered: the manifest has no gecko_android. On the \
     desktop 140 knows data_collection_permissions, and is the extended support release our users have.",
)];

pub fn check(dir: &Path) -> Result<Faults> {
    // It exits with 1 if it found errors, and still prints its JSON.
    let output = linter_tool()?
        .script("bin/addons-linter")
        .args(["--output", "json", "--boring"])
        .arg(dir)
        .stdin(Stdio::null())
        .output()
        .context("cannot start the add-on linter")?;
    let report = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("the add-on linter said: {}", String::from_utf8_lossy(&output.stderr)))?;
    Ok(faults(&report, &JUSTIFIED))
}

fn faults(report: &Value, justified: &[(&str, &str, &str)]) -> Faults {
    let mut faults = Faults::new();
    let mut met = vec![false; justified.len()];
    for kind in ["errors", "warnings"] {
        let Some(messages) = report[kind].as_array() else {
            faults.push(format!("the linter's report has no {kind}: has its format changed?"));
            continue;
        };
        for message in messages {
            let text = |field: &str| message[field].as_str().unwrap_or_default().to_owned();
            let (code, file) = (text("code"), text("file"));
            let reason = justified.iter().position(|(known, place, _)| *known == code && *place == file);
            match reason {
                Some(index) if kind == "warnings" => met[index] = true,
                _ => faults.push(format!(
                    "{code} {file}:{}: {} {}",
                    message["line"],
                    text("message"),
                    text("description")
                )),
            }
        }
    }
    for ((code, file, _), met) in justified.iter().zip(met) {
        if !met {
            faults.push(format!("the linter warns of {code} in {file} no more: take it out of linter.rs"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KNOWN: [(&str, &str, &str); 1] = [("UNSAFE", "a.js", "it is safe because")];

    fn report(kind: &str, code: &str) -> Value {
        let mut report = json!({"errors": [], "warnings": []});
        report[kind] = json!([{"code": code, "file": "a.js", "line": 3, "message": "m", "description": "d"}]);
        report
    }

    #[test]
    fn a_warning_needs_a_reason_and_a_reason_a_warning() {
        assert_eq!(faults(&report("warnings", "UNSAFE"), &KNOWN), Faults::new());
        assert_eq!(faults(&report("warnings", "UNSAFE"), &[]).len(), 1);
        assert!(faults(&json!({"errors": [], "warnings": []}), &KNOWN)[0].contains("no more"));
    }

    #[test]
    fn no_reason_excuses_an_error() {
        assert_eq!(
            faults(&report("errors", "UNSAFE"), &KNOWN).len(),
            2,
            "the error, and the reason nobody needs"
        );
        assert_eq!(faults(&json!({}), &[]).len(), 2, "a report without lists");
    }
}
