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

/// The script, minified. Its top-level names stay.
pub fn minify(terser: &Tool, script: &str) -> Result<String> {
    let recipe = format!("{} {}", terser.recipe(), ARGS.join(" "));
    let bytes = cache::cached(&recipe, script.as_bytes(), || {
        let dir = npm::scratch("terser")?;
        let (from, to) = (dir.join("in.js"), dir.join("out.js"));
        fs::write(&from, script)?;
        run::output(terser.script("bin/terser").arg(&from).args(ARGS).arg("--output").arg(&to))?;
        let output = fs::read(&to)?;
        fs::remove_dir_all(dir)?;
        Ok(output)
    })?;
    Ok(String::from_utf8(bytes)?)
}
