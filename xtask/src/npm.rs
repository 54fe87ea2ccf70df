//! The build's tools from npm, in `node_modules/`, exactly as package-lock.json names them.

use crate::build::cache;
use crate::setup::{self, Need};
use crate::{paths, pins, progress, run};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

/// The oldest Node.js that runs all of them: Debian 12 and Ubuntu 24.04 have 18.
const NODE_VERSION: u32 = 18;
/// Where the installed tree stores the lockfile that it was made from.
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

/// Which packages to install.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packages {
    /// `dependencies`: what a build needs.
    Build,
    /// `devDependencies`, too: what checks, tests and benches need.
    All,
}

/// Node.js and npm, on which they run.
pub const NODE: [Need; 2] = [
    Need { what: "Node.js (the build's tools run on it)", programs: &["node"], packages: &["nodejs"] },
    Need { what: "npm", programs: &["npm"], packages: &["npm"] },
];

impl Tool {
    /// Installs the tools if they are missing, and finds the package.
    pub fn find(name: &'static str) -> Result<Self> {
        install(if name == LINTER { Packages::All } else { Packages::Build })?;
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

/// Installs the packages, unless they are installed already.
pub fn install(packages: Packages) -> Result<()> {
    let root = paths::root();
    let lockfile = root.join("package-lock.json");
    let lock = File::open(&lockfile).with_context(|| format!("cannot read {}", lockfile.display()))?;
    // Two builds in one checkout must not fill node_modules at the same time.
    lock.lock().context("cannot lock package-lock.json")?;
    let wanted = cache::hex(&Sha256::digest(fs::read(&lockfile)?));
    let stamp = root.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|have| is_enough(&have, &wanted, packages)) {
        return Ok(());
    }
    setup::install(&NODE)?;
    check_version()?;
    let mut npm = Command::new("npm");
    npm.current_dir(&root)
        // No package needs its install script, so none runs.
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    if packages == Packages::Build {
        npm.arg("--omit=dev");
    }
    progress::step(&run::shown(&npm), "10 s", || run::output(&mut npm).map(drop))?;
    let only = if packages == Packages::Build { ONLY_BUILD } else { "" };
    cache::write(&stamp, format!("{wanted}{only}").as_bytes())
}

/// The stamp ends with this if `devDependencies` are not installed.
const ONLY_BUILD: &str = " build";

fn is_enough(stamp: &str, wanted: &str, packages: Packages) -> bool {
    stamp == wanted || packages == Packages::Build && stamp.strip_suffix(ONLY_BUILD) == Some(wanted)
}

fn check_version() -> Result<()> {
    let version = run::text(Command::new("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_VERSION) {
        bail!("Node.js {version} is too old: install {NODE_VERSION} or newer");
    }
    Ok(())
}

/// A folder for one run of a tool, empty.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let dir = paths::cache().join(format!("{name}-{}", cache::unique()));
    // An earlier process with our number may have been killed before it removed its folder.
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    Ok(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_packages_are_enough_for_a_build_and_a_build_s_not_for_tests() {
        for (stamp, build, all) in
            [("5f", true, true), ("5f build", true, false), ("60", false, false), ("", false, false)]
        {
            assert_eq!(is_enough(stamp, "5f", Packages::Build), build, "{stamp}");
            assert_eq!(is_enough(stamp, "5f", Packages::All), all, "{stamp}");
        }
    }
}
