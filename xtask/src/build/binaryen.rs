//! binaryen: makes the wasm small, and translates the same binary to JavaScript, as the content script's twin.

use super::{cache, features};
use crate::npm::{self, Tool};
use crate::run;
use anyhow::{Result, bail};
use std::fs;

/// The features Rust's target has by default, as the `target_features` section and as wasm-opt name them.
const FEATURES: [(&str, &str); 9] = [
    ("bulk-memory", "--enable-bulk-memory"),
    ("bulk-memory-opt", "--enable-bulk-memory-opt"),
    ("call-indirect-overlong", "--enable-call-indirect-overlong"),
    ("extended-const", "--enable-extended-const"),
    ("multivalue", "--enable-multivalue"),
    ("mutable-globals", "--enable-mutable-globals"),
    ("nontrapping-fptoint", "--enable-nontrapping-float-to-int"),
    ("reference-types", "--enable-reference-types"),
    ("sign-ext", "--enable-sign-ext"),
];

/// Replaces what wasm2js cannot translate. So the content script's wasm and its twin are one binary in two encodings.
const LOWERING: [&str; 3] =
    ["--signext-lowering", "--llvm-nontrapping-fptoint-lowering", "--llvm-memory-copy-fill-lowering"];

/// `wasm-opt -Oz`.
pub fn optimise(binaryen: &Tool, wasm: &[u8]) -> Result<Vec<u8>> {
    transform(binaryen, "bin/wasm-opt", &opt_args(wasm, &[])?, wasm, "wasm")
}

/// The same, without what wasm2js cannot translate.
pub fn optimise_for_js(binaryen: &Tool, wasm: &[u8]) -> Result<Vec<u8>> {
    transform(binaryen, "bin/wasm-opt", &opt_args(wasm, &LOWERING)?, wasm, "wasm")
}

/// The module as JavaScript: a function `instantiate(imports)` that returns its exports.
pub fn to_js(binaryen: &Tool, wasm: &[u8]) -> Result<String> {
    let args = ["-Oz", "--emscripten"].map(str::to_owned);
    let js = transform(binaryen, "bin/wasm2js", &args, wasm, "js")?;
    Ok(String::from_utf8(js)?)
}

/// Exactly the features that the file uses: with more, wasm-opt may add some that the file did not need.
fn opt_args(wasm: &[u8], lowering: &[&str]) -> Result<Vec<String>> {
    let mut args = vec!["--mvp-features".to_owned()];
    for name in features::used(wasm)? {
        let Some((_, flag)) = FEATURES.iter().find(|(feature, _)| *feature == name) else {
            bail!(
                "the compiler used the wasm feature {name}, which binaryen.rs does not know; add it there if all our browsers have it"
            );
        };
        args.push((*flag).to_owned());
    }
    args.extend(lowering.iter().map(|&pass| pass.to_owned()));
    args.extend(["-Oz".to_owned(), "--strip-target-features".to_owned()]);
    Ok(args)
}

fn transform(binaryen: &Tool, script: &str, args: &[String], input: &[u8], ending: &str) -> Result<Vec<u8>> {
    let recipe = format!("{} {script} {}", binaryen.recipe(), args.join(" "));
    cache::cached(&recipe, input, || {
        let dir = npm::scratch("binaryen")?;
        let (from, to) = (dir.join("in.wasm"), dir.join(format!("out.{ending}")));
        fs::write(&from, input)?;
        run::output(binaryen.script(script).args(args).arg(&from).arg("-o").arg(&to))?;
        let output = fs::read(&to)?;
        fs::remove_dir_all(dir)?;
        Ok(output)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wasm(features: &[&str]) -> Vec<u8> {
        let mut body = b"\x0ftarget_features".to_vec();
        body.push(features.len() as u8);
        for name in features {
            body.extend([b'+', name.len() as u8]);
            body.extend_from_slice(name.as_bytes());
        }
        let mut wasm = b"\0asm\x01\0\0\0\0".to_vec();
        wasm.push(body.len() as u8);
        wasm.extend(body);
        wasm
    }

    #[test]
    fn only_the_features_in_the_file_are_enabled() {
        let args = opt_args(&wasm(&["nontrapping-fptoint", "sign-ext"]), &[]).unwrap();
        let enabled: Vec<_> = args.iter().filter(|arg| arg.starts_with("--enable")).collect();
        assert_eq!(enabled, ["--enable-nontrapping-float-to-int", "--enable-sign-ext"]);
    }

    #[test]
    fn an_unknown_feature_is_named() {
        let error = opt_args(&wasm(&["teleport"]), &[]).unwrap_err().to_string();
        assert!(error.contains("teleport"), "{error}");
    }
}
