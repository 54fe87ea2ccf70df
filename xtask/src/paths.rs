//! Where things are.

use std::path::PathBuf;

/// The checkout.
pub fn root() -> PathBuf {
    // Cargo sets it for the programs that it runs; a binary started by hand uses the value from its compilation.
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or_else(|| xtask.clone(), PathBuf::from)
}

/// Cargo's target directory: `CARGO_TARGET_DIR`, else `target/` in the checkout.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// `target/` in the checkout. What is not cargo's own (the tests' builds, their tools) is there, wherever cargo
/// builds.
pub fn work() -> PathBuf {
    root().join("target")
}

/// Where results are kept between builds, each under the hash of what it was made from.
pub fn cache() -> PathBuf {
    target().join("xtask-cache")
}
