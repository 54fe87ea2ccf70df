//! terser. Every shipped script is minified in the same way: wasm2js writes a line per statement, the glue has
//! comments, and on a CRM page every byte is parsed at document_start. The loaders' sources are in the repository,
//! and a rebuild gives the same bytes.

use super::cache;
use crate::npm::{self, Tool};
use crate::run;
use anyhow::Result;
use std::fs;

/// What every supported browser understands (Chromium 148, Firefox 140). `passes` takes seconds for the twin, and
/// makes it smaller.
const ARGS: [&str; 5] = ["--ecma", "2022", "--compress", "passes=2", "--mangle"];

/// The same, for a script whose last value is used: it is kept.
const WITH_VALUE: [&str; 5] = ["--ecma", "2022", "--compress", "passes=2,expression=true", "--mangle"];

/// The script, minified. Its top-level names stay; with `value`, its last value stays too.
pub fn minify(terser: &Tool, script: &str, value: bool) -> Result<String> {
    let args = if value { WITH_VALUE } else { ARGS };
    let recipe = format!("{} {}", terser.recipe(), args.join(" "));
    let bytes = cache::cached(&recipe, script.as_bytes(), || {
        let dir = npm::scratch("terser")?;
        let (from, to) = (dir.join("in.js"), dir.join("out.js"));
        fs::write(&from, script)?;
        run::output(terser.script("bin/terser").arg(&from).args(args).arg("--output").arg(&to))?;
        let output = fs::read(&to)?;
        fs::remove_dir_all(dir)?;
        Ok(output)
    })?;
    Ok(String::from_utf8(bytes)?)
}
