//! `cargo xtask setup`: makes sure that everything the other commands need is there. As root it installs with apt;
//! otherwise it says what to run. Nothing is installed twice, and only apt installs outside `target/`.

use crate::build::manifest::Browser;
use crate::build::{cache, target};
use crate::npm::{self, Packages};
use crate::{paths, progress, run};
use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

/// Firefox's driver, from crates.io, because Debian has no package of it.
const GECKODRIVER: &str = "0.37.1";

/// Something that a run needs from the system.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Its name, for messages.
    pub what: &'static str,
    /// One of these programs is enough.
    pub programs: &'static [&'static str],
    /// The packages that may contain it: Debian's name first, then Ubuntu's.
    pub packages: &'static [&'static str],
}

const CHROMIUM: [Need; 2] = [
    Need {
        what: "Chromium",
        programs: &["chromium", "chromium-browser", "google-chrome"],
        packages: &["chromium", "chromium-browser"],
    },
    Need {
        what: "Chromium's driver",
        programs: &["chromedriver"],
        packages: &["chromium-driver", "chromium-chromedriver"],
    },
];

const FIREFOX: [Need; 1] =
    [Need { what: "Firefox", programs: &["firefox-esr", "firefox"], packages: &["firefox-esr", "firefox"] }];

impl Need {
    fn is_there(&self) -> bool {
        self.programs.iter().any(|program| run::exists(program))
    }

    /// The package that contains it on this machine.
    fn package(&self) -> Result<&'static str> {
        for package in self.packages {
            if apt_has(&[package])? {
                return Ok(package);
            }
        }
        self.packages.first().copied().with_context(|| format!("no package holds {}", self.what))
    }
}

/// `cargo xtask setup [--browsers]`
pub fn command(args: &[String]) -> Result<()> {
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            target::find()?;
            npm::install(Packages::Build)
        }
        ["--browsers"] => {
            target::find()?;
            for_tests()?;
            creme()
        }
        _ => bail!("setup knows --browsers, not {args:?}"),
    }
}

/// A browser, and its driver if there is a package of it. Firefox also needs [`geckodriver`].
pub fn browser(browser: Browser) -> &'static [Need] {
    match browser {
        Browser::Chrome => &CHROMIUM,
        Browser::Firefox => &FIREFOX,
    }
}

/// Both browsers and their drivers, and everything from npm.
pub fn for_tests() -> Result<()> {
    install(&[&CHROMIUM[..], &FIREFOX, &npm::NODE].concat())?;
    npm::install(Packages::All)?;
    geckodriver()
}

/// Installs what is missing, in one call of apt, because each call reads the whole list of packages.
pub fn install(needs: &[Need]) -> Result<()> {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.iter().map(Need::package).collect::<Result<Vec<_>>>()?;
    apt_install(&packages, &named(&missing))
}

/// Fails if something is missing that xtask cannot install.
pub fn refuse_what_nobody_can_install(needs: &[Need]) -> Result<()> {
    let missing = missing(needs);
    if missing.is_empty() || (run::exists("apt-get") && is_root()?) {
        return Ok(());
    }
    // Its error says what to run.
    install(&missing)
}

fn missing(needs: &[Need]) -> Vec<Need> {
    needs.iter().filter(|need| !need.is_there()).copied().collect()
}

fn named(needs: &[Need]) -> String {
    needs.iter().map(|need| need.what).collect::<Vec<_>>().join(", ")
}

/// Firefox's driver, compiled here, because Debian has no package of it.
pub fn geckodriver() -> Result<()> {
    let tools = paths::work().join("tools");
    if tools.join("bin/geckodriver").is_file() || run::exists("geckodriver") {
        return Ok(());
    }
    let mut install = run::cargo();
    install
        .args(["install", "geckodriver", "--version", GECKODRIVER, "--locked", "--quiet", "--root"])
        .arg(&tools)
        .arg("--target-dir")
        .arg(tools.join("build"));
    progress::step(&format!("cargo install geckodriver {GECKODRIVER}"), "about a minute", || {
        run::run(&mut install)?;
        fs::remove_dir_all(tools.join("build")).context("cannot remove geckodriver's build")
    })
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
    progress::step(&format!("Creme CRM into {}", venv.display()), "half a minute", || {
        run::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        let mut pip = Command::new(venv.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&requirements);
        run::output(&mut pip)
    })?;
    cache::write(&stamp, wanted.as_bytes())
}

/// apt fails if another apt runs, so only one thread calls it.
static APT: Mutex<()> = Mutex::new(());

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
        let _alone = APT.lock();
        if lists_are_missing() {
            update()?;
        }
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

/// Only with [`APT`] locked.
fn update() -> Result<()> {
    progress::step("apt-get update", "10 s", || {
        run::output(Command::new("apt-get").args(["update", "-qq"])).map(drop)
    })
}

/// Installs Debian packages; `what` describes them.
pub fn apt_install(packages: &[&str], what: &str) -> Result<()> {
    let command = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if !run::exists("apt-get") {
        bail!(
            "needed: {what}. On Debian and Ubuntu: `{command}`; elsewhere use your system's package manager, and see \
             that the programs are found in PATH"
        );
    }
    if !is_root()? {
        bail!("needed: {what}. Run `sudo {command}`, then this again");
    }
    let _alone = APT.lock();
    if lists_are_missing() {
        update()?;
    }
    let install = || {
        let mut apt = Command::new("apt-get");
        apt.args(["install", "-qq", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive");
        run::output(&mut apt)
    };
    progress::step(&command, "about a minute", || {
        if install().is_ok() {
            return Ok(());
        }
        // Package lists that are too old name files that the servers no longer have.
        update()?;
        install().map(drop).with_context(|| format!("{what} could not be installed"))
    })
}

fn is_root() -> Result<bool> {
    Ok(run::text(Command::new("id").arg("-u"))? == "0")
}
