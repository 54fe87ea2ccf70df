//! One `cargo build` for all the parts of a run.

use super::leak;
use super::target::{self, Compiler, TARGET};
use crate::parts::{self, Part};
use crate::{paths, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A part, and its wasm as the linker wrote it.
pub type Compiled = (&'static Part, Vec<u8>);

/// Compiles these parts.
pub fn compile(compiler: &Compiler, parts: &[&'static Part]) -> Result<Vec<Compiled>> {
    parts::verify(&paths::root())?;
    compiler.note_other_bytes()?;
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
    for part in parts {
        cargo.args(["--package", part.name()]);
    }
    run::run(&mut cargo)?;

    let home = cargo_home()?.to_string_lossy().into_owned();
    let dir = target_dir.join(TARGET).join("wasm");
    let read = |part: &&'static Part| {
        let path = dir.join(format!("{}.wasm", part.name()));
        let wasm = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        leak::refuse(part.name(), &wasm, &home)?;
        Ok((*part, wasm))
    };
    parts.iter().map(read).collect()
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

/// No path of this machine may be shipped, and panic messages contain file names. If several prefixes match, rustc
/// takes the last.
fn remaps(compiler: &Compiler) -> Result<Vec<(PathBuf, String)>> {
    let cargo_home = cargo_home()?;
    let mut remaps = vec![(cargo_home.clone(), "cargo".to_owned())];
    // Each registry has a folder here, named after its host.
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

/// Unpacks the sources of the crates, so that the registries' folders exist. Without the targets it would download
/// those for Windows, too.
fn fetch() -> Result<()> {
    let host = target::host()?;
    run::run(run::cargo().args(["fetch", "--quiet", "--locked", "--target", TARGET, "--target", &host]))
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
