//! terser. Everything that is shipped as a script is minified in one way: wasm2js writes a line per statement, and the
//! glue carries comments; on a CRM page every byte is parsed at document_start. The sources of the loaders stand in
//! the repository, and a rebuild gives the same bytes.

use super::cache;
use crate::npm::{self, Tool};
use crate::run;
use anyhow::Result;
use std::fs;

/// What every browser we support understands (Chromium 148, Firefox 140); `passes` costs seconds in the twin, and wins.
const ARGS: [&str; 5] = ["--ecma", "2022", "--compress", "passes=2", "--mangle"];

/// The same, for a script whose last value is asked for: it is kept.
const WITH_VALUE: [&str; 5] = ["--ecma", "2022", "--compress", "passes=2,expression=true", "--mangle"];

/// The script, minified. Its top-level names stay; `value`: so does its last value.
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
