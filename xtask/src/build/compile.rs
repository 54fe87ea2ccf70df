//! One `cargo build` for all parts.

use super::leak;
use super::target::{Compiler, TARGET};
use crate::{paths, run};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The parts that are shipped as wasm.
pub const PARTS: [&str; 11] = [
    "background",
    "contacts",
    "content",
    "dock",
    "doctor",
    "history",
    "numbers",
    "options",
    "panel",
    "popup",
    "welcome",
];

/// Compiles the parts; the wasm of each as the linker wrote it.
pub fn compile(compiler: &Compiler) -> Result<BTreeMap<&'static str, Vec<u8>>> {
    let target_dir = paths::target().join("wasm");
    let mut cargo = compiler.cargo_build();
    cargo
        .current_dir(paths::root())
        .args(["--quiet", "--locked", "--profile", "wasm", "--lib", "--target-dir"])
        .arg(&target_dir)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(compiler)?.join("\u{1f}"))
        // What a developer sets for native builds must not change the shipped bytes.
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("CARGO_INCREMENTAL");
    for part in PARTS {
        cargo.args(["--package", part]);
    }
    run::run(&mut cargo)?;

    let home = cargo_home()?.to_string_lossy().into_owned();
    let dir = target_dir.join(TARGET).join("wasm");
    PARTS
        .into_iter()
        .map(|part| {
            let path = dir.join(format!("{part}.wasm"));
            let wasm = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            leak::refuse(part, &wasm, &home)?;
            Ok((part, wasm))
        })
        .collect()
}

fn flags(compiler: &Compiler) -> Result<Vec<String>> {
    // wasm2js translates neither feature; see also features.rs.
    let mut flags = vec!["-Ctarget-feature=-reference-types,-multivalue".to_owned()];
    flags.extend(
        remaps(compiler)?
            .into_iter()
            .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())),
    );
    Ok(flags)
}

/// No path of this machine belongs into what is shipped: panic messages hold file names. Of several prefixes that fit,
/// rustc takes the last.
fn remaps(compiler: &Compiler) -> Result<Vec<(PathBuf, String)>> {
    let cargo_home = cargo_home()?;
    let mut remaps = vec![(cargo_home.clone(), "cargo".to_owned())];
    // Below this each registry has a folder with its host's name.
    let registries = cargo_home.join("registry/src");
    fetch()?;
    for entry in fs::read_dir(&registries).with_context(|| format!("cannot read {}", registries.display()))? {
        remaps.push((entry?.path(), "crates".to_owned()));
    }
    remaps.push((paths::root(), ".".to_owned()));
    remaps.push((paths::target(), "target".to_owned()));
    let commit = commit_hash(compiler)?;
    remaps.extend(compiler.std_sources().into_iter().map(|dir| (dir, format!("/rustc/{commit}"))));
    Ok(remaps)
}

/// Has the sources of all crates unpacked, so that the registries' folders are there to be named.
fn fetch() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run::run(Command::new(cargo).current_dir(paths::root()).args(["fetch", "--quiet", "--locked"]))
}

fn cargo_home() -> Result<PathBuf> {
    let home = match std::env::var_os("CARGO_HOME") {
        Some(dir) => PathBuf::from(dir),
        None => {
            Path::new(&std::env::var_os("HOME").context("neither CARGO_HOME nor HOME is set")?).join(".cargo")
        }
    };
    fs::canonicalize(&home).with_context(|| format!("no cargo home at {}", home.display()))
}

/// The commit that `/rustc/<commit>` names in the prebuilt library.
fn commit_hash(compiler: &Compiler) -> Result<String> {
    let text = run::text(Command::new(compiler.rustc()).arg("-vV"))?;
    let hash = text.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    Ok(hash.to_owned())
}
