//! `cargo xtask check`: the rules that a compiler does not know.
//!
//! Each rule is a function from values to a list of faults, so that its unit test can show it a bad input.

mod deps;
mod leaks;
mod linter;
mod locales;
mod named;
mod pinned;
mod weight;

use crate::build::manifest::Browser;
use crate::build::tree::{self, Files};
use crate::run::{self, cargo};
use crate::{npm, paths};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// What is wrong, each as one sentence that says where and what to do. Empty: nothing.
pub type Faults = Vec<String>;

/// `cargo xtask check`; needs a build in `dist/`.
pub fn check() -> Result<()> {
    let mut failed = 0;
    let mut report = |name: &str, outcome: Result<Faults>| {
        let faults = outcome.unwrap_or_else(|error| vec![format!("{error:#}")]);
        eprintln!("{} {name}", if faults.is_empty() { "ok  " } else { "FAIL" });
        for fault in &faults {
            eprintln!("     {fault}");
        }
        failed += usize::from(!faults.is_empty());
    };
    let root = paths::root();
    report("format", quiet(cargo().args(["fmt", "--all", "--check"])));
    report(
        "clippy",
        quiet(cargo().args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-Dwarnings",
        ])),
    );
    report("dependencies", deps::check());
    report("pins", pinned::check(&root));
    report("committed files", leaks::check(&root));
    for browser in Browser::ALL {
        report(
            &format!("{}: named files exist", browser.name()),
            shipped(browser).map(|files| named::faults(&files)),
        );
    }
    report("texts", shipped(Browser::Chrome).and_then(|files| locales::check(&root, &files)));
    report("weight", shipped(Browser::Chrome).and_then(|files| weight::faults(&files)));
    report("Mozilla's add-on linter", linter::check(&dist(Browser::Firefox)));
    if failed > 0 {
        bail!("{failed} of the checks failed");
    }
    Ok(())
}

/// A program that says itself what is wrong.
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
