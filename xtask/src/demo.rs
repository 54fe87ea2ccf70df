//! `cargo xtask demo`: from a bare machine to the last picture in a few minutes.
//!
//! It installs and builds only what this run shows. The installation mostly waits, so it runs beside the compilation:
//!
//! ```text
//! the wasm target ──▶ the parts to wasm ───────────┐
//!        └──────────▶ browser, Node.js ──▶ npm ci ─┴▶ wasm-opt, … ─┐
//! the program that plays ──────────────────────────────────────────┴▶ play
//! ```

use crate::build::manifest::Browser;
use crate::build::{self, Options, target};
use crate::npm::{self, Packages};
use crate::progress::step;
use crate::{paths, run, setup};
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::sync::mpsc;
use std::thread::{self, ScopedJoinHandle};

/// The parts that the demo shows. If it opens windows, people try everything, so every part is built.
const SHOWN: [&str; 4] = ["background", "content", "options", "popup"];

/// What the arguments ask for. The program that plays the demo reads the same arguments.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    browser: Browser,
    headless: bool,
}

impl Asked {
    fn parse(args: &[String]) -> Result<Self> {
        let mut asked = Self { browser: Browser::Chrome, headless: false };
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
            match arg {
                "--headless" => asked.headless = true,
                "--browser" => {
                    asked.browser = match args.next() {
                        Some("chromium") => Browser::Chrome,
                        Some("firefox") => Browser::Firefox,
                        other => bail!("--browser is chromium or firefox, not {other:?}"),
                    }
                }
                other => bail!("demo knows --browser chromium|firefox and --headless, not {other:?}"),
            }
        }
        Ok(asked)
    }

    /// The names of the parts to build; an empty list means all parts.
    fn parts(&self, has_display: bool) -> &'static [&'static str] {
        if self.headless || !has_display { &SHOWN } else { &[] }
    }

    fn options(&self) -> Options {
        let mut options = Options::new(true);
        // Not the tests' folder, because the tests need every part.
        options.out = paths::work().join("demo/extension");
        options.browsers = match self.browser {
            Browser::Chrome => &[Browser::Chrome],
            Browser::Firefox => &[Browser::Firefox],
        };
        options
    }
}

/// `cargo xtask demo …`
pub fn command(args: &[String]) -> Result<()> {
    let asked = Asked::parse(args)?;
    let (options, parts) = (asked.options(), asked.parts(has_display()));
    let minutes = if parts.is_empty() { "six" } else { "four" };
    eprintln!(
        "xtask: the demo in {}. The first time takes about {minutes} minutes on two cores, later runs take seconds",
        asked.browser.called()
    );
    prepare(asked.browser, &options, parts)?;
    run::run(player("run").arg("--").args(args).env("UCB_E2E", &options.out))
}

/// Installs and builds, as much as possible at the same time.
fn prepare(browser: Browser, options: &Options, parts: &[&str]) -> Result<()> {
    let needs = [setup::browser(browser), &npm::NODE].concat();
    // Fail now, not after minutes of compiling.
    setup::refuse_what_nobody_can_install(&needs)?;

    let (compiler_found, wait) = mpsc::channel();
    thread::scope(|scope| {
        let player = scope.spawn(|| {
            step("compiling the program that plays the demo", "20 s", || run::run(&mut player("build")))?;
            if browser == Browser::Firefox { setup::geckodriver() } else { Ok(()) }
        });
        let installed = scope.spawn(move || {
            // Compiling to wasm takes longest, so apt installs the compiler first.
            if wait.recv().unwrap_or(false) {
                setup::install(&needs)?;
                npm::install(Packages::Build)?;
            }
            Ok(())
        });
        let compiler = target::find();
        compiler_found.send(compiler.is_ok()).ok();
        let compiled = compiler.and_then(|compiler| build::compile(&compiler, parts));
        joined(installed)?;
        build::finish(&compiled?, std::slice::from_ref(options))?;
        joined(player)
    })
}

fn joined(thread: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    thread.join().ok().context("a thread of xtask panicked; see above")?
}

/// cargo for the program that plays the demo. It needs no TLS server, so it is compiled without the default features.
fn player(verb: &str) -> Command {
    let mut command = run::cargo();
    command.args([verb, "--quiet", "--locked", "-p", "tests", "--bin", "demo", "--no-default-features"]);
    command
}

/// The same rule as in the program that plays the demo.
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts;

    fn asked(args: &[&str]) -> Result<Asked> {
        Asked::parse(&args.iter().map(|&arg| arg.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn one_browser_and_without_windows_only_what_is_shown() {
        let (chromium, firefox) = (asked(&[]).unwrap(), asked(&["--browser", "firefox"]).unwrap());
        assert_eq!(chromium.options().browsers, [Browser::Chrome]);
        assert_eq!(firefox.options().browsers, [Browser::Firefox]);
        assert_eq!(chromium.parts(false), SHOWN);
        assert_eq!(firefox.parts(true), [""; 0], "all of them");
        assert_eq!(asked(&["--headless"]).unwrap().parts(true), SHOWN);
        let options = chromium.options();
        assert!(options.e2e && options.out != Options::new(true).out);
    }

    #[test]
    fn what_is_shown_is_in_the_table() {
        for name in SHOWN {
            parts::named(name).unwrap();
        }
    }

    #[test]
    fn a_wrong_argument_is_refused_before_anything_is_built() {
        for wrong in [&["--browser", "both"][..], &["--browser"], &["--browsers"], &["fast"]] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }
}
