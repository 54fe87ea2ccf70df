//! How many of a text's phone numbers are found, and how many of those found are not phone numbers, as reported by
//! the table of `numbers`.

use crate::row::Row;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What the finder must reach over all pages.
const PRECISION: f64 = 0.99;
const RECALL: f64 = 0.95;

/// One row per region, and one for all.
pub fn measure() -> Vec<Row> {
    rows().unwrap_or_else(|e| vec![Row::not_measured("numbers", "Numbers in texts", &e)])
}

fn rows() -> Result<Vec<Row>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--release", "-p", "numbers", "--example", "table", "--", "--json"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .context("starting cargo")?;
    ensure!(output.status.success(), "the table failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(|line| row(&serde_json::from_str(line)?)).collect()
}

fn row(found: &Value) -> Result<Row> {
    let region = found["region"].as_str().context("no region")?;
    let number = |key: &str| found[key].as_f64().with_context(|| format!("no {key}"));
    let (precision, recall) = (number("precision")?, number("recall")?);
    let row = Row::new(
        format!("numbers-{region}"),
        format!("Numbers in {} pages of text, {region}: precision, recall", number("pages")?),
        format!("{precision:.3}, {recall:.3}"),
    )
    .other(format!("{} marked, {} traps, {} found", number("marked")?, number("traps")?, number("found")?))
    .note("bridge/numbers/corpus: real-world text with marked numbers and traps; other: what stands in it")
    .data(found.clone());
    Ok(if region == "all" {
        row.target(format!("≥ {PRECISION}, ≥ {RECALL}"), precision >= PRECISION && recall >= RECALL)
    } else {
        row
    })
}
