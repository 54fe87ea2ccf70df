//! The exact versions that the lockfiles hold.

use crate::paths;
use anyhow::{Context, Result, bail};
use std::fs;

/// The version of a crate in Cargo.lock. Two versions are an error, because then it is unclear which shapes the
/// output.
pub fn locked(name: &str) -> Result<String> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    locked_in(&lock, name)
}

fn locked_in(lock: &str, name: &str) -> Result<String> {
    let mut versions = lock
        .split("[[package]]")
        .filter_map(|block| (field(block, "name")? == name).then(|| field(block, "version")).flatten());
    match (versions.next(), versions.next()) {
        (Some(version), None) => Ok(version.to_owned()),
        (None, _) => bail!("Cargo.lock has no {name}"),
        (Some(one), Some(two)) => bail!("Cargo.lock has {name} twice, {one} and {two}: pin one"),
    }
}

/// `name = "value"` on a line of its own.
fn field<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

/// The version of an npm package that package.json asks for; it must be exact.
pub fn npm(name: &str) -> Result<String> {
    let text = fs::read_to_string(paths::root().join("package.json")).context("cannot read package.json")?;
    let package: serde_json::Value = serde_json::from_str(&text).context("package.json")?;
    npm_in(&package, name)
}

fn npm_in(package: &serde_json::Value, name: &str) -> Result<String> {
    let version = package["devDependencies"][name]
        .as_str()
        .with_context(|| format!("package.json has no devDependencies.{name}"))?;
    if version.split('.').count() != 3 || !version.split('.').all(|part| part.parse::<u32>().is_ok()) {
        bail!("package.json: devDependencies.{name} is {version:?}; write one exact version, such as 1.2.3");
    }
    Ok(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"one\"
version = \"1.0.0\"
dependencies = [
 \"two 1.0.0\",
]

[[package]]
name = \"two\"
version = \"1.0.0\"

[[package]]
name = \"two\"
version = \"2.0.0\"
";

    #[test]
    fn a_crate_is_locked_once_or_it_is_an_error() {
        assert_eq!(locked_in(LOCK, "one").unwrap(), "1.0.0");
        assert!(locked_in(LOCK, "two").unwrap_err().to_string().contains("twice"));
        assert!(locked_in(LOCK, "three").is_err());
    }

    #[test]
    fn an_npm_range_is_no_pin() {
        let package = json!({"devDependencies": {"a": "1.2.3", "b": "^1.2.3", "c": "1.x"}});
        assert_eq!(npm_in(&package, "a").unwrap(), "1.2.3");
        for loose in ["b", "c", "none"] {
            assert!(npm_in(&package, loose).is_err(), "{loose}");
        }
    }
}
