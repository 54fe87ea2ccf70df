//! No path of this machine may be in what is compiled: a rebuild elsewhere must give the same bytes.

use crate::paths;
use anyhow::{Result, bail};

/// Fails if the bytes contain a folder of this machine.
pub fn refuse(part: &str, wasm: &[u8], cargo_home: &str) -> Result<()> {
    let root = paths::root().to_string_lossy().into_owned();
    let target = paths::target().to_string_lossy().into_owned();
    refuse_any(part, wasm, &[cargo_home, &root, &target])
}

fn refuse_any(part: &str, wasm: &[u8], folders: &[&str]) -> Result<()> {
    for folder in folders {
        let folder = format!("{folder}/");
        if wasm.windows(folder.len()).any(|window| window == folder.as_bytes()) {
            bail!(
                "{part}.wasm holds the path {folder}: add what put it there to the remapped paths in compile.rs"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_the_middle_is_found() {
        assert!(refuse_any("x", b"..\0/srv/co/src/lib.rs\0", &["/srv/co"]).is_err());
        assert!(refuse_any("x", b"..\0/srv/cost.rs\0", &["/srv/co"]).is_ok());
    }
}
