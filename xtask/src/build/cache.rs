//! Keeps results under the hash of everything that they are made from, so that a step whose input did not change is
//! not run again.

use crate::paths;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// The result of `make`, or the one kept from an earlier run with the same recipe and input.
///
/// `recipe` names the tool, its version and its arguments.
pub fn cached(recipe: &str, input: &[u8], make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    cached_in(&paths::cache(), recipe, input, make)
}

fn cached_in(
    dir: &Path,
    recipe: &str,
    input: &[u8],
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let mut hash = Sha256::new();
    hash.update(u64::try_from(recipe.len())?.to_le_bytes());
    hash.update(recipe);
    hash.update(input);
    let path = dir.join(hex(&hash.finalize()));
    if let Ok(bytes) = fs::read(&path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    write(&path, &bytes)?;
    Ok(bytes)
}

/// Writes a file in one step, so that nobody sees half of it, even if the build is interrupted.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}", unique()));
    fs::write(&partial, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    fs::rename(&partial, path).with_context(|| format!("cannot write {}", path.display()))
}

/// A name that no other thread of any build has now.
pub fn unique() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_recipe_and_input_are_made_once() {
        let dir = std::env::temp_dir().join(format!("xtask-cache-test-{}", std::process::id()));
        let made = std::cell::Cell::new(0);
        let make = |recipe, input: &[u8]| {
            let result = cached_in(&dir, recipe, input, || {
                made.set(made.get() + 1);
                Ok(vec![made.get()])
            });
            result.unwrap()
        };
        assert_eq!(make("opt 1", b"a"), [1]);
        assert_eq!(make("opt 1", b"a"), [1]);
        assert_eq!(make("opt 2", b"a"), [2], "another version is another result");
        assert_eq!(make("opt 1", b"b"), [3], "so is another input");
        assert_eq!(make("opt ", b"1a"), [4], "recipe and input do not run into each other");
        fs::remove_dir_all(dir).unwrap();
    }
}
