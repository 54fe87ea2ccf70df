//! The Rust sources of the workspace's crates, in whatever folder they are.

use crate::run;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Paths below the checkout, with `/`, and texts.
pub type Sources = BTreeMap<String, String>;

/// `cargo metadata`.
pub fn metadata() -> Result<Value> {
    let json = run::output(run::cargo().args(["metadata", "--format-version", "1", "--locked"]))?;
    Ok(serde_json::from_slice(&json)?)
}

/// One crate of the workspace: its root file, and all files of its folder.
pub struct Crate {
    pub root: String,
    pub sources: Sources,
}

/// Reads the library (or else the program) of a member of the workspace.
pub fn read(metadata: &Value, name: &str) -> Result<Crate> {
    let checkout = PathBuf::from(metadata["workspace_root"].as_str().context("no workspace_root")?);
    let root = root_file(metadata, name).with_context(|| format!("the workspace has no crate {name}"))?;
    let mut sources = Sources::new();
    collect(&checkout, root.parent().context("a file is in a folder")?, &mut sources)?;
    Ok(Crate { root: below(&checkout, &root), sources })
}

fn root_file(metadata: &Value, name: &str) -> Option<PathBuf> {
    let members = metadata["workspace_members"].as_array()?;
    let packages = metadata["packages"].as_array()?;
    let package =
        packages.iter().find(|package| package["name"] == name && members.contains(&package["id"]))?;
    let targets = package["targets"].as_array()?;
    let of_kind = |wanted: &[&str]| {
        targets.iter().find(|target| {
            target["kind"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| wanted.iter().any(|w| kind == w)))
        })
    };
    let target = of_kind(&["lib", "cdylib", "rlib"]).or_else(|| of_kind(&["bin"]))?;
    target["src_path"].as_str().map(PathBuf::from)
}

fn collect(checkout: &Path, folder: &Path, sources: &mut Sources) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(checkout, &path, sources)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            sources.insert(below(checkout, &path), text);
        }
    }
    Ok(())
}

/// The path below the checkout.
fn below(checkout: &Path, path: &Path) -> String {
    path.strip_prefix(checkout).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
