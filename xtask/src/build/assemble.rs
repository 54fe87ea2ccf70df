//! From the compiled wasm of one part to its files.

use super::bindgen::{self, Bound};
use super::tree::Files;
use super::{binaryen, minify, pack, read};
use crate::npm::{BINARYEN, TERSER, Tool};
use crate::parts::{Kind, Part, Script};
use anyhow::{Context, Result};

/// The tools from npm, and the loaders' templates.
pub struct Tools {
    binaryen: Tool,
    terser: Tool,
    /// The background's loader, with its wasm inside.
    background: String,
    /// A page's loader; its wasm is a separate file.
    page: String,
    /// What unpacks and starts the wasm of a script for CRM pages.
    unpack: String,
    /// The twin's loader.
    twin: String,
}

impl Tools {
    /// Installs the tools if they are missing, and reads the templates.
    pub fn find() -> Result<Self> {
        Ok(Self {
            binaryen: Tool::find(BINARYEN)?,
            terser: Tool::find(TERSER)?,
            background: read("webext/loader.js")?,
            page: read("webext/page.js")?,
            unpack: read("webext/unpack.js")?,
            twin: read("webext/twin.js")?,
        })
    }

    fn minified(&self, files: &mut Files, name: String, script: &str, value: bool) -> Result<()> {
        let small = minify::minify(&self.terser, script, value).with_context(|| name.clone())?;
        files.insert(name, small.into_bytes());
        Ok(())
    }
}

/// The files that are made from a part.
pub fn files_of(part: &Part, compiled: &[u8], tools: &Tools) -> Result<Files> {
    let mut files = Files::new();
    match &part.kind {
        Kind::BareWasm => {
            files.insert(part.wasm_file(), binaryen::optimise(&tools.binaryen, compiled)?);
        }
        Kind::Background => {
            let Bound { glue, wasm } = bindgen::bind(part.name(), compiled)?;
            let wasm = binaryen::optimise(&tools.binaryen, &wasm)?;
            let script = pack::with_wasm(&tools.background, &glue, &wasm)?;
            tools.minified(&mut files, part.script_file(), &script, false)?;
        }
        Kind::Page => {
            let Bound { glue, wasm } = bindgen::bind(part.name(), compiled)?;
            let script = pack::with_glue(&tools.page, &glue)?;
            tools.minified(&mut files, part.script_file(), &script, false)?;
            // It loads while the page is parsed.
            files.insert(part.wasm_file(), binaryen::optimise(&tools.binaryen, &wasm)?);
        }
        Kind::Script(script) => for_crm_pages(part, script, compiled, tools, &mut files)?,
    }
    Ok(files)
}

fn for_crm_pages(
    part: &Part,
    script: &Script,
    compiled: &[u8],
    tools: &Tools,
    files: &mut Files,
) -> Result<()> {
    let Bound { glue, wasm } = bindgen::bind(part.name(), compiled)?;
    let wasm = binaryen::optimise_for_js(&tools.binaryen, &wasm)?;

    let mut loader = read(&format!("{}/loader.js", part.folder))?;
    if script.code_apart {
        tools.minified(files, part.loader_file(), &pack::with_events(&loader)?, false)?;
        loader = read(&format!("{}/wasm.js", part.folder))?;
    }
    let own = pack::with_unpack(&loader, &tools.unpack, part.name())?;
    let own = pack::with_wasm(&own, &glue, &wasm)?;
    tools.minified(files, part.script_file(), &own, script.answers)?;

    let twin = binaryen::to_js(&tools.binaryen, &wasm)?;
    let twin = pack::with_twin(&tools.twin, script.waits_at, &glue, &twin)?;
    tools.minified(files, part.twin_file(), &twin, false)
}
