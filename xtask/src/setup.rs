//! `cargo xtask setup`: makes sure that everything the other commands need is there. As root it installs with apt;
//! otherwise it says what to run. Nothing is installed twice, and only apt installs outside `target/`.

use crate::build::{cache, target};
use crate::{npm, paths, run};
use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Firefox's driver, from crates.io, because Debian has no package of it.
const GECKODRIVER: &str = "0.37.1";

/// The browsers and their drivers: a description, the programs, and the packages that may contain them (Debian's name
/// first, then Ubuntu's).
const BROWSERS: [(&str, &[&str], &[&str]); 3] = [
    ("Chromium", &["chromium", "chromium-browser", "google-chrome"], &["chromium", "chromium-browser"]),
    ("Chromium's driver", &["chromedriver"], &["chromium-driver", "chromium-chromedriver"]),
    ("Firefox", &["firefox-esr", "firefox"], &["firefox-esr", "firefox"]),
];

/// `cargo xtask setup [--browsers]`
pub fn command(args: &[String]) -> Result<()> {
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => build(),
        ["--browsers"] => {
            build()?;
            browsers()?;
            creme()
        }
        _ => bail!("setup knows --browsers, not {args:?}"),
    }
}

/// What a build needs.
fn build() -> Result<()> {
    target::find()?;
    npm::Tool::find(npm::BINARYEN).map(drop)
}

/// Chromium, Firefox and their drivers.
pub fn browsers() -> Result<()> {
    for (what, programs, packages) in BROWSERS {
        if programs.iter().any(|program| run::exists(program)) {
            continue;
        }
        let mut known = Vec::new();
        for package in packages {
            if apt_has(&[package])? {
                known.push(*package);
                break;
            }
        }
        apt_install(if known.is_empty() { &packages[..1] } else { &known }, what)?;
    }
    geckodriver()
}

fn geckodriver() -> Result<()> {
    let tools = paths::work().join("tools");
    if tools.join("bin/geckodriver").is_file() || run::exists("geckodriver") {
        return Ok(());
    }
    eprintln!("xtask: cargo install geckodriver {GECKODRIVER} (about a minute)");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut install = Command::new(cargo);
    install
        .args(["install", "geckodriver", "--version", GECKODRIVER, "--locked", "--quiet", "--root"])
        .arg(&tools)
        .arg("--target-dir")
        .arg(tools.join("build"));
    run::run(&mut install)?;
    fs::remove_dir_all(tools.join("build")).context("cannot remove geckodriver's build")
}

/// Creme CRM, the real one that the end-to-end tests use, in a Python environment of its own.
pub fn creme() -> Result<()> {
    let requirements = paths::root().join("tests/creme/requirements.txt");
    let wanted =
        fs::read(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
    let wanted = cache::hex(&Sha256::digest(wanted));
    let venv = paths::work().join("creme-venv");
    let stamp = venv.join(".requirements");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    // Python has `venv` without these packages, but not `ensurepip`, which `venv` needs.
    let ready = run::output(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_ok();
    if !ready {
        apt_install(&["python3", "python3-venv"], "Python with venv (for Creme CRM, which the tests use)")?;
    }
    eprintln!("xtask: Creme CRM into {}", venv.display());
    run::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    let mut pip = Command::new(venv.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(&requirements);
    run::output(&mut pip)?;
    cache::write(&stamp, wanted.as_bytes())
}

/// True if apt exists here and can install all these packages.
pub fn apt_has(packages: &[&str]) -> Result<bool> {
    if !run::exists("apt-cache") {
        return Ok(false);
    }
    let known = || packages.iter().all(|package| candidate(package).is_some());
    if known() {
        return Ok(true);
    }
    // A new container has no package lists yet.
    if is_root()? && lists_are_missing() {
        update()?;
        return Ok(known());
    }
    Ok(false)
}

/// The version that apt would install. A name that only other packages mention has none.
fn candidate(package: &str) -> Option<String> {
    let policy = run::text(Command::new("apt-cache").args(["policy", package]).env("LC_ALL", "C")).ok()?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

fn lists_are_missing() -> bool {
    let lists = PathBuf::from("/var/lib/apt/lists");
    fs::read_dir(lists).is_ok_and(|entries| {
        !entries.flatten().any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
    })
}

fn update() -> Result<()> {
    eprintln!("xtask: apt-get update");
    run::output(Command::new("apt-get").args(["update", "-qq"])).map(drop)
}

/// Installs Debian packages; `what` describes them.
pub fn apt_install(packages: &[&str], what: &str) -> Result<()> {
    let command = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if !run::exists("apt-get") {
        bail!(
            "{what} is needed. On Debian and Ubuntu: `{command}`; elsewhere ask your system's package manager, \
             and see that it is found in PATH"
        );
    }
    if !is_root()? {
        bail!("{what} is needed: run `sudo {command}`, then this again");
    }
    if lists_are_missing() {
        update()?;
    }
    eprintln!("xtask: {command}");
    let install = || {
        let mut apt = Command::new("apt-get");
        apt.args(["install", "-qq", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive");
        run::output(&mut apt)
    };
    if install().is_ok() {
        return Ok(());
    }
    // Package lists that are too old name files that the servers no longer have.
    update()?;
    install().map(drop).with_context(|| format!("{what} could not be installed"))
}

fn is_root() -> Result<bool> {
    Ok(run::text(Command::new("id").arg("-u"))? == "0")
}
