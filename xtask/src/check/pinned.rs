//! Everything that shapes the shipped bytes is pinned exactly, and versions that belong together agree.

use super::Faults;
use crate::{npm, pins};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

pub fn check(root: &Path) -> Result<Faults> {
    let read =
        |name: &str| fs::read_to_string(root.join(name)).with_context(|| format!("cannot read {name}"));
    let mut faults = cargo_faults(&read("Cargo.toml")?);
    let (runtime, cli) = (pins::locked("wasm-bindgen")?, pins::locked("wasm-bindgen-cli-support")?);
    if runtime != cli {
        faults.push(format!(
            "Cargo.lock has wasm-bindgen {runtime} and wasm-bindgen-cli-support {cli}: pin both to one version in Cargo.toml"
        ));
    }
    for tool in [npm::BINARYEN, npm::TERSER, npm::LINTER, npm::AXE] {
        faults.extend(pins::npm(tool).err().map(|error| error.to_string()));
    }
    faults.extend(lock_faults("package-lock.json", &read("package-lock.json")?));
    faults.extend(lock_faults("Cargo.lock", &read("Cargo.lock")?));
    Ok(faults)
}

/// Every external crate is in `[workspace.dependencies]` as `= "=1.2.3"` or `version = "=1.2.3"`.
fn cargo_faults(cargo: &str) -> Faults {
    let section = cargo.split("[workspace.dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let lines = section.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .filter(|line| {
            line.contains(" = ") && !line.contains("path = ") && !line.contains("\"=") && is_entry(line)
        })
        .map(|line| format!("Cargo.toml: not pinned exactly (\"=1.2.3\"): {line}"))
        .collect()
}

/// A line that begins an entry, not one inside a list.
fn is_entry(line: &str) -> bool {
    line.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Packages come from the registry that the builder has configured, and are checked by their hashes: no server's name
/// is kept.
fn lock_faults(name: &str, lock: &str) -> Faults {
    let mut faults = Faults::new();
    for line in lock.lines().map(str::trim) {
        let foreign = line.starts_with("source = ")
            && line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        if line.starts_with("\"resolved\":") || foreign {
            faults.push(format!("{name} names a server: {line}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_no_pin() {
        let cargo = |line: &str| {
            format!(
                "[workspace.dependencies]\nbridge = {{ path = \"bridge\" }}\n{line}\n\n[profile.x]\na = \"z\"\n"
            )
        };
        for good in
            ["a = \"=1.0.0\"", "a = { version = \"=1.0.0\", features = [\n    \"b\",\n] }", "# a = \"1\""]
        {
            assert_eq!(cargo_faults(&cargo(good)), Faults::new(), "{good}");
        }
        for bad in ["a = \"1.0.0\"", "a = { version = \"^1\" }", "a = { git = \"https://example.org/a\" }"] {
            assert_eq!(cargo_faults(&cargo(bad)).len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_lockfile_names_no_server() {
        let good =
            "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\"integrity\": \"sha512-x\"";
        assert_eq!(lock_faults("lock", good), Faults::new());
        assert_eq!(lock_faults("lock", "source = \"sparse+https://mirror.example/index/\"").len(), 1);
        assert_eq!(lock_faults("lock", "  \"resolved\": \"https://mirror.example/a.tgz\",").len(), 1);
    }
}
