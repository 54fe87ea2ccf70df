//! The build's tools from npm, in `node_modules/`, exactly as package-lock.json names them.

use crate::build::cache;
use crate::{paths, pins, run, setup};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

/// The oldest Node.js that runs all of them: Debian 12 and Ubuntu 24.04 have 18.
const NODE: u32 = 18;
/// Where the installed tree remembers the lockfile it was made from.
const STAMP: &str = "node_modules/.ucontact-bridge";

/// One npm package whose programs the build uses.
pub struct Tool {
    name: &'static str,
    version: String,
}

/// binaryen: `wasm-opt` and `wasm2js`.
pub const BINARYEN: &str = "binaryen";
/// terser, the minifier.
pub const TERSER: &str = "terser";
/// Mozilla's add-on linter.
pub const LINTER: &str = "addons-linter";
/// axe-core, which the end-to-end tests run in the extension's pages.
pub const AXE: &str = "axe-core";

impl Tool {
    /// Installs the tools if need be, and finds the package.
    pub fn find(name: &'static str) -> Result<Self> {
        install()?;
        let version = pins::npm(name)?;
        let path = paths::root().join("node_modules").join(name).join("package.json");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let package: serde_json::Value = serde_json::from_str(&text)?;
        if package["version"] != version.as_str() {
            bail!(
                "node_modules has {name} {}, package.json asks for {version}: run `npm install --package-lock-only` and commit package-lock.json",
                package["version"]
            );
        }
        Ok(Self { name, version })
    }

    /// Name and version, for what is cached.
    pub fn recipe(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// A command that runs this script of the package (a path below its folder).
    pub fn script(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(paths::root().join("node_modules").join(self.name).join(script));
        command
    }
}

fn install() -> Result<()> {
    let root = paths::root();
    let lockfile = root.join("package-lock.json");
    let lock = File::open(&lockfile).with_context(|| format!("cannot read {}", lockfile.display()))?;
    // Two builds in one checkout must not both fill node_modules.
    lock.lock().context("cannot lock package-lock.json")?;
    let wanted = cache::hex(&Sha256::digest(fs::read(&lockfile)?));
    let stamp = root.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    node()?;
    eprintln!("xtask: npm ci");
    let mut npm = Command::new("npm");
    npm.current_dir(&root)
        // No package needs its install script, so none is run.
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    run::output(&mut npm)?;
    cache::write(&stamp, wanted.as_bytes())
}

/// Makes sure of node and npm.
pub fn node() -> Result<()> {
    if !run::exists("node") || !run::exists("npm") {
        setup::apt_install(
            &["nodejs", "npm"],
            "Node.js with npm (binaryen, terser and the add-on linter run on it)",
        )?;
    }
    let version = run::text(Command::new("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        bail!("Node.js {version} is too old: install {NODE} or newer");
    }
    Ok(())
}

/// A folder for one run of a tool, empty.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let dir = paths::cache().join(format!("{name}-{}", cache::unique()));
    // An older build may have had our process's number, and ended before it took its folder away.
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    Ok(dir)
}
