//! `cargo xtask check`: the rules that the compiler does not check.
//!
//! Each rule is a function from values to a list of faults, so that a unit test can give it a bad input.

mod background;
mod circles;
mod deps;
mod leaks;
mod linter;
mod locales;
mod modules;
mod named;
mod pinned;
mod sources;
mod weight;

use crate::build::manifest::Browser;
use crate::build::tree::{self, Files};
use crate::{npm, parts, paths, run};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// What is wrong: each fault is one sentence that says where, and what to do. Empty: nothing.
pub type Faults = Vec<String>;

/// Which checks to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Leave out the checks that need a build.
    pub fast: bool,
    /// Only the checks whose names contain one of these; all checks if this is empty.
    pub only: Vec<String>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--fast" => options.fast = true,
                "--only" => {
                    options.only.push(args.next().context("--only wants a part of a check's name")?.clone())
                }
                other => bail!("check knows --fast and --only PATTERN, not {other:?}"),
            }
        }
        Ok(options)
    }

    fn wants(&self, check: &Check) -> bool {
        (self.only.is_empty() || self.only.iter().any(|part| check.name.contains(part.as_str())))
            && !(self.fast && check.needs_build)
    }
}

/// A rule, and its name.
struct Check {
    name: &'static str,
    /// This check reads `dist/`.
    needs_build: bool,
    faults: fn(&Path) -> Result<Faults>,
}

const CHECKS: [Check; 13] = [
    source("format", |_| quiet(run::cargo().args(["fmt", "--all", "--check"]))),
    source("clippy", |_| clippy()),
    source("dependencies", |_| deps::faults(&sources::metadata()?)),
    source("parts", |root| Ok(parts::faults(&sources::metadata()?, root))),
    source("circles of imports", |_| circles::check(&sources::metadata()?)),
    source("background", |_| background::check(&sources::metadata()?)),
    source("pins", pinned::check),
    source("committed files", leaks::check),
    built("chrome: named files exist", |_| shipped(Browser::Chrome).map(|files| named::faults(&files))),
    built("firefox: named files exist", |_| shipped(Browser::Firefox).map(|files| named::faults(&files))),
    built("texts", |root| locales::check(root, &shipped(Browser::Chrome)?)),
    built("weight", |_| weight::faults(&shipped(Browser::Chrome)?)),
    built("Mozilla's add-on linter", |_| linter::check(&dist(Browser::Firefox))),
];

const fn source(name: &'static str, faults: fn(&Path) -> Result<Faults>) -> Check {
    Check { name, needs_build: false, faults }
}

const fn built(name: &'static str, faults: fn(&Path) -> Result<Faults>) -> Check {
    Check { name, needs_build: true, faults }
}

/// `cargo xtask check [--fast] [--only PATTERN]…`
pub fn command(args: &[String]) -> Result<()> {
    check(&Options::parse(args)?)
}

/// Runs the checks, and reports each as passed or failed. Without `fast` they need a build in `dist/`.
pub fn check(options: &Options) -> Result<()> {
    let mut failed = 0;
    let mut ran = 0;
    let root = paths::root();
    for check in CHECKS.iter().filter(|check| options.wants(check)) {
        let faults = (check.faults)(&root).unwrap_or_else(|error| vec![format!("{error:#}")]);
        eprintln!("{} {}", if faults.is_empty() { "ok  " } else { "FAIL" }, check.name);
        for fault in &faults {
            eprintln!("     {fault}");
        }
        failed += usize::from(!faults.is_empty());
        ran += 1;
    }
    if failed > 0 {
        bail!("{failed} of the checks failed");
    }
    if ran == 0 {
        let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        bail!("no check has such a name; the checks are: {}", names.join(", "));
    }
    Ok(())
}

fn clippy() -> Result<Faults> {
    quiet(run::cargo().args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-Dwarnings",
    ]))
}

/// Runs a program that itself reports what is wrong.
fn quiet(command: &mut Command) -> Result<Faults> {
    run::output(command).map(|_| Faults::new())
}

fn dist(browser: Browser) -> std::path::PathBuf {
    paths::root().join("dist").join(browser.name())
}

fn shipped(browser: Browser) -> Result<Files> {
    tree::read(&dist(browser)).context("run `cargo xtask build` first")
}

/// The files that git knows, below the checkout.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let list = run::text(Command::new("git").current_dir(root).args(["ls-files", "-z"]))?;
    Ok(list
        .split('\0')
        .filter(|name| !name.is_empty() && root.join(name).is_file())
        .map(str::to_owned)
        .collect())
}

/// The linter, installed.
fn linter_tool() -> Result<npm::Tool> {
    npm::Tool::find(npm::LINTER)
}
