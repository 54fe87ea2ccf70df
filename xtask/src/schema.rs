//! `cargo xtask schema`: writes `managed_schema.json` from the tables that the configuration's reader uses.
//!
//! A build makes it from the tables as well, so what is shipped is current, whatever is in the checkout. The
//! committed file is for people: its diff shows what changes in a policy.

use crate::paths;
use anyhow::{Context, Result, bail};
use std::fs;

/// Its name, in the checkout and in the Chromium build.
pub const FILE: &str = "managed_schema.json";

/// The file's text.
pub fn text() -> Result<String> {
    Ok(serde_json::to_string_pretty(&bridge::config::managed_schema())? + "\n")
}

/// Writes the file.
pub fn command(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        bail!("schema knows no arguments");
    }
    let path = paths::root().join(FILE);
    fs::write(&path, text()?).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_file_is_current() {
        let committed = fs::read_to_string(paths::root().join(FILE)).unwrap_or_default();
        assert!(
            committed == text().unwrap(),
            "{FILE} is not current: run `cargo xtask schema` and commit it"
        );
    }
}
