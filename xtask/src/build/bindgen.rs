//! wasm-bindgen as a library: its version is in Cargo.lock, and there is no second tool to install.

use super::{cache, features, slim};
use crate::pins;
use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// What wasm-bindgen makes from a part.
pub struct Bound {
    /// The JavaScript between the wasm and the browser, as a classic script that defines `wasm_bindgen`.
    pub glue: String,
    /// The module without its wasm-bindgen sections.
    pub wasm: Vec<u8>,
}

/// Runs wasm-bindgen on the compiled `part`.
pub fn bind(part: &str, compiled: &[u8]) -> Result<Bound> {
    let recipe = format!("wasm-bindgen {} no-modules slim {part}", pins::locked("wasm-bindgen-cli-support")?);
    // One run makes both.
    let mut made = None;
    let glue = cache::cached(&format!("{recipe} glue"), compiled, || {
        let Bound { glue, wasm } = generate(part, compiled)?;
        made = Some(wasm);
        Ok(glue.into_bytes())
    })?;
    let wasm = cache::cached(&format!("{recipe} wasm"), compiled, || match made {
        Some(wasm) => Ok(wasm),
        None => Ok(generate(part, compiled)?.wasm),
    })?;
    Ok(Bound { glue: String::from_utf8(glue)?, wasm })
}

fn generate(part: &str, compiled: &[u8]) -> Result<Bound> {
    let plain = features::without(compiled, &["reference-types", "multivalue"])
        .with_context(|| format!("{part}.wasm"))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(part, plain)
        .no_modules(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    let mut output = bindgen.generate_output().with_context(|| format!("wasm-bindgen on {part}.wasm"))?;
    // The list also has modules that some crate could link to (js-sys has one for threads). Those that are used are
    // named in the glue.
    if output.js().contains("snippets/") || !output.npm_dependencies().is_empty() {
        bail!(
            "{part}: JavaScript beside the Rust code (inline_js, module = \"/…\") has no place in one classic script; \
             write it with web-sys or js-sys"
        );
    }
    let js = output.js().to_owned();
    let module = output.wasm_mut();
    let names = slim::short_names(
        module
            .imports
            .iter()
            .map(|import| import.name.as_str())
            .chain(module.exports.iter().map(|export| export.name.as_str())),
    );
    for import in module.imports.iter_mut() {
        if let Some(name) = names.get(&import.name) {
            import.name.clone_from(name);
        }
    }
    for export in module.exports.iter_mut() {
        if let Some(name) = names.get(&export.name) {
            export.name.clone_from(name);
        }
    }
    let glue = slim::glue(&js, &names).with_context(|| part.to_owned())?;
    Ok(Bound { glue, wasm: module.emit_wasm() })
}
