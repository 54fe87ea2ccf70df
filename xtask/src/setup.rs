//! Installing what the product's commands need: by apt when we are root, else by saying what to run.

use crate::run;
use anyhow::{Result, bail};
use std::process::Command;

/// True if apt exists here and knows all these packages.
pub fn apt_has(packages: &[&str]) -> Result<bool> {
    if !run::exists("apt-cache") {
        return Ok(false);
    }
    let known = |package: &&str| {
        run::output(Command::new("apt-cache").args(["show", "--quiet=2", package])).is_ok_and(|out| !out.is_empty())
    };
    if packages.iter().all(known) {
        return Ok(true);
    }
    // A new container has no package lists yet.
    if is_root()? {
        run::run(Command::new("apt-get").args(["update", "-qq"]))?;
        return Ok(packages.iter().all(known));
    }
    Ok(false)
}

/// Installs Debian packages; `what` says what they are needed for.
pub fn apt_install(packages: &[&str], what: &str) -> Result<()> {
    let command = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if !run::exists("apt-get") {
        bail!("{what} is needed; on Debian and Ubuntu it is `{command}`, elsewhere ask your system's package manager");
    }
    if !is_root()? {
        bail!("{what} is needed: run `sudo {command}`, then this again");
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
    // Package lists that are missing or too old are the usual reason.
    run::output(Command::new("apt-get").args(["update", "-qq"]))?;
    install().map(drop)
}

fn is_root() -> Result<bool> {
    Ok(run::text(Command::new("id").arg("-u"))? == "0")
}
