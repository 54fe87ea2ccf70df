//! Finds a compiler for wasm: the active toolchain's target, one that rustup adds, or Debian's packages.

use crate::{paths, run, setup};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// `rustup target add` hangs if Rust's servers cannot be reached; a normal download takes a few seconds.
const RUSTUP_LIMIT: Duration = Duration::from_secs(20);
/// After a failed `rustup target add`, builds of this checkout do not try again for this long.
const RUSTUP_AGAIN: Duration = Duration::from_secs(24 * 60 * 60);

/// Debian's packages: a compiler that Debian uses for browsers, installed beside rustup's, and the library's sources.
const DEBIAN: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// What builds the wasm.
#[derive(Debug, PartialEq, Eq)]
pub enum Compiler {
    /// The active toolchain has the target's standard library.
    Toolchain {
        /// Its `rustc --print sysroot`.
        sysroot: PathBuf,
    },
    /// Debian's rustc and cargo build the standard library from its sources.
    FromSource {
        /// Debian's sysroot.
        sysroot: PathBuf,
        /// The sources of the standard library, links resolved.
        sources: PathBuf,
        /// A linker for wasm.
        linker: PathBuf,
    },
}

impl Compiler {
    /// `cargo build` for the target, without packages, profile and flags.
    pub fn cargo_build(&self) -> Command {
        match self {
            Self::Toolchain { .. } => {
                let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
                command.args(["build", "--target", TARGET]);
                command
            }
            Self::FromSource { linker, .. } => {
                let mut command = Command::new("/usr/bin/cargo");
                command
                    .args(["build", "--target", TARGET, "-Zbuild-std=std,panic_abort"])
                    // A released compiler accepts `-Z` only with this.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                command
            }
        }
    }

    /// The compiler itself.
    pub fn rustc(&self) -> OsString {
        match self {
            Self::Toolchain { .. } => active_rustc(),
            Self::FromSource { .. } => "/usr/bin/rustc".into(),
        }
    }

    /// The paths of the standard library's sources that may be in the output.
    pub fn std_sources(&self) -> Vec<PathBuf> {
        match self {
            Self::Toolchain { sysroot } => vec![library(sysroot)],
            Self::FromSource { sysroot, sources, .. } => vec![library(sysroot), sources.clone()],
        }
    }
}

/// Finds a compiler, or installs one, or says what to install.
pub fn find() -> Result<Compiler> {
    let sysroot = sysroot(&active_rustc()).context("no Rust compiler: install Rust from rustup.rs")?;
    if has_target(&sysroot) || rustup_adds(&sysroot)? {
        return Ok(Compiler::Toolchain { sysroot });
    }
    if let Some(compiler) = from_source(&sysroot)? {
        return Ok(compiler);
    }
    if setup::apt_has(&DEBIAN)? {
        setup::apt_install(&DEBIAN, "a Rust compiler for wasm")?;
        if let Some(compiler) = from_source(&sysroot)? {
            return Ok(compiler);
        }
    }
    bail!(
        "no Rust standard library for {TARGET}.\n\
         Run `rustup target add {TARGET}` (it needs Rust's download servers), or, on Debian,\n\
         `apt-get install {}`; then build again.",
        DEBIAN.join(" ")
    )
}

fn active_rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn sysroot(rustc: &OsString) -> Result<PathBuf> {
    run::text(Command::new(rustc).args(["--print", "sysroot"])).map(PathBuf::from)
}

fn has_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib/src/rust")
}

/// `rustup target add`, unless it has failed here lately.
fn rustup_adds(sysroot: &Path) -> Result<bool> {
    if !run::exists("rustup") {
        return Ok(false);
    }
    let memo = paths::cache().join("rustup-target-add-failed");
    let failed_lately = fs::metadata(&memo)
        .and_then(|found| found.modified())
        .is_ok_and(|then| then.elapsed().is_ok_and(|age| age < RUSTUP_AGAIN));
    if failed_lately && fs::read_to_string(&memo).is_ok_and(|text| Path::new(text.trim()) == sysroot) {
        return Ok(false);
    }
    eprintln!("xtask: rustup target add {TARGET} (at most {} s)", RUSTUP_LIMIT.as_secs());
    let added = run::within(Command::new("rustup").args(["target", "add", TARGET]), RUSTUP_LIMIT)?;
    if added && has_target(sysroot) {
        return Ok(true);
    }
    fs::create_dir_all(paths::cache())?;
    fs::write(&memo, sysroot.to_string_lossy().as_bytes())?;
    eprintln!("xtask: rustup could not add it; not trying again for a day ({})", memo.display());
    Ok(false)
}

/// Debian's compiler with its library sources, if they are there.
fn from_source(active: &Path) -> Result<Option<Compiler>> {
    if !Path::new("/usr/bin/rustc").exists() || !Path::new("/usr/bin/cargo").exists() {
        return Ok(None);
    }
    let sysroot = sysroot(&"/usr/bin/rustc".into())?;
    let Ok(sources) = fs::canonicalize(library(&sysroot)) else { return Ok(None) };
    if !sources.join("library/std").is_dir() {
        return Ok(None);
    }
    let version = run::text(Command::new("/usr/bin/rustc").arg("--version"))?;
    if minor(&version) < minor(&format!("rustc {}", env!("CARGO_PKG_RUST_VERSION"))) {
        return Ok(None);
    }
    let linker = match linker(&[active, &sysroot])? {
        Some(linker) => linker,
        None => {
            setup::apt_install(&["lld"], "a linker for wasm (rustup's rust-lld, or lld)")?;
            linker(&[active, &sysroot])?.context("lld is installed, but it is not in PATH")?
        }
    };
    Ok(Some(Compiler::FromSource { sysroot, sources, linker }))
}

/// `rustc 1.96.0 (…)` → `(1, 96)`.
fn minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// rustup's `rust-lld`, or an `lld` in PATH; rustc tells both which flavour to use.
fn linker(sysroots: &[&Path]) -> Result<Option<PathBuf>> {
    let host = run::text(Command::new(active_rustc()).args(["--print", "host-tuple"]))?;
    let bundled = sysroots
        .iter()
        .map(|sysroot| sysroot.join("lib/rustlib").join(&host).join("bin/rust-lld"))
        .find(|lld| lld.is_file());
    Ok(bundled.or_else(|| run::exists("lld").then(|| PathBuf::from("lld"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(minor("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some((1, 96)));
        assert!(minor("rustc 1.100.0") > minor("rustc 1.95"));
        assert_eq!(minor("rustc"), None);
    }
}
