//! Time per event by the number of rules, as reported by `bridge`'s own bench.

use crate::row::Row;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// One row per kind of rule.
pub fn measure() -> Vec<Row> {
    rows().unwrap_or_else(|e| vec![Row::not_measured("rules", "Rules: time per event", &e)])
}

fn rows() -> Result<Vec<Row>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--release", "-p", "bridge", "--example", "rules_bench"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .context("starting cargo")?;
    ensure!(output.status.success(), "rules_bench failed: {}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).context("rules_bench's answer")?;
    let list = report["rulesBench"].as_array().context("rules_bench's rows")?;
    let mut kinds: Vec<&str> = list.iter().filter_map(|r| r["kind"].as_str()).collect();
    kinds.dedup();
    Ok(kinds.into_iter().map(|kind| row(kind, list)).collect())
}

fn row(kind: &str, list: &[Value]) -> Row {
    let of_kind: Vec<&Value> = list.iter().filter(|r| r["kind"] == kind).collect();
    let told = |key: &str| {
        let times: Vec<String> =
            of_kind.iter().map(|r| format!("{:.1}", r[key].as_f64().unwrap_or(f64::NAN) / 1000.0)).collect();
        times.join(" / ")
    };
    let sizes: Vec<String> = of_kind
        .iter()
        .map(|r| crate::row::thousands(usize::try_from(r["rules"].as_u64().unwrap_or(0)).unwrap_or(0)))
        .collect();
    Row::new(
        format!("rules-{kind}"),
        format!("Rules by {kind}, {}: µs per event", sizes.join(" / ")),
        told("lastRuleNs"),
    )
    .other(format!("{}; {}", told("lastRuleFirstTimeAfterLoadNs"), told("noRuleNs")))
    .note("native code, the last rule applies; other: the first event after a start; no rule applies")
    .data(json!(of_kind))
}
